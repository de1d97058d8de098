"""The hive's log: JSON lines in files that are rotated and bounded."""

import logging
import logging.handlers
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO

from kaptar.api.wire import to_json
from kaptar.escaping import escaped_json
from kaptar.repository.own import make_own_folder, open_own

MOST_ALIKE, ALIKE_S = 20, 60.0
_MOST_TEXTS = 1000
_FIELDS = ("client", "event", "path", "micros", "outcome", "session")


class _Alike(NamedTuple):
    """Since when lines of one text are counted, and how many there were."""

    since: float
    lines: int


class JsonLines(logging.Formatter):
    """One record, one line: time (UTC, ISO 8601), level, logger, text, and the fields of the record that are known."""

    def format(self, record: logging.LogRecord) -> str:
        from datetime import UTC, datetime

        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": record.getMessage(),
        }
        line |= {name: value for name in _FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return escaped_json(to_json(line).decode())


class Steady(logging.Filter):
    """Lets one warning of one logger through `MOST_ALIKE` times in `ALIKE_S`, so that nobody outside rolls the log away.

    The next one that passes says how many were left out. Texts are told apart before values are put into them. What is less
    than a warning passes always: each hook is a line.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._alike: dict[tuple[str, str], _Alike] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        now, key = self._clock(), (record.name, str(record.msg))
        alike = self._alike.get(key)
        if alike is None or now - alike.since >= ALIKE_S:
            if len(self._alike) >= _MOST_TEXTS:
                self._alike.clear()
            left_out = max(0, alike.lines - MOST_ALIKE) if alike is not None else 0
            if left_out:
                record.msg, record.args = f"{record.getMessage()} (and {left_out:,} more lines like this one)", ()
            self._alike[key] = _Alike(now, 1)
            return True
        self._alike[key] = alike._replace(lines=alike.lines + 1)
        return alike.lines < MOST_ALIKE


class OwnFiles(logging.handlers.RotatingFileHandler):
    """Writes to files of this user alone, and through no link."""

    def _open(self) -> TextIO:  # type: ignore[override]  # the library's own type is of a wrapper with more methods
        return os.fdopen(open_own(Path(self.baseFilename), os.O_WRONLY | os.O_APPEND), "a", encoding="utf-8")


@contextmanager
def log_to(path: Path, *, most_bytes: int, files: int) -> Iterator[None]:
    """Send the log of the whole process to ``path`` during the block; at most ``files`` of ``most_bytes`` each are kept."""
    make_own_folder(path.parent)
    handler = OwnFiles(path, maxBytes=most_bytes, backupCount=files - 1, encoding="utf-8")
    handler.setFormatter(JsonLines())
    handler.addFilter(Steady())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        handler.close()


class _Told(logging.Handler):
    """Hands lines on, for people: the level and the text."""

    def __init__(self, told: Callable[[str], None]) -> None:
        super().__init__()
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._told(f"{record.levelname.lower()}: {record.getMessage()}")
        except Exception:  # noqa: BLE001 - as with any log: who writes a line must not fail for it
            self.handleError(record)


@contextmanager
def log_told(told: Callable[[str], None] | None) -> Iterator[None]:
    """During the block ``told`` gets each line of the log too; nobody does where it is None."""
    if told is None:
        yield
        return
    handler = _Told(told)
    handler.addFilter(Steady())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
