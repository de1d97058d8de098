"""Tracking: the edits of clients' sessions, written down, and the stop of a write over what its session has not seen."""

import os.path
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.event import EditEvent, Event, FileChange, SessionNews
from kaptar.checks.settings import Settings
from kaptar.checks.undone import undone
from kaptar.clients.held_since import held_since, held_since_text
from kaptar.clients.holding import HeldByOther, holder_of
from kaptar.clients.noting import FileNotes, Reached
from kaptar.clients.tracked import TrackedFile, in_last_commit, tracked_files
from kaptar.clock import Clock, monotonic
from kaptar.escaping import escaped
from kaptar.repository.differences import unified
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import OUTSIDE, EditBook, FileEdit
from kaptar.workspace.ledger.denials import DenialBook
from kaptar.workspace.ledger.intents import NotedIntent
from kaptar.workspace.ledger.versions import Versions


class Maker(NamedTuple):
    """Maker of changes: a session, or nobody known, and its tool."""

    holder: Holder
    tool: str


NOBODY_KNOWN = Maker(OUTSIDE, "")
"""For changes that nobody has reported."""

MOST_FILES = 20_000
"""Files whose changes are noted in one hook."""

_LONGEST_S = 7.0
"""No further files are looked at then: a hook that has no answer after 10 s stops the tool."""

_AT_ONCE, _MOST_KEPT = 500, 2000
"""Files of one transaction; and those of one hook whose contents are kept. Of the others the digests are known."""

_LIVE_MS = 10 * 60 * 1000
_MOST_LINES = 40
_LONGEST = 200
SettingsFor = Callable[[str], Settings]


class Tracking(NamedTuple):
    """Writes down edits of one repository.

    Attributes:
        repository: git's common directory; files of other repositories are not looked at.
        book: gives the book of edits.
        versions: the contents before and after.
        denials: gives the book of edits that were denied.
        wall_ms: milliseconds since 1970.
        clock_s: tells how long a hook takes.
    """

    repository: Path
    book: Callable[[], EditBook]
    versions: Versions
    denials: Callable[[], DenialBook]
    wall_ms: Callable[[], int]
    clock_s: Clock = monotonic

    def before(self, event: EditEvent, settings_of: SettingsFor) -> HeldByOther | None:
        """Note what changed since the last event and what the edit is about to write, and stop a write over what is not seen.

        It is stopped once: the difference that it is told counts as seen.
        """
        if not event.session:
            return None
        stale, by = None, holder_of(event)
        notes = [self._notes(file) for file in tracked_files(event, settings_of, self.repository, "followed")]
        for each in notes:
            mode = settings_of(each.file.change.path).config.workspace.leases
            with self.book().at_once():  # what it has seen, and who has held it since, are of one moment
                last = self._caught_up(each)
                if stale is None and mode != "off" and each.file.change.is_whole and each.file.content is not None:
                    stale = self._stale(each, last, by) or self._held_since(each, by)
                stale = stale._replace(outcome="advised") if stale is not None and mode == "advise" else stale
        if stale is None or stale.outcome == "advised":
            for each in notes:
                each.intends(by, event.tool)
        return stale

    def caught_up(self, event: Event, paths: Sequence[str], settings: Settings, by: Maker = NOBODY_KNOWN) -> str:
        """Note what changed in files until now: a command is about to run, or a session begins or ends.

        Args:
            by: who has changed them.

        Returns:
            A line where these are more files than are noted at once, else "".
        """
        files = tuple(FileChange(path) for path in paths)
        asked = EditEvent(event.client, event.event, "before", event.session, event.cwd, "", files)
        if by.holder == OUTSIDE:
            return self._each_file(asked, lambda _: settings, self._caught_up)
        return self._each_file(asked, lambda _: settings, lambda notes, committed: self._ran(notes, *by, committed))

    def seen_outside(self, file: TrackedFile, is_still: Callable[[], bool]) -> FileEdit | None:
        """Write down what a file holds now, where nobody's hook has told of it. Returns the row; None where there is no news.

        Args:
            is_still: asked in the transaction of the row, whether no hook has begun or told anything since the file was read.
        """
        notes = self._notes(file)
        committed = in_last_commit([file]).get(file.resource) if notes.last is None else None
        with self.book().at_once():
            last = notes.last
            if not is_still() or notes.is_noted(last):
                return None
            if last is None and committed is not None and committed == file.content:
                return None
            return self._caught_up(notes, committed)

    def after(self, event: EditEvent, settings_of: SettingsFor) -> None:
        """Write down what the session's tool has changed."""
        for file in tracked_files(event, settings_of, self.repository, "followed"):
            notes, by = self._notes(file), _by(event)
            if event.failed and (given_up := _given_up(notes, by)) is not None:
                notes.book.intents.forget(given_up)
            else:
                self._edited(notes, by, event.tool)

    def after_command(self, event: EditEvent, settings_of: SettingsFor) -> str:
        """Write down what the session's command has changed. Returns a line as `caught_up` does."""
        by = _by(event)
        return self._each_file(event, settings_of, lambda notes, committed: self._ran(notes, by, event.tool, committed))

    def ended(self, news: SessionNews) -> None:
        """A session has ended."""
        if news.session:
            self.book().end(news.client, news.session, self.wall_ms())

    def denied(self, event: EditEvent, settings_of: SettingsFor) -> None:
        """An edit was denied, since others hold what it touches."""
        for file in tracked_files(event, settings_of, self.repository, "followed"):
            self.denials().note(file.resource.worktree, file.resource.path, holder_of(event), self.wall_ms())

    def known(self, root: Path) -> list[str]:
        """The files of a worktree that have changed lately."""
        return self.book().recent_paths(str(root))

    def _each_file(self, event: EditEvent, settings_of: SettingsFor, note: Callable[[FileNotes, bytes | None], object]) -> str:
        """Note the files of an event, many in one transaction, as far as a hook has time.

        Args:
            note: is given a file, and the content of one without rows in the last commit.
        """
        of_folder, until = _by_folder(settings_of), self.clock_s() + _LONGEST_S
        most, done = min(len(event.files), MOST_FILES), 0
        while done < most and (done == 0 or self.clock_s() < until):
            part = msgspec.structs.replace(event, files=event.files[done : min(done + _AT_ONCE, most)])
            found = [self._notes(file) for file in tracked_files(part, of_folder, self.repository, "taken")]
            if done >= _MOST_KEPT:
                found = [each._replace(keeps=False) for each in found]
            held = in_last_commit([each.file for each in found if each.last is None])
            with self.book().at_once():
                for each in found:
                    note(each, held.get(each.file.resource))
            done += len(part.files)
        return _left_out(len(event.files), done)

    def _notes(self, file: TrackedFile) -> FileNotes:
        return FileNotes(file, self.book(), self.versions, self.wall_ms())

    def _edited(self, notes: FileNotes, by: Holder, tool: str) -> None:
        """A tool has made its edit. What it was about to write is its own; the rest is of others."""
        noted, last = notes.intents, notes.last
        mine = [each for each in noted if each.by == by and _may_be(notes, each)]
        others = [each for each in noted if each not in mine]
        committed = in_last_commit([notes.file]).get(notes.file.resource) if last is None and not mine else None
        reached, now = notes.reached(last, committed), notes.now
        exact = [each for each in mine if (each.base, each.wanted) == (reached.digest, now.digest)]
        if exact and reached.digest != now.digest:
            notes.note(by, tool, reached, now, notes.seen_by(exact[0]), notes.mode_kept())
            return notes.book.intents.forget([exact[0].number])
        if not reached.is_known:
            notes.note(by, tool, reached, now, now.digest, notes.mode_kept())
            return notes.book.intents.forget([each.number for each in mine])
        reached, made = notes.explained(reached, [*mine, *others])
        done = [each for each in made if each in mine][:1]  # those of other calls of the session have hooks of their own
        if mine and not done:
            done, part = notes.nearest(mine, reached)
            if part.digest != reached.digest:
                notes.note(by, tool, reached, part, notes.seen_after(by, reached, part), notes.mode_kept())
            reached = part
        elif not mine:
            reached = _told_by_itself(notes, reached, by, tool)
        if reached.digest != now.digest:
            notes.note(OUTSIDE, "", reached, now, mode=notes.file.mode)
        return notes.book.intents.forget([each.number for each in done])

    def _ran(self, notes: FileNotes, by: Holder, tool: str, committed: bytes | None) -> None:
        """A command has ended. What others were about to write is theirs."""
        last = notes.last
        if notes.is_noted(last):
            return
        reached = notes.reached(last, committed)
        if reached.is_known and notes.intents:
            reached, _ = notes.explained(reached, notes.intents)
        notes.note(by, tool, reached, notes.now, notes.seen_after(by, reached, notes.now), notes.file.mode)

    def _caught_up(self, notes: FileNotes, committed: bytes | None = None) -> FileEdit:
        """The newest row of a file, which has its content of now."""
        last = notes.last
        if last is not None and notes.is_noted(last):
            return last
        reached = notes.reached(last, committed)
        if last is not None and reached.is_known and (intents := notes.intents):
            reached, _ = notes.explained(reached, intents)
            last = notes.last
            if last is not None and notes.is_noted(last):
                return last
        return notes.note(OUTSIDE, "", reached, notes.now, mode=notes.file.mode)

    def _stale(self, notes: FileNotes, last: FileEdit, by: Holder) -> HeldByOther | None:
        seen = notes.seen(by)
        if seen == notes.file.digest:
            return None
        if last.by == by:
            last = next((row for row in notes.rows if row.by != by), last)
        if seen is None and (last.by in (OUTSIDE, by) or self.wall_ms() - last.at_ms > _LIVE_MS):
            return None  # who reports no reads may have read it
        notes.sees(by, notes.file.digest)
        return HeldByOther("denied", self._told(notes.file, last, seen))

    def _held_since(self, notes: FileNotes, by: Holder) -> HeldByOther | None:
        holders = held_since(notes, by)
        if not holders:
            return None
        notes.sees(by, notes.file.digest)
        return HeldByOther("denied", held_since_text(notes.file.resource.path, holders))

    def _told(self, file: TrackedFile, last: FileEdit, seen: str | None) -> str:
        who = "somebody outside of the agents" if last.by == OUTSIDE else str(last.by)
        known = self.versions.content(seen or last.before) if seen or last.before else None
        found = unified(file.resource.path, known, file.content or b"") if known is not None else iter(())
        shown = list(islice(found, _MOST_LINES))
        left = sum(1 for _ in found)
        lines = [
            f"kaptar: {file.resource.path} was changed by {who} since this session has last seen it, so it was not written. "
            "Put your change into what is there now, and write it again:",
            *(
                f"{line[:_LONGEST]} … ({len(line) - _LONGEST:,} more characters)" if len(line) > _LONGEST else line
                for line in shown
            ),
            *([f"… {left:,} more lines of this difference are not shown: read the file before you write it"] if left else []),
        ]
        return "".join(f"{escaped(line)}\n" for line in lines)


def _by_folder(settings_of: SettingsFor) -> SettingsFor:
    """The settings of files: those of one folder are the same, and to find them takes longer than to read a file."""
    known: dict[str, Settings] = {}

    def of_folder(path: str) -> Settings:
        folder = os.path.dirname(path)
        if folder not in known:
            known[folder] = settings_of(path)
        return known[folder]

    return of_folder


def _left_out(files: int, done: int) -> str:
    if done >= files:
        return ""
    return (
        f"kaptar: {files:,} files have changed; there was time to note who has changed {done:,} of them. "
        f"The other {files - done:,} count as changed from outside: no `kaptar commit --session` has them\n"
    )


def _by(event: EditEvent) -> Holder:
    return holder_of(event) if event.session else Holder(event.client, "")


def _given_up(notes: FileNotes, by: Holder) -> list[int] | None:
    """The intent of an edit that has failed, if there is one; None where the file holds what it was to hold all the same."""
    mine = [each for each in notes.intents if each.by == by and _may_be(notes, each)]
    return None if any(each.wanted == notes.file.digest for each in mine) else [each.number for each in mine[:1]]


def _may_be(notes: FileNotes, intent: NotedIntent) -> bool:
    """Whether the edit that is told may be the one that was announced: a session may make several at once."""
    swaps, wanted = notes.file.change.swaps, notes.content(intent.wanted)
    if not swaps or wanted is None:
        return True
    if swaps[-1].new.replace(b"\r\n", b"\n") not in wanted.replace(b"\r\n", b"\n"):
        return False
    before = undone(wanted, swaps)
    return before is None or before == (notes.content(intent.base) or b"")


def _told_by_itself(notes: FileNotes, reached: Reached, by: Holder, tool: str) -> Reached:
    """The rows of an edit that nobody announced: what its hook says that it has replaced, else all that has changed."""
    change, now = notes.file.change, notes.now
    held = change.before if change.before is not None else undone(now.content or b"", change.swaps)
    if held is None:
        if reached.digest != now.digest:
            notes.note(by, tool, reached, now, _seen(notes, by, reached), notes.mode_kept())
        return now
    if reached.digest == now.digest and not _is_from_outside(notes, by):
        return now
    former = notes.version(held) if held or reached.digest else reached
    if former.digest != now.digest:
        if former.digest != reached.digest:
            notes.note(OUTSIDE, "", reached, former, mode=notes.mode_kept())
        notes.note(by, tool, former, now, _seen(notes, by, former), notes.mode_kept())
    return now


def _seen(notes: FileNotes, by: Holder, former: Reached) -> str:
    """What a session has seen after its edit; who edits a file for the first time has read it."""
    return notes.seen_after(by, former, notes.now) if notes.seen(by) is not None else notes.file.digest


def _is_from_outside(notes: FileNotes, by: Holder) -> bool:
    """Whether what is in a file now was noted as from outside a moment ago, before the session's hook could say more."""
    recent = (row.by for row in notes.rows if notes.now_ms - row.at_ms <= _LIVE_MS)
    return next((who for who in recent if who in (by, OUTSIDE)), by) == OUTSIDE
