"""Contents that edits replace, kept from the event before an edit to that after it."""

from collections import OrderedDict
from pathlib import Path
from threading import Lock

from kaptar.checks.event import EditEvent
from kaptar.checks.snapshot import Snapshot

MOST_FILES = 256
MOST_BYTES = 32 << 20


class Replaced:
    """The contents of files before the edits that sessions are about to make. Thread-safe; the oldest make room.

    Args:
        most_bytes: of all contents together.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[str, str, Path], bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def seen(self, event: EditEvent, snapshot: Snapshot) -> Snapshot:
        """The snapshot; of an edit that was made with the content that it has replaced, where the event before it is known."""
        key = (event.client, event.session, snapshot.file)
        if not event.session or event.phase == "check":
            return snapshot
        if event.phase == "before":
            self._put(key, snapshot.before)
            return snapshot
        with self._lock:
            before = self._pop(key)
        return snapshot if before is None or snapshot.before is not None else snapshot._replace(before=before)

    def _put(self, key: tuple[str, str, Path], content: bytes | None) -> None:
        with self._lock:
            self._pop(key)
            if content is None:
                return
            self._kept[key] = content
            self._bytes += len(content)
            while self._bytes > self._most_bytes or len(self._kept) > MOST_FILES:
                self._pop(next(iter(self._kept)))

    def _pop(self, key: tuple[str, str, Path]) -> bytes | None:
        """Forget a content. The lock is held."""
        content = self._kept.pop(key, None)
        self._bytes -= len(content or b"")
        return content
