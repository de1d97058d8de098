"""``kaptar bench runtime``: what the runtime and its guests cost, beside what they are compared with, in one run."""

import sys
from collections.abc import Sequence

from kaptar.api.programs import Runtime
from kaptar.config.sections import Config
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured
from kaptar_bench.runtime import calls, life, memory, operations, parsers


def measure(config: Config, effort: Effort) -> Sequence[Measured]:
    """All rows. A full run takes some minutes; stderr names the part that runs."""
    rows: list[Measured] = []
    with Runtime(config) as runtime:
        runtime.wait_ready(["text", "bytes", "codec", "crypto", "javascript", "python"])
        for part in (calls, operations, parsers):
            _say(part.__name__)
            rows += part.measure(runtime, effort)
    for last in (life, memory):
        _say(last.__name__)
        rows += last.measure(config, effort)
    return rows


def _say(name: str) -> None:
    print(f"bench runtime: {name.rpartition('.')[2]} ...", file=sys.stderr)
