"""``kaptar bench edit``: is an edit put where it belongs, or refused, and how fast; beside other local appliers."""

import sys
from collections.abc import Sequence

from kaptar.config.sections import Config
from kaptar_bench.edit import cold as cold
from kaptar_bench.edit import corpus as corpus
from kaptar_bench.edit import kinds as kinds
from kaptar_bench.edit import latency as latency
from kaptar_bench.edit import misquoted as misquoted
from kaptar_bench.edit import score as score
from kaptar_bench.edit import untouched as untouched
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured


def measure(config: Config, effort: Effort) -> Sequence[Measured]:
    """All rows. A full run builds its corpus on first use, which needs pip, npm and the package registries."""
    with corpus.cases(effort) as cases:
        return _measure(config, effort, cases)


def _measure(config: Config, effort: Effort, cases: corpus.Cases) -> list[Measured]:
    rows: list[Measured] = []
    parts = {"score": score.measure, "kinds": kinds.measure, "misquoted": misquoted.measure, "latency": latency.measure,
             "cold": cold.measure}  # fmt: skip
    for name, part in parts.items():
        print(f"bench edit: {name} ...", file=sys.stderr)
        rows += part(config, effort, cases)
    return rows
