"""The rule for new blocks with the body of a hidden one: each may be that one under a new name, and both would stand there."""

import re

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.own_blocks import PlacedBlock, placed_blocks
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_STUB = re.compile(r"(?:pass|\.\.\.|return(?: (?:None|null|nil))?|todo!\(\)|unimplemented!\(\)|super\(\))?;?")
"""A line of a body that says nothing: blocks that have no more in common are not alike."""


def check_same_body(difference: Difference, shown: Shown) -> Complaint | None:
    """No block comes with a name of its own and the body of a block that stays and is not shown, however short that is."""
    for run in difference.runs:
        for block, other in _twins(difference, shown, run):
            head, was = difference.new[block.head], difference.new[other.head]
            return "ambiguous", (
                f"{head[:80]!r} has the body of {was[:80]!r} (line {difference.origin[other.head] + 1}), which the edit does not "
                "show: it could be new, or take that one's place; show both, or use a format that quotes what goes"
            )
    return None


def _twins(difference: Difference, shown: Shown, run: Exchange) -> list[tuple[PlacedBlock, PlacedBlock]]:
    """The blocks of a run, each with a hidden one of the same depth that has its body."""
    came = [n for n in range(run.new, run.new_end) if difference.new[n]]
    if not came or any(difference.origin[n] >= 0 for n in came):
        return []
    depth = difference.indent(came[0])
    new = [each for each in placed_blocks(difference, came, depth) if each.name and not all(map(_STUB.fullmatch, each.body))]
    if not new:
        return []
    rest = (n for n in range(len(difference.new)) if difference.new[n] and not run.new <= n < run.new_end)
    there = [each for each in placed_blocks(difference, rest, depth) if each.name and _is_hidden(difference, shown, each)]
    return [(one, other) for one in new for other in there if one.name != other.name and one.body == other.body]


def _is_hidden(difference: Difference, shown: Shown, block: PlacedBlock) -> bool:
    return shown.row_of[block.head] < 0 and difference.origin[block.head] >= 0
