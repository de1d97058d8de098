"""``skep bench edit``: is an edit put where it belongs, or refused, and how fast; beside other local appliers."""

import sys
from collections.abc import Sequence

from skep.bench.edit import cold as cold
from skep.bench.edit import corpus as corpus
from skep.bench.edit import latency as latency
from skep.bench.edit import misquoted as misquoted
from skep.bench.edit import score as score
from skep.bench.rows import Measured
from skep.config import Config


def measure(config: Config) -> Sequence[Measured]:
    """All rows. The corpus is built on first use, which needs pip, npm and the package registries."""
    cases = corpus.cases()
    rows: list[Measured] = []
    parts = {"score": score.measure, "misquoted": misquoted.measure, "latency": latency.measure, "cold": cold.measure}
    for name, part in parts.items():
        print(f"bench edit: {name} ...", file=sys.stderr)
        rows += part(config, cases)
    return rows
