"""The leases as a machine of their own: a second, small description of what the book may answer. It shares no code with it."""

from collections.abc import Hashable, Iterable
from typing import Any

FILES = ("a.py", "a.py::f", "a.py::g", "a.py::g.inner", "src/b.py", "src/*.py")
"""The resources of the histories."""
OVERLAP = {
    frozenset(pair.split())
    for pair in (
        "a.py a.py::f", "a.py a.py::g", "a.py a.py::g.inner", "a.py::g a.py::g.inner", "src/b.py src/*.py",
        *FILES,
    )
}  # fmt: skip
"""Which of them have something in common, each with itself too: written by hand."""

State = tuple[int, frozenset[tuple[str, str, str, int]]]
"""The highest token, and the leases: holder, resource, mode, token."""

FIRST: State = (0, frozenset())


def step(state: Any, asked: tuple[Any, ...], answered: Any) -> Iterable[Hashable]:
    """The state after a call, where the answer is right. None as an answer: the process was killed, and nobody knows."""
    highest, leases = state
    if asked[0] == "release":
        return _released(state, asked[1], answered)
    _, holder, mode, wanted = asked
    against = [
        lease
        for lease in leases
        if lease[0] != holder
        and not (mode == lease[2] == "shared")
        and any(frozenset((lease[1], each)) in OVERLAP for each in wanted)
    ]
    if against:
        return [state] if answered is None or answered == ("denied", tuple(sorted(lease[3] for lease in against))) else []
    own = {lease[1]: lease for lease in leases if lease[0] == holder}
    kept = {each for each in wanted if each in own and (own[each][2] == mode or own[each][2] == "exclusive")}
    if answered is None:
        return [
            state,
            _granted(state, asked, {each: highest + 1 + at for at, each in enumerate(sorted(set(wanted) - kept))}, kept),
        ]
    if answered[0] != "granted":
        return []
    tokens = dict(answered[1])
    if set(tokens) != set(wanted):
        return []
    new = {each: tokens[each] for each in wanted if each not in kept}
    is_right = all(tokens[each] == own[each][3] for each in kept)
    is_right = is_right and all(token > highest for token in new.values()) and len(set(new.values())) == len(new)
    return [_granted(state, asked, new, kept)] if is_right else []


def _granted(state: State, asked: tuple[Any, ...], new: dict[str, int], kept: set[str]) -> State:
    highest, leases = state
    _, holder, mode, wanted = asked
    left = {lease for lease in leases if lease[0] != holder or lease[1] not in wanted or lease[1] in kept}
    made = {(holder, resource, mode, token) for resource, token in new.items()}
    return max([highest, *new.values()]), frozenset(left | made)


def _released(state: State, holder: str, answered: Any) -> Iterable[Hashable]:
    highest, leases = state
    gone = frozenset(lease for lease in leases if lease[0] == holder)
    after = highest, leases - gone
    if answered is None:
        return [state, after]
    return [after] if answered == tuple(sorted(lease[3] for lease in gone)) else []
