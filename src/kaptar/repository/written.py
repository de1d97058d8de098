"""Record of the user's files that a command has written. The writer notes them at its commit; who ends a command early asks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

MOST_NAMED = 2_000
"""Files that are kept by name; further ones are counted."""


class Record:
    """The files that were written since the record began.

    Attributes:
        files: in the order of their writes, absolute, each once.
        more: how many were written beside these; a file may count twice.
    """

    def __init__(self) -> None:
        self.files: dict[Path, None] = {}
        self.more = 0

    def add(self, files: Iterable[Path]) -> None:
        """Add files that have their new content now. Those that are known already are no others."""
        for file in files:
            if len(self.files) < MOST_NAMED:
                self.files[file] = None
            elif file not in self.files:
                self.more += 1


_NOW: ContextVar[Record | None] = ContextVar("kaptar-written", default=None)


@contextmanager
def recording() -> Iterator[Record]:
    """Inside the block all writes of this context are recorded. A thread has a context of its own."""
    record = Record()
    token = _NOW.set(record)
    try:
        yield record
    finally:
        _NOW.reset(token)


def recorded() -> Record | None:
    """The record of the command that runs in this context; None where nobody asks for one."""
    return _NOW.get()


def note(files: Iterable[Path]) -> None:
    """Add files to the record, where there is one."""
    record = _NOW.get()
    if record is not None:
        record.add(files)
