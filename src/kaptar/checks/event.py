"""What happened, or is about to happen, to files: the same for every client."""

from typing import Literal

import msgspec

Phase = Literal["before", "after", "check"]
"""Before an edit, after one, or asked for without an edit."""

Operation = Literal["create", "update", "delete", "move"]


class FileChange(msgspec.Struct, frozen=True):
    """One file that an event is about.

    Attributes:
        path: absolute.
        op: what is done to it; of a move there are two changes, one for each path.
        content: before an edit the content that is proposed, where it could be computed; None means: read the file.
        problem: before an edit, why the new content could not be computed.
    """

    path: str
    op: Operation = "update"
    content: bytes | None = None
    problem: str = ""


class EditEvent(msgspec.Struct, frozen=True):
    """An event of a client.

    Attributes:
        client: ``claude``, ``codex``, ``gemini``, ``cursor``, ``git``, …; ``cli`` for the command line.
        event: the client's own name for it.
        session: the client's session, "" where it has none.
        cwd: absolute folder that the client works in.
        tool: the client's name of the tool that edits, "" where it tells none.
        files: none for events that are not about files (a session's start).
    """

    client: str
    event: str
    phase: Phase
    session: str
    cwd: str
    tool: str
    files: tuple[FileChange, ...]
