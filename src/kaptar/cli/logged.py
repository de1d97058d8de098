"""Log lines of a command: warnings go to stderr through the border, one escaped line each; tracebacks do not.

A log that has handlers of its own, as a hive's has, is left to them.
"""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kaptar.cli.border import complain

if TYPE_CHECKING:
    pass

MOST_LINES = 100
"""Different lines of one command; each is said once, and the rest not at all."""


class BorderHandler(logging.Handler):
    """Says each line once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = f"kaptar: {record.levelname.lower()}: {_one_line(record.getMessage())}"
        except (TypeError, ValueError):  # the text does not fit its values
            line = f"kaptar: {record.levelname.lower()}: {_one_line(str(record.msg))}"
        problem = record.exc_info[1] if record.exc_info else None
        if problem is not None:
            line += f": {_problem(problem)}"
        if line not in self._said and len(self._said) < MOST_LINES:
            self._said.add(line)
            complain(line)


@contextmanager
def logged() -> Iterator[None]:
    """Inside the block no log line, and no exception of a thread or of the collector, gets to stderr in another way."""
    former = logging.lastResort, threading.excepthook, sys.unraisablehook
    logging.lastResort = handler = BorderHandler()
    if not os.environ.get("KAPTAR_TRACEBACK"):
        threading.excepthook = lambda args: _left(handler, args.exc_value)
        sys.unraisablehook = lambda args: _left(handler, args.exc_value)
    try:
        yield
    finally:
        logging.lastResort, threading.excepthook, sys.unraisablehook = former


def _left(handler: BorderHandler, problem: BaseException | None) -> None:
    if problem is not None and not isinstance(problem, SystemExit):
        text = f"{_problem(problem)}; run again with KAPTAR_TRACEBACK=1 and report it"
        handler.emit(logging.LogRecord("kaptar", logging.WARNING, "", 0, "unexpected %s", (text,), None))


def _problem(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {_one_line(str(problem))}"


def _one_line(text: str) -> str:
    """The text with each run of blanks and line ends as one blank; `complain` escapes what is left."""
    return " ".join(text.split())
