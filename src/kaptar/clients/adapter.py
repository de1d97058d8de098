"""Adapter of a client: its own JSON in, an event out; a verdict in, its own answer out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple, Protocol

import msgspec

from kaptar.checks.event import CommandEvent, EditEvent, Event
from kaptar.checks.verdict import Verdict
from kaptar.clients.call import Proposal
from kaptar.edit.engine import Editor
from kaptar.shell.line import ReadLine, reader


class HookAnswer(msgspec.Struct, frozen=True):
    """The output of a hook command and its exit code: 2 for a decided stop, 0 for all else.

    Attributes:
        http: the answer to the same event by HTTP; None means an empty object.
    """

    exit: Literal[0, 2] = 0
    stdout: str = ""
    stderr: str = ""
    http: dict[str, Any] | None = None


GO_ON = HookAnswer()
"""Silence and 0: the one answer for "go on" that all clients accept."""


class ClientContext(NamedTuple):
    """The things that an adapter may use.

    Attributes:
        editor: computes the new content of a proposed edit; it does not judge syntax, which is a check's business.
        root: the worktree.
        read_line: reads command lines of a shell.
    """

    editor: Editor
    root: Path
    read_line: ReadLine = reader(None)


class Fields(NamedTuple):
    """The names that a client uses, for the reader of input that cannot be read as a whole.

    Attributes:
        before: events before a tool runs.
        tool: the field with the tool's name.
        tools: the tools that write files or run commands.
        paths: fields that name a file that is written.
        patches: fields with a patch that names files.
        decodes: whether the client reads percent signs in paths as URLs have them.
    """

    before: str
    tool: str
    tools: tuple[str, ...]
    paths: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()
    decodes: bool = False


class Adapter(Protocol):
    """One client. It reads the files that a proposed edit is about, and changes nothing."""

    name: ClassVar[str]
    silence: ClassVar[HookAnswer]
    """The answer to an event that asks for nothing: for most clients `GO_ON`."""
    fields: ClassVar[Fields]
    narrows: ClassVar[bool]
    """Whether the client runs another command than the model's where the hook before it says so."""

    def parse(self, event: str, payload: Mapping[str, Any], context: ClientContext) -> Event | Proposal | None:
        """The event in the client's JSON; None for one that Kaptar has no part in. Unknown fields are passed over.

        Raises InputError when a field that is needed is missing or has another type.
        """
        ...

    def deny(self, event: str, reason: str) -> HookAnswer:
        """The answer that stops a tool before it runs: exit code 2, and the client's own form of it."""
        ...

    def instead(self, event: str, given: Mapping[str, Any], said: str) -> HookAnswer:
        """The answer that has a tool run with other input, and tells the model why. Asked only where `narrows`."""
        ...

    def answer(self, event: EditEvent | CommandEvent, verdict: Verdict) -> HookAnswer:
        """The verdict in the client's words."""
        ...

    def with_note(self, event: str, answer: HookAnswer, note: str) -> HookAnswer | None:
        """The answer after a tool has run, with a note for the model; None where this client shows the model none here."""
        ...
