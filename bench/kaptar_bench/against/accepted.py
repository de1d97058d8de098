"""Rows that a change makes slower on purpose: how much at most, and what is got for it.

``bench/accepted.json`` of the checkout lists them by the commit that they are compared with. The list ends with that commit: the
next one that lands is the new measure.
"""

from pathlib import Path

import msgspec

from kaptar_bench.compare import Change


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``at_most``: the share that a row may be worse; 0.3 is 30 %. ``why``: one line for the reader of the table."""

    at_most: float
    why: str


def accepted_in(top: Path, commit: str) -> dict[str, Accepted]:
    """Rows that may be slower than in a commit, given by its full name; none where the checkout has no list."""
    path = top / "bench" / "accepted.json"
    if not path.is_file():
        return {}
    return msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, Accepted]]).get(commit, {})


def judged(change: Change, accepted: dict[str, Accepted]) -> Change:
    """A row that has regressed, as accepted where the list says so and it is not worse than listed; others as they are."""
    known = accepted.get(change.row)
    if known is None or change.outcome != "regressed" or change.change is None or change.change > known.at_most:
        return change
    return msgspec.structs.replace(change, outcome="accepted", reason=f"up to {known.at_most:+.0%}, {known.why}")
