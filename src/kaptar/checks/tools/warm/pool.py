"""Pool of warm servers: at most four; one request at a time each; stopped when idle, disabled after repeated failures."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.tools.warm.changes import FileWatch, TooMany
from kaptar.checks.tools.warm.channel import Patience, ServerFailed
from kaptar.checks.tools.warm.server import NotIncluded, Question, Server, ServerDiagnostic
from kaptar.clock import Clock, monotonic
from kaptar.errors import Stopped
from kaptar.stop import Stop, any_of

MOST_SERVERS = 4
MOST_SLOTS = 64
IDLE_S = 600.0
MOST_FAILURES, FAILURES_WITHIN_S = 3, 600.0
SOON_S = 1.0
"""A server that usually answers within this time is waited for."""

_LAST_ANSWERS = 5
_TICK_S = 0.05
CLOSE_WITHIN_S = 1.0


class Cold(NamedTuple):
    """No warm server answers, and why; the tool itself can."""

    reason: str


class ServerKind(NamedTuple):
    """A kind of server for a folder.

    Attributes:
        identity: what it was started with: another one needs a new server.
        start: within the patience. Raises ServerFailed, Stopped.
        endings: names of files whose changes it is told.
    """

    checker: str
    folder: Path
    identity: str
    start: Callable[[Patience], Server]
    endings: tuple[str, ...]


class LiveServer(msgspec.Struct, frozen=True):
    """A server that runs. ``usual_ms`` is the median of its last answers, 0 before the first."""

    checker: str
    folder: str
    pid: int
    answers: int
    usual_ms: float
    idle_s: float


class _Slot:
    """Of one checker in one folder. The lock is held by who asks, starts or ends its server."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.server: Server | None = None
        self.watch: FileWatch | None = None
        self.identity = ""
        self.used_at = 0.0
        self.users = 0
        self.answers = 0
        self.seconds: deque[float] = deque(maxlen=_LAST_ANSWERS)
        self.failures: deque[float] = deque(maxlen=MOST_FAILURES)
        self.last_failure = ""

    @property
    def usual_s(self) -> float | None:
        return sorted(self.seconds)[len(self.seconds) // 2] if self.seconds else None

    def end(self) -> None:
        server, self.server, self.watch = self.server, None, None
        self.seconds.clear()
        if server is not None:
            server.close()


class Servers:
    """Warm servers of all worktrees. Thread-safe; `close` leaves no process.

    Args:
        most: servers at once; the one that was not asked for longest makes room.
        idle_s: after which `end_idle` ends one.
        clock: seconds, for idleness and the budget of failures.
    """

    def __init__(self, most: int = MOST_SERVERS, idle_s: float = IDLE_S, clock: Clock = monotonic) -> None:
        self._most, self._idle_s, self._clock = most, idle_s, clock
        self._slots: OrderedDict[tuple[str, Path], _Slot] = OrderedDict()
        self._lock = threading.Lock()
        self._closing = Stop()

    def ask(
        self, kind: ServerKind, question: Question, *, first_s: float, next_s: float, stop: Stop
    ) -> tuple[ServerDiagnostic, ...] | NotIncluded | Cold:
        """What a warm server says.

        Args:
            first_s, next_s: how long is waited for a server that has to start, and for one that has answered before. A
                start goes on when the answer is not needed any more: else quick edits would cancel each start.
        Raises:
            Stopped: the answer is not needed any more.
        """
        slot = self._slot(kind)
        try:
            with any_of(stop, self._closing) as either:
                if not _take(slot, Patience.of(first_s, either)):
                    return Cold(f"{kind.checker}'s server is busy")
                try:
                    either.raise_if_requested()
                    return self._answer(slot, kind, question, (first_s, next_s), either)
                finally:
                    slot.used_at = self._clock()
                    slot.lock.release()
        finally:
            self._leave(slot)

    def _answer(
        self, slot: _Slot, kind: ServerKind, question: Question, seconds: tuple[float, float], stop: Stop
    ) -> tuple[ServerDiagnostic, ...] | NotIncluded | Cold:
        """Start the slot's server where that is due, and ask it. Its lock is held. ``seconds``: see `ask`."""
        first_s, next_s = seconds
        try:
            if refused := self._ready(slot, kind, Patience.of(first_s, self._closing)):
                return refused
            return self._ask(slot, question, Patience.of(next_s if slot.answers else first_s, stop))
        except Stopped:
            raise
        except TooMany as problem:
            slot.end()
            return Cold(str(problem))
        except ServerFailed as problem:
            slot.end()
            slot.failures.append(self._clock())
            slot.last_failure = str(problem)
            return Cold(f"{kind.checker}'s server: {problem}")
        except BaseException:
            slot.end()
            raise

    def soon(self, checker: str, folder: Path) -> bool:
        """Whether a server is warm that usually answers so quickly that it can be waited for."""
        slot = self._slots.get((checker, folder))
        return slot is not None and slot.answers > 0 and (slot.usual_s is None or slot.usual_s <= SOON_S)

    def some_are_idle(self) -> bool:
        """Whether `end_idle` has something to do."""
        return any(self._is_idle(slot) for slot in list(self._slots.values()))

    def end_idle(self) -> None:
        """End the servers that nobody has asked for long."""
        for slot in [each for each in list(self._slots.values()) if self._is_idle(each)]:
            _end_unused(slot)

    def _is_idle(self, slot: _Slot) -> bool:
        return slot.server is not None and not slot.users and self._clock() - slot.used_at > self._idle_s

    def live(self) -> list[LiveServer]:
        """The servers that run, for people."""
        now = self._clock()
        return [
            LiveServer(
                checker,
                str(folder),
                server.pid,
                slot.answers,
                round((slot.usual_s or 0.0) * 1e3, 1),
                max(0.0, now - slot.used_at),
            )
            for (checker, folder), slot in list(self._slots.items())
            if (server := slot.server) is not None
        ]

    def close(self) -> None:
        """End all. Safe to call twice; who asks gets `Stopped` from then on."""
        self._closing.request("the hive ends")
        for slot in list(self._slots.values()):
            held = slot.lock.acquire(timeout=CLOSE_WITHIN_S)
            slot.end()
            if held:
                slot.lock.release()

    def _slot(self, kind: ServerKind) -> _Slot:
        """The slot, which stays at least until `_leave`. Empty ones that nobody uses make room."""
        with self._lock:
            slot = self._slots.setdefault((kind.checker, kind.folder), _Slot())
            self._slots.move_to_end((kind.checker, kind.folder))
            slot.users += 1
            if len(self._slots) > MOST_SLOTS:
                empty = [key for key, each in self._slots.items() if each.server is None and not each.users]
                for key in empty:
                    del self._slots[key]
            return slot

    def _leave(self, slot: _Slot) -> None:
        with self._lock:
            slot.users -= 1

    def _ask(self, slot: _Slot, question: Question, patience: Patience) -> tuple[ServerDiagnostic, ...] | NotIncluded:
        assert slot.server is not None
        assert slot.watch is not None
        started = time.monotonic()
        answer = slot.server.ask(question, slot.watch.look(), patience)
        if slot.answers:
            slot.seconds.append(time.monotonic() - started)
        slot.answers += 1
        return answer

    def _ready(self, slot: _Slot, kind: ServerKind, patience: Patience) -> Cold | None:
        """Have the slot's server run, as it has to be now; None where it does."""
        if slot.server is not None and slot.identity == kind.identity and slot.server.alive():
            return None
        return self._start(slot, kind, patience)

    def _start(self, slot: _Slot, kind: ServerKind, patience: Patience) -> Cold | None:
        slot.end()
        slot.answers = 0
        recent = [at for at in slot.failures if self._clock() - at < FAILURES_WITHIN_S]
        if len(recent) >= MOST_FAILURES:
            return Cold(f"{kind.checker}'s server failed {len(recent)} times, last: {slot.last_failure}")
        if not self._make_room(slot):
            return Cold(f"{self._most} other servers are busy")
        slot.watch = FileWatch(kind.folder, kind.endings)
        slot.server, slot.identity = kind.start(patience), kind.identity
        if self._closing.requested:  # `close` did not wait for the start, and has seen no server
            slot.end()
            self._closing.raise_if_requested()
        return None

    def _make_room(self, for_slot: _Slot) -> bool:
        """End the servers that were used least recently; whether there is room then."""
        with self._lock:
            others = [slot for slot in self._slots.values() if slot is not for_slot and (slot.server or slot.lock.locked())]
        over = len(others) - self._most + 1
        for slot in others:
            if over > 0 and _end_unused(slot):
                over -= 1
        return over <= 0


def _take(slot: _Slot, patience: Patience) -> bool:
    """Wait for the slot's lock; whether it is held now. Raises Stopped."""
    try:
        while not slot.lock.acquire(timeout=_TICK_S):
            patience.check()
    except ServerFailed:
        return False
    return True


def _end_unused(slot: _Slot) -> bool:
    """End a slot's server, unless somebody uses it just now."""
    if not slot.lock.acquire(blocking=False):
        return False
    try:
        slot.end()
        return True
    finally:
        slot.lock.release()
