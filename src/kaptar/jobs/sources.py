"""The files of a repository as the tasks of one run see them: found by pattern, read within bounds, changed beside them.

A change of one task is what the next task reads, also in a dry run. All changes are written together; files that somebody
else changed since they were read are left out.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kaptar.globs import compile_globs
from kaptar.jobs.spool import Kept, Spool
from kaptar.repository.files import Unread, read_no_link
from kaptar.repository.paths import leads_out
from kaptar.repository.writer import NotWritten, Step, write_below

ALWAYS_EXCLUDED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        ".venv",
        "venv",
        "__pycache__",
        ".tox",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".kaptar",
    }
)
_SNIFF = 8192
_MOST_ROUNDS = 8
"""How often changes are written again without the files that were in the way."""

_STALE = "changed by somebody else since it was read; run again"


class Source(NamedTuple):
    """One file's content as it was read. ``path`` is relative to the repository ``root``, with ``/``."""

    path: str
    data: bytes
    root: Path = Path()


class Changed(NamedTuple):
    """A file that this run changed. Its texts are read each time that they are asked for, so that few are held at once."""

    path: str
    kept: tuple[Kept, Kept]
    spool: Spool

    @property
    def before(self) -> bytes:
        """The text that was read. Raises OSError."""
        return self.spool.read(self.kept[0])

    @property
    def after(self) -> bytes:
        """The new text. Raises OSError."""
        return self.spool.read(self.kept[1])


class _Text(NamedTuple):
    """One of a file's texts, as the writer takes it."""

    kept: Kept
    spool: Spool

    @property
    def size(self) -> int:
        return self.kept.size

    def read(self) -> bytes:
        return self.spool.read(self.kept)


class Unreadable(NamedTuple):
    """A file that was not read: ``reason`` says why and what to do. ``failed`` tells a fault from a limit."""

    path: str
    reason: str
    failed: bool


class Sources:
    """Files of a repository, with the changes of this run on top.

    Args:
        root: the repository, absolute.
        exclude: patterns besides `ALWAYS_EXCLUDED`.
        max_file_size: bytes; a larger file is not read.

    Attributes:
        told: after `write`, what the user must know besides, in lines.
    """

    def __init__(self, root: Path, exclude: Iterable[str], max_file_size: int) -> None:
        self.root, self.max_file_size = root, max_file_size
        self.told: list[str] = []
        self._excluded = compile_globs(exclude)
        self._lock = threading.Lock()
        self._spool = Spool()
        self._changed: dict[str, tuple[Kept, Kept]] = {}

    def find(self, patterns: Iterable[str]) -> list[str]:
        """Relative paths of the regular files that match, sorted. Symbolic links are not followed."""
        wanted = compile_globs(patterns)
        return sorted(path for path in self._walk() if wanted(path) and not self._excluded(path))

    def _walk(self) -> Iterator[str]:
        for folder, names, files in os.walk(self.root, followlinks=False):
            names[:] = sorted(n for n in names if n not in ALWAYS_EXCLUDED)
            at = Path(folder).relative_to(self.root).as_posix()
            for name in files:
                yield name if at == "." else f"{at}/{name}"

    def read(self, path: str, *, text: bool, most: int | None = None) -> Source | Unreadable:
        """The content of a file, a change of this run included.

        Args:
            path: relative to the repository.
            text: refuse what is not UTF-8 text.
            most: bytes of the largest file for this task; None where the limit of all files alone holds.
        """
        with self._lock:
            changed = self._changed.get(path)
        if changed is not None and most is not None and changed[1].size > most:
            return _too_large_for_task(path, changed[1].size, most)
        if changed is not None:
            return Source(path, self._spool.read(changed[1]), self.root)
        if (why := leads_out(self.root, self.root / path)) is not None:
            return Unreadable(path, why.message, False)
        data = read_no_link(self.root / path, self.max_file_size)
        if not isinstance(data, Unread) and most is not None and len(data) > most:
            return _too_large_for_task(path, len(data), most)
        if isinstance(data, Unread):
            return self._unreadable(path, data)
        if text and (fault := _not_text(data)):
            return Unreadable(path, fault, False)
        return Source(path, data, self.root)

    def _unreadable(self, path: str, why: Unread) -> Unreadable:
        if why.kind == "too_large":
            return Unreadable(path, f"{why.reason}; raise max_file_size", False)
        failed = why.kind in ("failed", "missing")
        return Unreadable(path, "not a regular file" if why.kind == "not_regular" else why.reason, failed)

    def change(self, source: Source, data: bytes) -> None:
        """Put new content on top of what was read. Raises OSError where there is no room to keep it."""
        with self._lock:
            known = self._changed.get(source.path)
        before = known[0] if known is not None else self._spool.keep(source.data)
        after = self._spool.keep(data)
        with self._lock:
            self._changed[source.path] = (before, after)

    def changes(self) -> list[Changed]:
        """The files that this run changed, sorted by path."""
        with self._lock:
            found = [Changed(path, kept, self._spool) for path, kept in sorted(self._changed.items())]
        return [each for each in found if each.before != each.after]

    def write(self, changes: Sequence[Changed]) -> dict[str, str]:
        """Write changes together; by path the reason why one is not on disk, or "".

        A file that is in the way (changed by somebody else, a hard link) is left out. Of the rest all are written, or none.
        """
        reasons = {change.path: "" for change in changes}
        for _ in range(_MOST_ROUNDS):
            steps = [_step(each) for each in changes if not reasons[each.path]]
            done = write_below(Path(os.path.realpath(self.root)), steps) if steps else None
            self.told += [] if done is None else [line for line in done.told if line not in self.told]
            if not isinstance(done, NotWritten):
                return reasons
            said = {problem.path: _STALE if problem.kind == "stale" else problem.message for problem in done.problems}
            if done.left or not said:
                return reasons | {step.path: done.said for step in steps}
            reasons |= said
        return {path: reason or _STALE for path, reason in reasons.items()}


def _step(change: Changed) -> Step:
    before, after = change.kept
    return Step(change.path, _Text(before, change.spool), _Text(after, change.spool))


def _too_large_for_task(path: str, size: int, most: int) -> Unreadable:
    reason = f"{size:,} bytes, over the limit of {most:,} for this task; raise max_file_size of the [[task]] or leave it out"
    return Unreadable(path, reason, False)


def _not_text(data: bytes) -> str:
    if b"\0" in data[:_SNIFF]:
        return "a binary file (it holds a zero byte); leave it out with exclude"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        return f"not UTF-8 at byte {problem.start}; convert it or leave it out with exclude"
    return ""
