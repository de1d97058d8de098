"""Changes since the last commit, each with the sessions that made it: the tree, the commit and the ledger together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import InputError
from kaptar.repository.committable import LINK, PathStanding, as_git, committable
from kaptar.repository.git import filters_of
from kaptar.repository.process import Ended
from kaptar.repository.staged import commit_of, object_contents
from kaptar.repository.stored_form import StoredForm, forms_of
from kaptar.workspace.attribution import OwnedChange, attributed, lines_of
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import OUTSIDE, EditBook, FileEdit
from kaptar.workspace.ledger.versions import Versions

_MOST_EDITS, _LOOK_S = 1000, 10.0
_AS_IT_IS = StoredForm()


class Ledger(NamedTuple):
    """The edits of a repository, and the contents before and after them."""

    book: EditBook
    versions: Versions


class UncommittedFile(NamedTuple):
    """A file with its changes since the commit, its contents as git stores them; None as content where there is no file.

    Attributes:
        standing: the file beside the commit: modes, and why git would not take it.
        changes: lines that came and went; one without any where a file comes or goes that has none.
        mode_by: who has given it a mode that the commit does not have; None where it is as it was.
        is_filtered: a filter converts it, so that the contents are those of the work tree.
        made: of a file that the commit does not have and that several have changed, what its maker has put there. ``changes``
            are then those of this content, and nobody but the maker can commit the file.
    """

    path: str
    committed: bytes | None
    now: bytes | None
    changes: tuple[OwnedChange, ...]
    standing: PathStanding
    mode_by: Holder | None = None
    is_filtered: bool = False
    made: OwnedChange | None = None

    @property
    def base(self) -> bytes:
        """The content that ``changes`` are of."""
        return b"".join(self.made.lines) if self.made is not None else self.committed or b""

    @property
    def owners(self) -> frozenset[Holder]:
        """All who have changed something in the file."""
        return frozenset(owner for change in (*self.changes, *((self.made,) if self.made else ())) for owner in change.owners)

    @property
    def is_retyped(self) -> bool:
        """Whether a link became a file, or a file a link."""
        modes = self.standing.held.mode, self.standing.mode
        return all(modes) and (LINK in modes) and modes[0] != modes[1]


class PassedOver(NamedTuple):
    """A path that git would not take, and why."""

    path: str
    reason: str


class Uncommitted(NamedTuple):
    """Files that differ from the last commit, those that git would not take, and those under a filter that may not run.

    ``commit``: the last one; "" where there is none.
    """

    files: list[UncommittedFile]
    left_out: list[PassedOver]
    not_compared: list[str]
    commit: str = ""


Contents = Callable[[Path, str, Sequence[str]], dict[str, bytes]]
"""Gives the contents of a commit as files have them: in a worktree, by the commit's name, for paths under a filter."""


def comparable(top: Path, ledger: Ledger, paths: Sequence[str]) -> list[UncommittedFile]:
    """The files that differ from the last commit and that git would take. One that cannot be compared is left out."""
    try:
        found = uncommitted(top, ledger, paths)
    except InputError:
        return [file for path in paths for file in comparable(top, ledger, [path])] if len(paths) > 1 else []
    left_out = {each.path for each in found.left_out}
    return [file for file in found.files if file.path not in left_out]


def uncommitted(top: Path, ledger: Ledger, paths: Sequence[str], contents: Contents | None = None) -> Uncommitted:
    """The files among the paths that differ from the last commit. Raises InputError where git does not answer.

    Args:
        paths: relative to ``top``.
        contents: asked where one is under a filter; None where no filter may run, for who only looks.
    """
    if not paths:
        return Uncommitted([], [], [])
    head = commit_of(top)
    standings = committable(top, head, paths)
    compared = [path for path, each in standings.items() if each.is_read and (each.content is not None or each.held.blob)]
    filtered = filters_of(top, compared)
    if isinstance(filtered, Ended):
        raise InputError(f"git: {filtered.reason}")
    converted = contents(top, head, sorted(filtered)) if contents is not None and filtered else {}
    plain = [path for path in compared if path not in filtered]
    stored = object_contents(top, {path: blob for path in plain if (blob := standings[path].held.blob)}, _LOOK_S)
    forms = forms_of(top, plain)
    found = list[UncommittedFile]()
    for path in plain if contents is None else compared:
        each = standings[path]
        form = _AS_IT_IS if path in filtered or LINK in (each.mode, each.held.mode) else forms[path]
        before = (converted if path in filtered else stored).get(path)
        found += _compared(top, ledger, _Sides(path, each, before, form, path in filtered))
    left = [PassedOver(path, each.refused) for path, each in standings.items() if each.refused and _is_told(each)]
    return Uncommitted(found, left, sorted(filtered) if contents is None else [], head)


def _is_told(standing: PathStanding) -> bool:
    """Whether something is left out: a folder in the place of a file that the commit never had is nothing."""
    return standing.is_read or bool(standing.held.blob) or standing.refused != "a directory"


class _Sides(NamedTuple):
    """A file and its content in the commit, with what git converts."""

    path: str
    standing: PathStanding
    before: bytes | None
    form: StoredForm
    is_filtered: bool


def _compared(top: Path, ledger: Ledger, sides: _Sides) -> Iterator[UncommittedFile]:
    path, standing, before, form, is_filtered = sides
    held = before or b""
    now = None if standing.content is None else form.of(standing.content, held)
    if now == before and standing.mode == standing.held.mode:
        return
    rows = list(reversed(ledger.book.history(str(top), path, _MOST_EDITS)))
    steps = [
        (by, form.of(content, held)) for by, content in versions_since(held, standing.content or b"", rows, ledger.versions, form)
    ]
    changes, made = tuple(attributed(held, steps)), None
    if before is None and now is not None and (found := _made(steps, changes)) is not None:
        made, changes = found
    if not changes and (now is None) != (before is None):
        changes = (OwnedChange(0, 0, (), 0, frozenset({_maker(rows, is_gone=now is None)})),)
    mode_by = _mode_by(rows, standing) if now is not None else None
    if changes or mode_by is not None:
        yield UncommittedFile(path, before, now, changes, standing, mode_by, is_filtered, made)


def _made(
    steps: Sequence[tuple[Holder, bytes]], whole: Sequence[OwnedChange]
) -> tuple[OwnedChange, tuple[OwnedChange, ...]] | None:
    """What the maker of a new file has put there before others came, and the changes of that; None where nobody else came.

    Who has no line in the file any more has not made it.
    """
    left = {_session(owner) for change in whole for owner in change.owners}
    written = list(dropwhile(lambda step: not step[1] or _session(step[0]) not in left, steps))
    own = list(takewhile(lambda step: _session(step[0]) == _session(written[0][0]), written))
    if len(own) == len(written):
        return None
    base = own[-1][1]
    made = OwnedChange(0, 0, tuple(lines_of(base)), 0, frozenset({own[-1][0]}))
    return made, tuple(attributed(base, written[len(own) :]))


def _session(holder: Holder) -> tuple[str, str]:
    return holder.client, holder.session


def _maker(rows: Sequence[FileEdit], *, is_gone: bool) -> Holder:
    """Who made a file, or took it away."""
    last = rows[-1] if rows else None
    if last is None or (last.after == "") != is_gone:
        return OUTSIDE
    return next((row.by for row in reversed(rows) if (row.before == "") != is_gone), OUTSIDE)


def _mode_by(rows: Sequence[FileEdit], standing: PathStanding) -> Holder | None:
    """Who gave a file its mode; None where it is that of the commit."""
    mode, by = standing.held.mode, OUTSIDE
    if mode == standing.mode:
        return None
    for row in rows:
        if row.mode and as_git(row.mode) != mode:
            mode, by = as_git(row.mode), row.by
    return by if mode == standing.mode else OUTSIDE


def versions_since(
    committed: bytes, now: bytes, rows: Sequence[FileEdit], versions: Versions, form: StoredForm = _AS_IT_IS
) -> Iterator[tuple[Holder, bytes]]:
    """The versions since the commit, the oldest first, each with who wrote it. What no row explains is from outside."""
    crlf = committed.replace(b"\n", b"\r\n")  # as a work tree may have what git stores
    sure = [b"", committed, now]
    if form.of(crlf, committed) == committed:
        sure.insert(0, crlf)
    known = {sha256(content).hexdigest(): content for content in sure}
    first = max(
        (number for number, row in enumerate(rows) if _is_version(row.after, known, committed, versions, form)), default=-1
    )
    content, makers = committed, set[Holder]()
    reached = rows[first].after if first >= 0 else ""
    for row in rows[first + 1 :]:
        before, after = (_content(each, known, versions) for each in (row.before, row.after))
        if row.before != reached:
            makers.add(OUTSIDE)  # something lies between them that no row has
        if before is not None:
            if before != content and row.by != OUTSIDE:
                yield _only(makers), before
            makers = set()
        makers.add(row.by)
        reached = row.after
        if after is not None:  # else the next known version has this change too
            yield _only(makers), after
            content, makers = after, set()
    if content != now:
        yield OUTSIDE, now


def _content(digest: str, known: Mapping[str, bytes], versions: Versions) -> bytes | None:
    """A version's content; none of "", which stands for no file. None where it is not kept."""
    if not digest:
        return b""
    return known[digest] if digest in known else versions.content(digest)


def _only(makers: set[Holder]) -> Holder:
    """Who made a change between two versions that are kept: nobody can tell the parts of several."""
    return next(iter(makers)) if len(makers) == 1 else OUTSIDE


def _is_version(digest: str, known: Mapping[str, bytes], committed: bytes, versions: Versions, form: StoredForm) -> bool:
    """Whether git stores a version as what the commit has."""
    if known.get(digest) == committed:
        return True
    if form == _AS_IT_IS or not digest:
        return False
    content = _content(digest, known, versions)
    return content is not None and form.of(content, committed) == committed
