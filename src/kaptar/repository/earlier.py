"""Contents that files had in a commit, also of files that have another name since."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kaptar.errors import InputError
from kaptar.repository.git import git
from kaptar.repository.index_of_commit import index_of_commit
from kaptar.repository.joining import joined_commits
from kaptar.repository.process import Ended
from kaptar.repository.staged import (
    changed_since,
    commit_of,
    committed_contents,
    removed_since,
    staged_contents,
    staged_files,
)

_TIMEOUT_S = 30.0
_RENAMES = ("diff", "-M", "-l1000", "--diff-filter=R", "--name-status", "-z")
"""git compares at most 1,000 new files with as many that are gone; beyond that only those of equal content are renames."""


class Earlier:
    """The contents of files in one commit. What git says of a worktree is asked once.

    Args:
        revision: the commit, as the user names it.
        staged: files are those of the index, else those of the work tree. Of these git sees a rename only once the new name is in
            the index.
    """

    def __init__(self, revision: str, *, staged: bool) -> None:
        self._revision, self._staged = revision, staged
        self._commits: dict[Path, str] = {}
        self._renames: dict[Path, Mapping[str, str]] = {}

    def differing(self, root: Path, most: int) -> Iterator[tuple[str, bytes, bytes | None]]:
        """Each file of a worktree that is not as in the commit: its path, what it had there, and what it has now.

        A file that is new had nothing, and one that is gone has nothing. One that was renamed had what its former name had, and
        that name is not given as gone besides. None: it is to be read in the worktree.

        While a merge, a cherry-pick or the like is going on, each file of the other commits is given besides, as if the last
        commit's content had come in its place: what stands there alone is committed too.

        Args:
            most: files; where there are more, none is given.
        Raises InputError.
        """
        commit = self._commit(root)
        here = staged_files(root) if self._staged else changed_since(root, commit)
        gone = removed_since(root, commit, staged=self._staged)
        if len(here) + len(gone) > most:
            return
        held = committed_contents(root, commit, [*here, *gone])
        now = {each.path: each.content for each in staged_contents(root, here)} if self._staged else {}
        former = {new: old for new, old in self._former(root).items() if new not in held}
        renamed = {former[path] for path in here if path in former}
        for path in here:
            yield path, held.get(former.get(path, path), b""), now.get(path)
        for path in gone:
            if path not in renamed:
                yield path, held.get(path, b""), b""
        for other in joined_commits(root) if self._staged else ():
            for path, content in committed_contents(root, other, here).items():
                yield path, content, held.get(path, b"")

    def _commit(self, root: Path) -> str:
        if root not in self._commits:
            self._commits[root] = commit_of(root, self._revision)
        return self._commits[root]

    def contents(self, root: Path, paths: Sequence[str]) -> dict[str, bytes]:
        """By absolute path the content that each file of a worktree had; without those that are new. Raises InputError."""
        held = committed_contents(root, self._commit(root), paths)
        new = [path for path in paths if path not in held]
        former = self._former(root) if new else {}
        moved = {path: former[path] for path in new if path in former}
        there = committed_contents(root, self._commits[root], list(moved.values()))
        return held | {path: there[old] for path, old in moved.items() if old in there}

    def _former(self, root: Path) -> Mapping[str, str]:
        if root not in self._renames:
            self._renames[root] = renames_since(root, self._commits[root], staged=self._staged)
        return self._renames[root]


def renames_since(root: Path, commit: str, *, staged: bool) -> dict[str, str]:
    """By absolute path of each file that was renamed since a commit its path there. Raises InputError.

    Args:
        commit: its name; "" for none, since which nothing was renamed.
        staged: compare the index, else the work tree.
    """
    if not commit:
        return {}
    asked = [*_RENAMES, *(["--cached"] if staged else []), commit, "--"]
    done = git(asked, root, timeout_s=_TIMEOUT_S, index=index_of_commit(root))
    if isinstance(done, Ended) or done.code:
        raise InputError(f"git diff: {done.reason if isinstance(done, Ended) else done.complaint}")
    words = os.fsdecode(done.out).split("\0")[:-1]  # a state with its likeness, the old name, the new name
    return {f"{root}/{new}": f"{root}/{old}" for old, new in zip(words[1::3], words[2::3], strict=True)}
