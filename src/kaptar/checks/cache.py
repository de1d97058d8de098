"""Answers of checks that are kept, the newest ones, and shared by whoever asks the same."""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from kaptar.checks.check import Ran


class Key(NamedTuple):
    """All that an answer depends on.

    Attributes:
        digest, dialect: of the content.
        facts: what the check itself declares: path facts, its tool, other files.
        settings: digest of the settings.
        guests_on: whether guests may answer.
    """

    check: str
    digest: str
    dialect: str
    facts: str
    settings: str
    guests_on: bool


class Cache:
    """At most ``entries`` answers; the one that was not asked for longest goes first. Thread-safe."""

    def __init__(self, entries: int) -> None:
        self._entries = entries
        self._kept: OrderedDict[Key, Ran] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Ran | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, answer: Ran) -> None:
        with self._lock:
            self._kept[key] = answer
            self._kept.move_to_end(key)
            if len(self._kept) > self._entries:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
