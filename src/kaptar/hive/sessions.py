"""Open sessions of clients, and the time of the last request. Pure: the time is an argument."""

MAX_SESSIONS = 1000
FORGOTTEN_AFTER_S = 12 * 3600
"""A session that says nothing for this long is taken for ended: clients that are killed say no good-bye."""


class Sessions:
    """Open sessions by (client, session). Bounded: the one that was silent longest makes room."""

    def __init__(self, now_s: float) -> None:
        self._seen: dict[tuple[str, str], float] = {}
        self._last = now_s

    def heard(self, client: str, session: str, now_s: float) -> None:
        """A session has said something, or has begun."""
        self._last = now_s
        if not session:
            return
        self._seen.pop((client, session), None)
        self._seen[client, session] = now_s
        if len(self._seen) > MAX_SESSIONS:
            del self._seen[next(iter(self._seen))]

    def ended(self, client: str, session: str, now_s: float) -> None:
        self._last = now_s
        self._seen.pop((client, session), None)

    def open(self, now_s: float) -> int:
        """How many sessions are open."""
        for key in [k for k, at in self._seen.items() if now_s - at > FORGOTTEN_AFTER_S]:
            del self._seen[key]
        return len(self._seen)

    def idle_s(self, now_s: float) -> float:
        """Seconds since the last request; 0 while a session is open."""
        return 0.0 if self.open(now_s) else now_s - self._last
