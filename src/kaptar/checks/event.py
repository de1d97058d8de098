"""Events: what a client does, or is about to do, in the same words for every client."""

from typing import Literal

import msgspec

from kaptar.checks.undone import SwappedText

Phase = Literal["before", "after", "check"]
"""Before an edit, after one, or asked for without an edit."""

CommandPhase = Literal["before", "after"]

Operation = Literal["create", "update", "delete", "move"]


class FileChange(msgspec.Struct, frozen=True):
    """One file that an event is about.

    Attributes:
        path: absolute.
        op: what is done to it; of a move there are two changes, one for each path.
        content: before an edit the content that is proposed, where it could be computed; None means: read the file.
        before: the content that is replaced, where the disk does not hold it at this path.
        moved_from: absolute path of the file that is moved here, "" where none is: its content counts as replaced.
        problem: before an edit, why the new content could not be computed; after it, why nobody can tell whether there was one.
        added: the text that the edit puts in, where the whole content is not known: secrets are looked for in it.
        swaps: after an edit, the texts that it has replaced, in turn, where the client tells them.
        is_whole: the tool writes the file as a whole, whatever it holds by then.
        index: absolute top of the worktree whose index holds the content under this path; "" where the disk is meant. Then no
            link of the worktree counts.
        is_late: after a command, a file of a mass change that is judged after a later one.
    """

    path: str
    op: Operation = "update"
    content: bytes | None = None
    problem: str = ""
    added: bytes = b""
    before: bytes | None = None
    moved_from: str = ""
    swaps: tuple[SwappedText, ...] = ()
    is_whole: bool = False
    index: str = ""
    is_late: bool = False


class EditEvent(msgspec.Struct, frozen=True):
    """A tool of a client edits files.

    Attributes:
        client: ``claude``, ``codex``, ``gemini``, ``cursor``, ``git``, …; ``cli`` for the command line.
        event: the client's own name for it.
        session: the client's session, "" where it has none.
        cwd: absolute folder that the client works in.
        tool: the client's name of the tool that edits, "" where it tells none.
        files: at least one.
        agent: the sub-agent of the session that edits, "" for none.
        failed: after it, the client says that the tool has failed: as a rule it has changed nothing.
    """

    client: str
    event: str
    phase: Phase
    session: str
    cwd: str
    tool: str
    files: tuple[FileChange, ...]
    agent: str = ""
    failed: bool = False


class CommandEvent(msgspec.Struct, frozen=True):
    """A client runs a shell command. Which files it changes, no client says.

    Attributes:
        command: the text for the shell, "" where the client does not tell it.
        took_s: how long it ran; None before, and where the client does not tell it.
        agent: as of an `EditEvent`.
        call: the client's name of this call of the tool, the same before and after; "" where it tells none.
        alone: whether the client runs no other command of the session beside one that changes something.
    """

    client: str
    event: str
    phase: CommandPhase
    session: str
    cwd: str
    tool: str
    command: str
    took_s: float | None = None
    agent: str = ""
    call: str = ""
    alone: bool = False


class SessionNews(msgspec.Struct, frozen=True):
    """A session of a client began, goes on or ended."""

    client: str
    event: str
    session: str
    cwd: str
    ended: bool


Event = EditEvent | CommandEvent | SessionNews
