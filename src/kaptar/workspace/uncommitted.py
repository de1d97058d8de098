"""Changes since the last commit, each with the sessions that made it: the tree, the commit and the ledger together."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_file
from kaptar.repository.git import filters_of
from kaptar.repository.process import Ended
from kaptar.repository.staged import commit_of, committed_contents
from kaptar.workspace.attribution import OwnedChange, attributed
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import OUTSIDE, EditBook, FileEdit
from kaptar.workspace.ledger.versions import LARGEST, Versions

_MOST_EDITS, _LOOK_S = 1000, 10.0


class Ledger(NamedTuple):
    """The edits of a repository, and the contents before and after them."""

    book: EditBook
    versions: Versions


class UncommittedFile(NamedTuple):
    """A file with its changes since the commit; None as content where there is no file."""

    path: str
    committed: bytes | None
    now: bytes | None
    changes: tuple[OwnedChange, ...]


Contents = Callable[[Path, str, Sequence[str]], dict[str, bytes]]
"""Gives the contents of a commit as files have them: in a worktree, by the commit's name, for some paths."""


def read_only(top: Path, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
    """As `contents_in`, for who only looks: no filter runs. Raises InputError for files under one."""
    filtered = filters_of(top, paths)
    if isinstance(filtered, Ended):
        raise InputError(f"git: {filtered.reason}")
    if filtered:
        raise InputError(f"{min(filtered)} is under a filter, which is run for a commit alone: it is not compared")
    held = committed_contents(top, commit, [str(top / path) for path in paths], _LOOK_S)
    return {path: _with_ends(held[name], top / path) for path in paths if (name := str(top / path)) in held}


def _with_ends(content: bytes, file: Path) -> bytes:
    """A content with the line ends of a file that has CRLF alone, where git stores line feeds."""
    now = read_file(file, LARGEST)
    converted = not isinstance(now, Unread) and b"\r" not in content and now.count(b"\r\n") == now.count(b"\n") > 0
    return content.replace(b"\n", b"\r\n") if converted else content


def changed_files(top: Path, ledger: Ledger, paths: Sequence[str], contents: Contents) -> Iterator[UncommittedFile]:
    """The files among the paths that differ from the last commit. Raises InputError where git or a file cannot be read.

    Args:
        paths: relative to ``top``.
    """
    head = commit_of(top)
    committed = contents(top, head, paths) if head and paths else {}
    for path in paths:
        now = _read(top / path)
        before = committed.get(path)
        if now == before:
            continue
        rows = ledger.book.history(str(top), path, _MOST_EDITS)
        steps = [*_steps(before or b"", now or b"", list(reversed(rows)), ledger.versions)]
        yield UncommittedFile(path, before, now, tuple(attributed(before or b"", steps)))


def _read(file: Path) -> bytes | None:
    found = read_file(file, LARGEST)
    if not isinstance(found, Unread):
        return found
    if found.kind == "missing":
        return None
    raise InputError(f"{file}: {found.reason}")


def _steps(committed: bytes, now: bytes, rows: Sequence[FileEdit], versions: Versions) -> Iterator[tuple[Holder, bytes]]:
    """The versions since the commit, the oldest first, each with who wrote it. What no row explains is from outside."""
    digest = sha256(committed).hexdigest()
    first = max((number for number, row in enumerate(rows) if row.after == digest), default=-1)
    begun, content = rows[first + 1 :], committed
    for row in begun:
        before = versions.content(row.before) if row.before else b""
        if before is not None and before != content and row.by != OUTSIDE:
            yield OUTSIDE, before
            content = before
        after = versions.content(row.after) if row.after else b""
        if after is None:
            continue  # it is not kept: the next known version is from outside
        yield (row.by if before is not None else OUTSIDE), after
        content = after
    if content != now:
        yield OUTSIDE, now
