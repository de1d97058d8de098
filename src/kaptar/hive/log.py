"""The hive's log: JSON lines in files that are rotated and bounded."""

import logging
import logging.handlers
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import msgspec

from kaptar.repository.own import make_own_folder, open_own

_FIELDS = ("client", "event", "path", "micros", "outcome", "session")


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
        return msgspec.json.encode(line).decode()


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
