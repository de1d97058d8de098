"""The part of a configuration file that is Kaptar's: how it is put in and taken out."""

import os
from collections.abc import Hashable
from pathlib import Path
from typing import NamedTuple, Protocol


class ConfigPart(Protocol):
    """A part of one text file. None stands for a file that is not there."""

    def put(self, text: str | None) -> str:
        """The text with the part. Raises InputError where the file does not allow it."""
        ...

    def take(self, text: str, before: str | None) -> str | None:
        """The text without the part, found by its marks.

        Args:
            before: the text that `put` was given, where that is known: what was there already stays.

        A text without marks is given back as it is. None where nothing else is in the file, and there was none before.
        Raises InputError where the part cannot be told from the rest.
        """
        ...

    def rest(self, text: str | None) -> Hashable:
        """All of the text that is not the part, in a form that a change of the part leaves equal. Raises InputError."""
        ...

    def found(self, text: str) -> bool:
        """Whether the text has the part, or something that was made of it."""
        ...


class ClientFile(NamedTuple):
    """One file that ``kaptar init`` changes.

    Attributes:
        private: it holds a secret: only its owner may read it, and git must not know it.
        mode: of a file that is made; None for what the system gives it.
    """

    path: Path
    part: ConfigPart
    private: bool = False
    mode: int | None = None

    @property
    def not_run(self) -> str:
        """Why git does not run a file that it has to run; "" where it does, and for other files."""
        if not (self.mode or 0) & 0o100 or os.access(self.path, os.X_OK):
            return ""
        return f"git does not run {self.path}: it is not executable"
