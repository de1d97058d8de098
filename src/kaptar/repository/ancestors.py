"""Ancestors: whether a worktree's HEAD has some commits already, so that a merge of these would bring nothing."""

import os
from collections.abc import Sequence
from pathlib import Path

from kaptar.repository.files import read_no_link
from kaptar.repository.git import git
from kaptar.repository.process import Ended, Finished

MOST = 32
"""Commits that are looked at, as many as a merge of several takes in practice."""

_LOOK_S = 3.0
_NOT_FOR_MERGE = b"\tnot-for-merge\t"


def has_all(root: Path, revisions: Sequence[str]) -> bool:
    """Whether HEAD has each of some commits. False where there is none, or git does not say so of each in time."""
    if not 0 < len(revisions) <= MOST:
        return False
    asked = [f"HEAD...{each}^{{commit}}" for each in revisions]
    done = git(["rev-parse", "--revs-only", *asked], root, timeout_s=_LOOK_S)
    if isinstance(done, Ended) or done.code:
        return False
    found = _groups(done)
    return len(found) == len(revisions) and all(bases == [commit] for commit, bases in found)


def fetched_for_merge(git_folder: Path) -> list[str]:
    """The commits that the last fetch has brought for a merge; none where nobody can tell."""
    found = read_no_link(git_folder / "FETCH_HEAD")
    lines = found.splitlines() if isinstance(found, bytes) else []
    return [os.fsdecode(line.partition(b"\t")[0]) for line in lines if _NOT_FOR_MERGE not in line]


def _groups(done: Finished) -> list[tuple[str, list[str]]]:
    """For each pair that was asked about the other commit, and the commits where the two meet: git marks these with a caret."""
    out = list[tuple[str, list[str]]]()
    pair = list[str]()
    for name in done.out.decode("ascii", "replace").split():
        if name.startswith("^") and out:
            out[-1][1].append(name[1:])
        elif pair:
            out.append((pair.pop(), []))
        else:
            pair.append(name)
    return out
