"""Server: a warm type checker, whichever protocol it speaks. Content in, diagnostics out."""

from pathlib import Path
from typing import NamedTuple, Protocol

from kaptar.checks.finding import Severity
from kaptar.checks.tools.warm.changes import Changes
from kaptar.checks.tools.warm.channel import Patience


class ServerDiagnostic(NamedTuple):
    """A checker's message about a place. Lines and columns from 1, columns in the checker's own units."""

    rule: str
    line: int
    column: int
    message: str
    severity: Severity
    end_line: int = 0


class NotIncluded(NamedTuple):
    """Nothing was checked, since the project's configuration leaves the file out, or another file is in the way (``due``)."""

    reason: str
    remedy: str = ""
    due: bool = False


class Question(NamedTuple):
    """A file with the content that is asked about. ``on_disk``: the disk has the same."""

    file: Path
    content: bytes
    dialect: str
    on_disk: bool


class Server(Protocol):
    """One warm server. Of one thread at a time."""

    @property
    def pid(self) -> int: ...

    def alive(self) -> bool: ...

    def ask(self, question: Question, changes: Changes, patience: Patience) -> tuple[ServerDiagnostic, ...] | NotIncluded:
        """What the checker says of the file. ``changes``: of other files, since the last question.

        Raises ServerFailed, after which only `close` may be called; Stopped.
        """
        ...

    def close(self) -> None:
        """End the process, its children and its files. Safe to call twice."""
        ...
