"""Tracking: the edits of clients' sessions, written down, and the stop of a write over what its session has not seen."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.event import EditEvent, FileChange
from kaptar.checks.settings import Settings
from kaptar.checks.snapshot import locate
from kaptar.clients.holding import HeldByOther, holder_of, resource_of
from kaptar.clients.proposed import read_regular
from kaptar.errors import InputError
from kaptar.escaping import escaped
from kaptar.repository.differences import unified
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import OUTSIDE, EditBook, FileEdit
from kaptar.workspace.ledger.denials import DenialBook
from kaptar.workspace.ledger.versions import Versions, try_to_keep
from kaptar.workspace.resources import Resource

_LIVE_MS = 10 * 60 * 1000
_MOST_LINES = 40
_LONGEST = 200


class _File(NamedTuple):
    """A file of an event: its name as a resource, and its content now; None where there is none."""

    change: FileChange
    resource: Resource
    content: bytes | None

    @property
    def digest(self) -> str:
        return "" if self.content is None else sha256(self.content).hexdigest()


class Tracking(NamedTuple):
    """Writes down edits of one repository.

    Attributes:
        repository: git's common directory; files of other repositories are not looked at.
        book: gives the book of edits.
        versions: the contents before and after.
        denials: gives the book of edits that were denied.
        wall_ms: milliseconds since 1970.
    """

    repository: Path
    book: Callable[[], EditBook]
    versions: Versions
    denials: Callable[[], DenialBook]
    wall_ms: Callable[[], int]

    def before(self, event: EditEvent, settings_of: Callable[[str], Settings]) -> HeldByOther | None:
        """Note what changed outside since the last event, and stop a write over what the session has not seen.

        It is stopped once: the difference that it is told counts as seen.
        """
        if not event.session:
            return None
        stale = None
        for file in self._files(event, settings_of):
            last, mode = self._caught_up(file), settings_of(file.change.path).config.workspace.leases
            if stale is None and mode != "off" and file.change.is_whole and file.content is not None:
                stale = self._stale(file, last, holder_of(event))
                stale = stale._replace(outcome="advised") if stale is not None and mode == "advise" else stale
        return stale

    def after(self, event: EditEvent, settings_of: Callable[[str], Settings]) -> None:
        """Write down what the session's tool or command has changed."""
        for file in self._files(event, settings_of):
            last = self.book().last(file.resource.worktree, file.resource.path)
            before = last.after if last is not None else ""
            by = holder_of(event) if event.session else Holder(event.client, "")
            if last is not None and before == file.digest:
                self._see(file, by)
            else:
                self._note(file, by, event.tool, before)

    def denied(self, event: EditEvent, settings_of: Callable[[str], Settings]) -> None:
        """An edit was denied, since others hold what it touches."""
        for file in self._files(event, settings_of):
            self.denials().note(file.resource.worktree, file.resource.path, holder_of(event), self.wall_ms())

    def _files(self, event: EditEvent, settings_of: Callable[[str], Settings]) -> Iterator[_File]:
        for change in event.files:
            settings = settings_of(change.path)
            place = locate(change.path, settings.root)
            if settings.repository != self.repository or place.outside is not None:
                continue
            try:
                yield _File(change, resource_of(place), read_regular(str(place.file)))
            except InputError:  # too large, or no file: nobody could restore it
                continue

    def _caught_up(self, file: _File) -> FileEdit:
        """The newest row of a file, which has its content of now."""
        last = self.book().last(file.resource.worktree, file.resource.path)
        if last is not None and last.after == file.digest:
            return last
        return self._note(file, OUTSIDE, "", last.after if last is not None else "")

    def _note(self, file: _File, by: Holder, tool: str, before: str) -> FileEdit:
        if file.content is not None:
            try_to_keep(self.versions, file.content)
        edit = FileEdit(0, self.wall_ms(), file.resource.worktree, file.resource.path, by, tool, before, file.digest)
        self.book().note(edit)
        return edit

    def _see(self, file: _File, by: Holder) -> None:
        if by.session:
            self.book().see(file.resource.worktree, file.resource.path, by, file.digest, self.wall_ms())

    def _stale(self, file: _File, last: FileEdit, by: Holder) -> HeldByOther | None:
        seen = self.book().seen(file.resource.worktree, file.resource.path, by)
        if seen == file.digest or last.by == by:
            return None
        if seen is None and (last.by == OUTSIDE or self.wall_ms() - last.at_ms > _LIVE_MS):
            return None  # who reports no reads may have read it
        self._see(file, by)
        return HeldByOther("denied", self._told(file, last, seen))

    def _told(self, file: _File, last: FileEdit, seen: str | None) -> str:
        who = "somebody outside of the agents" if last.by == OUTSIDE else str(last.by)
        known = self.versions.content(seen or last.before) if seen or last.before else None
        lines = [
            f"kaptar: {file.resource.path} was changed by {who} since this session has last seen it, so it was not written. "
            "Put your change into what is there now, and write it again:",
            *(islice(unified(file.resource.path, known, file.content or b""), _MOST_LINES) if known is not None else ()),
        ]
        return "".join(f"{escaped(line[:_LONGEST]) if number else escaped(line)}\n" for number, line in enumerate(lines))
