"""One call of a client's hook, and the events that it can come to. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from kaptar.checks.event import CommandEvent, CommandPhase, EditEvent, FileChange, Phase, SessionNews


class Call(NamedTuple):
    """Who calls: the client, its name for the event, its session ("" where it has none), the folder it works in."""

    client: str
    event: str
    session: str
    cwd: str

    def began(self) -> SessionNews:
        """A session begins."""
        return SessionNews(self.client, self.event, self.session, self.cwd, ended=False)

    def ended(self) -> SessionNews:
        return SessionNews(self.client, self.event, self.session, self.cwd, ended=True)

    def before(self, tool: str, files: tuple[FileChange, ...]) -> EditEvent | None:
        """A tool is about to change files; None when it is not about files."""
        return self._edit("before", tool, files)

    def after(self, tool: str, files: tuple[FileChange, ...]) -> EditEvent | None:
        """A tool has changed files; None when it is not about files."""
        return self._edit("after", tool, files)

    def command(self, phase: CommandPhase, tool: str, given: Any, took_s: float | None = None) -> CommandEvent:
        """A shell command is about to run, or has ended.

        Args:
            given: what the client gives to the tool.
            took_s: how long it ran, where the client says so.
        """
        text = given.get("command") if isinstance(given, Mapping) else None
        command = text if isinstance(text, str) else ""
        return CommandEvent(self.client, self.event, phase, self.session, self.cwd, tool, command, took_s)

    def _edit(self, phase: Phase, tool: str, files: tuple[FileChange, ...]) -> EditEvent | None:
        if not files:
            return None
        return EditEvent(self.client, self.event, phase, self.session, self.cwd, tool, files)
