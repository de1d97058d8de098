"""A command that ends early names what it had written; one that has written its files answers before a signal ends it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kaptar.api.written import Record, recorded, recording
from kaptar.cli import signals
from kaptar.cli.border import complain


@contextmanager
def tells_what_was_written() -> Iterator[None]:
    """Where the block ends with an exception, such as that of a signal, its writes are named on stderr."""
    with recording() as record:
        try:
            yield
        except BaseException:
            if record.files:
                complain(_said(record))
            raise


@contextmanager
def answer_first() -> Iterator[signals.Seen]:
    """Inside the block a signal that comes after the writes waits until the answer is printed, for a bounded time."""
    record = recorded()
    with signals.answer_first(lambda: record is not None and bool(record.files)) as seen:
        yield seen


def _said(record: Record) -> str:
    names = ", ".join(_shown(file) for file in record.files)
    more = f", and {record.more:,} more" if record.more else ""
    return f"changed all the same: {names}{more}"


def _shown(file: Path) -> str:
    """Below the current folder relative to it, else absolute."""
    here = os.path.realpath(".")
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)
