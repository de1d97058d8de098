"""Results by which the same file was judged more than once: what a later one says is told only where it adds something. Pure."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.finding import RANK, Finding, Severity
from kaptar.checks.results import in_worktree, named_in
from kaptar.checks.verdict import CheckResult, Judged, State

_Key = tuple[str, str, str, int, int]


class Said(NamedTuple):
    """A result by the settings of one worktree.

    ``beside``: others have judged the file already, and this one only adds to that.
    """

    result: CheckResult
    root: Path
    blocks_from: Severity
    beside: bool = False


def told(said: Iterable[Said], root: Path | None = None) -> list[Judged]:
    """All results in their order, and of those beside others what they add: other places, a graver finding, a missed check.

    Args:
        root: the worktree whose files are named by relative paths; None: any is.
    """
    said = tuple(said)
    if not any(each.beside for each in said):
        return [_named(each, root) for each in said]
    graves: dict[_Key, int] = {}
    missed: set[tuple[str, str, str]] = set()
    out: list[Judged] = []
    for each in said:
        new = _new(each, graves, missed) if each.beside else each
        if new is not None:
            out.append(_named(new, root))
            graves |= {key: max(grave, graves.get(key, -1)) for key, grave in _graves(new)}
            missed |= {_why(new)} if new.result.missed else set()
    return out


def _new(said: Said, graves: dict[_Key, int], missed: set[tuple[str, str, str]]) -> Said | None:
    """What a result adds to those that were told; None where that is nothing."""
    result = said.result
    added = tuple(f for f, (key, grave) in zip(result.findings, _graves(said), strict=True) if grave > graves.get(key, -1))
    if not added and not (result.missed and _why(said) not in missed):
        return None
    state: State = "passed" if result.state == "findings" and not added and not result.missed else result.state
    return said._replace(result=msgspec.structs.replace(result, findings=added, state=state))


def _graves(said: Said) -> Iterator[tuple[_Key, int]]:
    """Each finding by its place, and how grave it is: what blocks is graver than all that does not."""
    least = RANK[said.blocks_from]
    for found in said.result.findings:
        rank = RANK[found.severity]
        yield _key(found, said.root), rank + (len(RANK) if rank >= least else 0)


def _key(found: Finding, root: Path) -> _Key:
    return found.check, found.rule, named_in(root, found.path), found.line, found.column


def _why(said: Said) -> tuple[str, str, str]:
    return said.result.check, named_in(said.root, said.result.path), said.result.reason


def _named(said: Said, root: Path | None) -> Judged:
    here = root is None or said.root == root
    return Judged(said.result if here else in_worktree(said.result, said.root), said.blocks_from)
