"""Workspace: what several sessions in one tree may do to each other, asked by each hook."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.event import CommandEvent, EditEvent, Event, SessionNews
from kaptar.checks.settings import Settings
from kaptar.clients.commanding import Commanding
from kaptar.clients.holding import HeldByOther, Holding, holder_of
from kaptar.clients.running import RunningCommands
from kaptar.clients.shell import not_yet_seen
from kaptar.clients.telling import News, Telling
from kaptar.clients.tracking import Maker, Tracking
from kaptar.edit.structure import Structures
from kaptar.shell.line import ReadLine
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.commands import NOBODY, ToolCall
from kaptar.workspace.ledger.processes import ProcessBook

_TICK_MS = 20
"""A system notes the times of files by a clock that may be so much behind."""


class Workspace(NamedTuple):
    """The leases of sessions, the book of their edits, the judge of their commands, and what they are told
    of others."""

    holding: Holding
    tracking: Tracking
    commanding: Commanding
    telling: Telling
    running: RunningCommands
    processes: Callable[[], ProcessBook]

    def before(self, event: EditEvent, settings_of: Callable[[str], Settings], structures: Structures) -> HeldByOther | None:
        """An edit is about to be made. None where nothing speaks against it; what it touches is then the session's."""
        held = self.holding.before(event, settings_of, structures)
        if held is not None and held.outcome == "denied":
            self.tracking.denied(event, settings_of)
            return held
        return self.tracking.before(event, settings_of) or held

    def after(self, event: EditEvent, settings_of: Callable[[str], Settings]) -> None:
        """A tool of the session has changed files."""
        self.tracking.after(event, settings_of)

    def after_command(self, event: EditEvent, settings_of: Callable[[str], Settings]) -> str:
        """A command of the session has changed files. Returns a line where not all of them are noted, else ""."""
        return self.tracking.after_command(event, settings_of)

    def began(self, event: SessionNews, settings: Settings) -> None:
        """A session begins: what is changed already is not its own."""
        if settings.repository == self.tracking.repository:
            self.tracking.caught_up(event, not_yet_seen(event, self.tracking.known), settings)

    def before_command(
        self, event: CommandEvent, settings: Settings, read: ReadLine, process: int = 0, *, narrows: bool = False
    ) -> HeldByOther | None:
        """A command is about to run. None where it touches nothing of other sessions. What changed before is not its own.

        Args:
            process: of the client that runs it; 0 where nobody knows.
            narrows: whether the client takes another command in place of this one.
        """
        held = self.commanding.before(event, settings, read, narrows=narrows)
        if event.session and settings.repository == self.tracking.repository and (held is None or held.outcome != "denied"):
            self.end_left_open(event, settings)
            said = self.tracking.caught_up(event, not_yet_seen(event, self.tracking.known), settings)
            client = self.running.began(holder_of(event), process, settings.config.workspace.hold_s, event.call)
            call = ToolCall(event.call, event.tool, event.alone)
            self.tracking.book().commands.began(holder_of(event), self.tracking.wall_ms(), client or NOBODY, call)
            if client is not None:
                self.processes().note(client, holder_of(event), self.tracking.wall_ms())
            if said:
                return HeldByOther("advised", said) if held is None else held._replace(text=said + held.text)
        return held

    def news(self, event: EditEvent | CommandEvent, settings: Settings) -> News | None:
        """What others have changed in files that the session of an event knows; None where there is nothing to tell."""
        return self.telling.news(event, settings)

    def heard(self, event: EditEvent | CommandEvent, settings: Settings) -> None:
        """The session does something."""
        self.holding.heard(event, settings)
        if isinstance(event, CommandEvent) and event.phase == "after":
            self.running.ended(holder_of(event), event.call)
        elif event.session and settings.repository == self.tracking.repository:
            self.tracking.book().commands.heard(holder_of(event), self.tracking.wall_ms())

    def command_over(self, event: CommandEvent, settings: Settings) -> None:
        """A command has ended, and all that it changed is written down; or it was stopped before it began."""
        commands = self.tracking.book().commands
        if event.phase == "before":
            commands.refused(holder_of(event))
        elif event.session and settings.repository == self.tracking.repository:
            self._note_unnamed(event, settings)
            commands.ended(holder_of(event), self.tracking.wall_ms(), event.call)

    def _note_unnamed(self, event: CommandEvent, settings: Settings) -> None:
        """Write down what a command has changed in files that are as committed before or after it: git does not name these.

        They are among those that the ledger knows, and were written since the command began.
        """
        by = holder_of(event)
        began = self.tracking.book().commands.began_ms(by, event.call)
        if began is None:
            return
        paths = [path for path in self.tracking.known(settings.root) if _written_since(settings.root / path, began)]
        self.tracking.caught_up(event, [str(settings.root / path) for path in paths], settings, Maker(by, event.tool))

    def stay(self) -> None:
        """Leases of sessions whose commands run stay."""
        for holder, hold_s in self.running.living():
            self.holding.book().hold(holder, hold_s)

    def ended(self, news: SessionNews, settings: Settings) -> None:
        """A session has ended."""
        self.end_left_open(news, settings)
        self.holding.ended(news)
        self.tracking.ended(news)
        self.running.session_ended(news.client, news.session)
        self.tracking.book().commands.session_ended(news.client, news.session)

    def end_left_open(self, event: Event, settings: Settings) -> None:
        """Write down what has changed while a command was open whose end no hook has told: it is that command's.

        No client tells of a command that a person has interrupted or denied. So this counts once, and for a short time: a
        person may have changed files since.

        Args:
            event: the client's next one in the session: what runs inside of a command is none.
        """
        if not event.session or settings.repository != self.tracking.repository:
            return
        by = Holder(event.client, event.session) if isinstance(event, SessionNews) else holder_of(event)
        commands = self.tracking.book().commands
        tool = commands.left_open(by, self.tracking.wall_ms())
        if tool is not None:
            self.tracking.caught_up(event, not_yet_seen(event, self.tracking.known), settings, Maker(by, tool))
            if commands.passed(by):
                self.running.all_ended(by)


def _written_since(path: Path, at_ms: int) -> bool:
    """Whether there is a regular file that was written since a time, in milliseconds since 1970."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_mtime_ns >= (at_ms - _TICK_MS) * 1_000_000
