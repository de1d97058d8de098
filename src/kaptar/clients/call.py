"""One call of a client's hook, and the events that it can come to."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from kaptar.checks.event import CommandEvent, CommandPhase, EditEvent, FileChange, Phase, SessionNews
from kaptar.clients.fields import BadField, absolute, as_bytes
from kaptar.errors import InputError, KaptarError

Files = tuple[FileChange, ...]


class Proposal(NamedTuple):
    """An edit that is about to be made.

    Attributes:
        named: the event with the files by their paths alone: guards are asked about these before anything is computed.
        propose: the files with their new content.
    """

    named: EditEvent
    propose: Callable[[], Files]

    def computed(self, payload: Mapping[str, Any]) -> EditEvent:
        """The event with the new content. Where that fails, each file that is named has the problem.

        Raises BadField where the input lacks what the tool needs: then nobody knows what will be written.

        Args:
            payload: the client's fields. Their texts stand in where nothing else tells what an edit adds.
        """
        return msgspec.structs.replace(self.named, files=_proposed(self.named.files, self.propose, payload))


class HookCall(NamedTuple):
    """A hook's caller: the client, its name for the event, its session ("" where it has none), the folder it works in.

    Attributes:
        agent: the sub-agent of the session, "" for none.
        id: the client's name of this call of a tool, "" where it tells none.
        alone: as of a `CommandEvent`.
    """

    client: str
    event: str
    session: str
    cwd: str
    agent: str = ""
    id: str = ""
    alone: bool = False

    def began(self) -> SessionNews:
        """A session begins."""
        return SessionNews(self.client, self.event, self.session, self.cwd, ended=False)

    def ended(self) -> SessionNews:
        return SessionNews(self.client, self.event, self.session, self.cwd, ended=True)

    def before(self, tool: str, named: Files, propose: Callable[[], Files]) -> Proposal | None:
        """A tool is about to change files; None when it is not about files."""
        event = self._edit("before", tool, named)
        return Proposal(event, propose) if event is not None else None

    def after(self, tool: str, files: Files) -> EditEvent | None:
        """A tool has changed files; None when it is not about files."""
        return self._edit("after", tool, files)

    def failed(self, tool: str, files: Files) -> EditEvent | None:
        """A tool was to change files, and has failed; None when it is not about files."""
        event = self._edit("after", tool, files)
        return msgspec.structs.replace(event, failed=True) if event is not None else None

    def command(self, phase: CommandPhase, tool: str, given: Any, took_s: float | None = None) -> CommandEvent:
        """A shell command is about to run, or has ended.

        Args:
            given: what the client gives to the tool.
            took_s: how long it ran, where the client says so.
        """
        text = given.get("command") if isinstance(given, Mapping) else None
        command = text if isinstance(text, str) else ""
        cwd = _folder_of_command(given, self.cwd) if phase == "before" else self.cwd
        return CommandEvent(
            self.client, self.event, phase, self.session, cwd, tool, command, took_s, self.agent, self.id, self.alone
        )  # fmt: skip

    def _edit(self, phase: Phase, tool: str, files: Files) -> EditEvent | None:
        if not files:
            return None
        return EditEvent(self.client, self.event, phase, self.session, self.cwd, tool, files, self.agent)


_FOLDERS = ("workdir", "dir_path", "directory", "working_directory", "cwd")
"""Fields with which clients' shell tools name the folder of a command, in place of the session's own."""


def _folder_of_command(given: Any, cwd: str) -> str:
    """The folder that a command runs in."""
    named = next((given[name] for name in _FOLDERS if isinstance(given, Mapping) and given.get(name)), "")
    try:
        return absolute(named, cwd) if isinstance(named, str) and named else cwd
    except InputError:  # no folder has such a name
        return cwd


def _texts(value: Any) -> Iterator[str]:
    """The texts in a client's input, but for those that an edit takes out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if not name.lower().startswith("old"):
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _proposed(named: Files, propose: Callable[[], Files], payload: Mapping[str, Any]) -> Files:
    try:
        return propose()
    except BadField:
        raise
    except KaptarError as problem:
        why = str(problem)
    except Exception as problem:  # noqa: BLE001 - the content is the agent's; no content may hide a path from the guards
        why = f"unexpected {type(problem).__name__}"
    added = as_bytes("\n".join(_texts(payload)))
    return tuple(
        each if each.op == "delete" else msgspec.structs.replace(each, problem=why, added=each.added or added) for each in named
    )
