"""Wrong plans, made of a right edit. Each kind yields texts of which none is what the edit says.

A kind works on the lines of the right result, on the definitions in it, and on what the edit shows of it.
"""

from collections.abc import Iterator
from random import Random

from ..reading import Right
from . import blanks, clauses, data, lines, lost, moved, rows, trivia
from .shared import KINDS, Lines

BLANKS = frozenset((
    "add_a_blank_line_to_an_unmentioned", "drop_a_blank_line_of_an_unmentioned", "add_blanks_to_the_end_of_a_hidden_line",
    "lose_the_last_line_end",
))  # fmt: skip
"""Kinds that differ from the right result in blanks alone."""


def mutants(name: str, right: Right, seed: int = 0) -> Iterator[str]:
    """The texts of one kind, each once; none is the right result."""
    rng = Random(f"{seed}:{name}:{right.triple.name}")
    seen = {_key(name, right.lines)}
    for made in KINDS[name](right, rng):
        key = _key(name, made)
        if key not in seen:
            seen.add(key)
            yield "\n".join(made)


def _key(name: str, made: Lines) -> str:
    """What tells two texts apart: blanks do so for some kinds only."""
    if name in BLANKS:
        return "\n".join(made)
    return "\n".join(line.rstrip() for line in made if line.strip())


__all__ = ["BLANKS", "KINDS", "blanks", "clauses", "data", "lines", "lost", "moved", "mutants", "rows", "trivia"]
