"""One call of a client's hook, and the events that it can come to."""

from typing import NamedTuple

from kaptar.checks.event import EditEvent, FileChange, Phase
from kaptar.clients import shell
from kaptar.clients.adapter import SessionNews


class Call(NamedTuple):
    """Who calls: the client, its name for the event, its session ("" where it has none), the folder it works in."""

    client: str
    event: str
    session: str
    cwd: str

    def began(self) -> SessionNews:
        """A session begins: what is changed now is not its doing."""
        shell.remember(self.client, self.session, self.cwd)
        return SessionNews(self.session, False)

    def ended(self) -> SessionNews:
        return SessionNews(self.session, True)

    def before(self, tool: str, files: tuple[FileChange, ...]) -> EditEvent | None:
        """A tool is about to change files; None when it is not about files."""
        return self._event("before", tool, files)

    def after(self, tool: str, files: tuple[FileChange, ...]) -> EditEvent | None:
        """A tool has changed files."""
        event = self._event("after", tool, files)
        if event is not None:
            shell.remember_edit(event)
        return event

    def after_shell(self, tool: str, took_s: float | None = None) -> EditEvent | None:
        """A shell command has ended; None when it changed no file. ``took_s``: see `shell.changed_files`."""
        return self._event("after", tool, shell.changed_files(self.client, self.session, self.cwd, took_s))

    def _event(self, phase: Phase, tool: str, files: tuple[FileChange, ...]) -> EditEvent | None:
        if not files:
            return None
        return EditEvent(self.client, self.event, phase, self.session, self.cwd, tool, files)
