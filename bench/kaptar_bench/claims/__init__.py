"""``kaptar bench claims``: each figure that the described system claims, beside what is measured, or why it is not."""

import sys
from collections.abc import Sequence

from kaptar.api.programs import Runtime
from kaptar.config.sections import Config
from kaptar_bench.claims.figures import Figures
from kaptar_bench.claims.guests import makers
from kaptar_bench.claims.hive import measured_by_a_hive
from kaptar_bench.claims.not_run import NOT_RUN
from kaptar_bench.claims.stated import claims
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured


def measure(config: Config, effort: Effort) -> Sequence[Measured]:
    """One row a claim, in the order of ``claims.toml``. A claim that does not hold says so."""
    found = {key: Figures([], "s", reason=f"not run: {why}") for key, why in NOT_RUN.items()}
    print("bench claims: guests ...", file=sys.stderr)
    with Runtime(config) as runtime:
        runtime.wait_ready(["text", "crypto", "javascript"])
        found |= {key: make(effort) for key, make in makers(runtime, config).items()}
    print("bench claims: a hive ...", file=sys.stderr)
    found |= measured_by_a_hive(effort)
    return [found[claim.key].row(claim) for claim in claims()]
