"""A copy of the work tree in a temporary folder, in which changes since the last commit can be reverted."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.proof.changed_lines import asked
from kaptar.checks.snapshot import Skipped

MOST_CHANGED = 5000
MOST_BYTES = 256 << 20
"""Of all changed files together."""


class TreeChange(NamedTuple):
    """A file that differs from the last commit; ``committed``: it has one there to go back to."""

    path: str
    committed: bool


class WorkCopy:
    """All that git tracks, and what is new and not ignored.

    Attributes:
        folder: the copy, resolved. The folder that it lies in is temporary too, and free for what builds leave.
    """

    def __init__(self, root: Path, temporary: Path, timeout_s: float) -> None:
        self.folder = temporary / "tree"
        self.changes: tuple[TreeChange, ...] = ()
        self._root, self._index, self._timeout_s = root, temporary / "index", timeout_s

    def fill(self) -> Skipped | None:
        """Write the last commit, then today's changes over it; why not, where that fails."""
        self.folder.mkdir()
        changes = self._changed()
        if isinstance(changes, Skipped):
            return changes
        self.changes = tuple(changes)
        for arguments in (["read-tree", "HEAD"], ["checkout-index", "--all", "--force", "--quiet", f"--prefix={self.folder}/"]):
            done = asked(arguments, self._root, self._timeout_s, index=self._index)
            if isinstance(done, Skipped) or done.code:
                return done if isinstance(done, Skipped) else Skipped(f"git {arguments[0]}: {done.complaint}")
        here = [self._root / change.path for change in changes]
        if sum(path.lstat().st_size for path in here if os.path.lexists(path)) > MOST_BYTES:
            return Skipped(f"more than {MOST_BYTES:,} bytes changed since the last commit", "commit, or let git ignore them")
        for change in changes:
            _remove(self.folder / change.path)  # all of them first: a file may have come where a link to a folder was
        for change in changes:
            self._copy(change.path)
        return None

    def take_back(self, changes: Sequence[TreeChange]) -> Skipped | None:
        """Put files back to what the last commit has, or away; why not, where that fails."""
        for change in changes:
            _remove(self.folder / change.path)
        paths = b"".join(os.fsencode(change.path) + b"\0" for change in changes if change.committed)
        arguments = ["checkout-index", "--force", "--quiet", f"--prefix={self.folder}/", "-z", "--stdin"]
        done = asked(arguments, self._root, self._timeout_s, given=paths, index=self._index)
        if isinstance(done, Skipped):
            return done
        return Skipped(f"git checkout-index: {done.complaint}") if done.code else None

    def _changed(self) -> list[TreeChange] | Skipped:
        tracked = asked(["diff", "--no-renames", "--name-status", "-z", "HEAD"], self._root, self._timeout_s)
        new = asked(["ls-files", "--others", "--exclude-standard", "-z"], self._root, self._timeout_s)
        if isinstance(tracked, Skipped) or isinstance(new, Skipped):
            return tracked if isinstance(tracked, Skipped) else Skipped("git lists no files")
        if tracked.code:
            return Skipped(f"git diff: {tracked.complaint}", "commit once, so that there is something to compare with")
        words = os.fsdecode(tracked.out).split("\0")[:-1]
        found = [TreeChange(path, status != "A") for status, path in zip(words[::2], words[1::2], strict=True)]
        found += [TreeChange(path, False) for path in os.fsdecode(new.out).split("\0") if path and not path.endswith("/")]
        if len(found) > MOST_CHANGED:
            return Skipped(f"more than {MOST_CHANGED:,} files changed since the last commit", "commit, or let git ignore them")
        return found

    def _copy(self, path: str) -> None:
        source, target = self._root / path, self.folder / path
        if not os.path.lexists(source) or (source.is_dir() and not source.is_symlink()):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.parent.resolve().is_relative_to(self.folder):
            return  # a link that git tracks leads out of the copy
        shutil.copy(source, target, follow_symlinks=False)


@contextmanager
def work_copy(root: Path, timeout_s: float) -> Iterator[WorkCopy | Skipped]:
    """A copy of a repository's work tree, or why there is none. It is gone afterwards.

    Args:
        root: the top of the work tree, resolved.
        timeout_s: for each command of git.
    """
    with tempfile.TemporaryDirectory(prefix="kaptar-tdd-", ignore_cleanup_errors=True) as temporary:
        copy = WorkCopy(root, Path(temporary).resolve(), timeout_s)
        yield copy.fill() or copy


def _remove(path: Path) -> None:
    """A file or a link; a folder is a submodule's, and stays."""
    if os.path.lexists(path) and (path.is_symlink() or not path.is_dir()):
        path.unlink()
