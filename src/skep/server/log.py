"""The hive's log: JSON lines in files that are rotated and bounded."""

import logging
import logging.handlers
from pathlib import Path

import msgspec

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


def log_to(path: Path, *, most_bytes: int, files: int) -> logging.Handler:
    """Send the log of the whole process to ``path``; at most ``files`` of ``most_bytes`` each are kept."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=most_bytes, backupCount=files - 1, encoding="utf-8")
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler
