"""Sessions and what they were told: findings that count for nothing are mentioned once."""

from collections import OrderedDict
from threading import Lock

import msgspec

from kaptar.checks.event import CommandEvent, EditEvent
from kaptar.checks.verdict import Verdict

MOST_SESSIONS = 256


class Told:
    """The sessions that know of findings which count for nothing. Thread-safe; the oldest make room.

    Args:
        most: sessions that are remembered.
    """

    def __init__(self, most: int = MOST_SESSIONS) -> None:
        self._most = most
        self._sessions: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = Lock()

    def is_news(self, event: EditEvent | CommandEvent) -> bool:
        """Whether the event's session is to be told now. It counts as told then. One without a name is never told."""
        key = (event.client, event.session)
        with self._lock:
            if not event.session or key in self._sessions:
                return False
            self._sessions[key] = None
            if len(self._sessions) > self._most:
                self._sessions.popitem(last=False)
        return True


def without_known(verdict: Verdict) -> Verdict:
    """The verdict as if nothing had been left out of the count."""
    results = tuple(msgspec.structs.replace(each, known=0, baseline=0) for each in verdict.results)
    return msgspec.structs.replace(verdict, results=results)
