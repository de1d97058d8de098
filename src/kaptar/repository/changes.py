"""Files that differ from the last commit, and those that cannot be compared because a filter converts them."""

import os
from pathlib import Path
from typing import NamedTuple

from kaptar.repository.git import filters_of, git, trusted_git
from kaptar.repository.process import Ended, Finished

_STATUS = ("status", "--porcelain", "-z", "-uall", "--no-renames")
NOT_COMPARED = "not compared: filter"


class TreeChanges(NamedTuple):
    """Paths relative to the worktree, as git's index has them.

    Attributes:
        changed: these differ from the last commit, or are new.
        not_compared: these are under a filter (git-lfs, git-crypt), and only the filter could tell whether they differ.
        gone: those among ``changed`` that the last commit has, and that git calls deleted.
    """

    changed: tuple[str, ...]
    not_compared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def changes_of(root: Path, timeout_s: float) -> TreeChanges | Ended:
    """What differs in a worktree, and each file that git was told not to look at. No filter runs.

    Args:
        timeout_s: for each of the commands of git, which are four at most.
    """
    done = _succeeded(git(_STATUS, root, timeout_s=timeout_s))
    if isinstance(done, Ended):
        return done
    entries = _entries(done.out)
    touched = [name for state, name in entries if state == " M"]
    filtered = filters_of(root, touched, timeout_s)
    if isinstance(filtered, Ended):
        return filtered
    names = [name for state, name in entries if not (state == " M" and name in filtered)]
    unwatched = hidden_from_status(root, timeout_s)
    if isinstance(unwatched, Ended):
        return unwatched
    not_compared = tuple(name for name in touched if name in filtered)
    return TreeChanges(tuple(dict.fromkeys((*names, *unwatched))), not_compared, _gone(entries))


def changes_by_filters(root: Path, timeout_s: float) -> TreeChanges | Ended:
    """As `changes_of`, and filters run: only for a repository whose tools the user trusts."""
    done = _succeeded(trusted_git(_STATUS, root, timeout_s=timeout_s))
    if isinstance(done, Ended):
        return done
    unwatched = hidden_from_status(root, timeout_s)
    if isinstance(unwatched, Ended):
        return unwatched
    entries = _entries(done.out)
    return TreeChanges(tuple(dict.fromkeys((*(name for _, name in entries), *unwatched))), gone=_gone(entries))


def hidden_from_status(root: Path, timeout_s: float) -> tuple[str, ...] | Ended:
    """Tracked files that git takes for unchanged without a look: ``--assume-unchanged``, ``--skip-worktree``; there or not."""
    done = git(("ls-files", "-v", "-z"), root, timeout_s=timeout_s)
    if isinstance(done, Ended) or done.code:
        return done if isinstance(done, Ended) else Ended(f"git ls-files: {done.complaint}")
    marked = (entry for entry in done.out.split(b"\0") if entry[:1] == b"S" or entry[:1].islower())
    return tuple(os.fsdecode(entry[2:]) for entry in marked)


def _succeeded(done: Finished | Ended) -> Finished | Ended:
    """What git said; where it fails (a damaged index), why: what it said until then is not all."""
    return Ended(f"git status: {done.complaint}") if isinstance(done, Finished) and done.code else done


def _gone(entries: list[tuple[str, str]]) -> tuple[str, ...]:
    """What is deleted in the index or in the work tree, and in no conflict."""
    return tuple(name for state, name in entries if "D" in state and "U" not in state and state != "DD")


def _entries(out: bytes) -> list[tuple[str, str]]:
    """The state of index and work tree in two letters, and the path."""
    return [(entry[:2].decode("ascii", "replace"), os.fsdecode(entry[3:])) for entry in out.split(b"\0") if len(entry) > 3]
