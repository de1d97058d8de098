"""Detector: the engine for secrets of one process, loaded once in the background, and where it stands."""

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Literal

from kaptar.checks.secrets.engine import Engine, Kingfisher, installed_version, is_installed
from kaptar.checks.secrets.needed import Needed, needed_by
from kaptar.clock import Clock, monotonic
from kaptar.errors import NotStarted
from kaptar.runtime.service_thread import ServiceThread

LOAD_S = 60.0
"""Seconds that all waits of a process for the engine have together: the first load on a machine compiles its rules."""

SILENT_S = 1.0
"""Seconds that a wait says nothing."""

LOADING = "waiting for the engine for secrets, which is being loaded"
NICE = 10
_KEPT = 8
"""Texts of which it is kept whether a rule can match in them."""
Tell = Callable[[str], None]
State = Literal["off", "idle", "loading", "ready", "failed"]


class Detector:
    """Loads an engine in a thread of its own, which gives way to all others. Thread-safe.

    Nothing is loaded before `begin` or `wait`, so a process that does not ask has no cost.

    Args:
        load: makes the engine, in seconds; None: there is none.
        tell: takes one line where a wait lasts.
        clock: seconds.
        needed: gives what its rules need in a text, in milliseconds; None: that is not known.
    """

    def __init__(
        self,
        load: Callable[[], Engine] | None,
        tell: Tell | None = None,
        clock: Clock = monotonic,
        needed: Callable[[], Needed | None] = lambda: None,
    ) -> None:
        self._load, self._tell, self._clock = load, tell, clock
        self._needed = lru_cache(maxsize=1)(needed)
        self._ruled_out = lru_cache(maxsize=_KEPT)(self._cannot_match)
        self._until: float | None = None
        self._engine: Engine | None = None
        self._problem = ""
        self._nice = 0
        self._thread: ServiceThread | None = None
        self._beginning = threading.Lock()

    @property
    def engine(self) -> Engine | None:
        """The engine, once it is loaded."""
        return self._engine

    def has_looked(self, content: bytes) -> bool:
        """Whether it need not be loaded for a text: no rule of it can match there. False without an engine, or with it ready."""
        return self.state in ("idle", "loading") and self._ruled_out(content)

    def _cannot_match(self, content: bytes) -> bool:
        needed = self._needed()
        return needed is not None and not needed.may_match(content)

    @property
    def missing(self) -> str:
        """Why an engine that is wanted has not looked; "" where it may have, or none is there."""
        if self.state in ("off", "ready"):
            return ""
        return f"the engine for secrets does not load: {self._problem}" if self._problem else "the engine for secrets still loads"

    @property
    def state(self) -> State:
        """``off``: there is no engine; ``idle``: nobody has asked for it in this process."""
        if self._engine is not None:
            return "ready"
        if self._load is None:
            return "off"
        if self._problem:
            return "failed"
        return "idle" if self._thread is None else "loading"

    def begin(self, nice: int = NICE) -> None:
        """Load it in the background, unless that was begun.

        Args:
            nice: how much the thread gives way to others; 0: not at all.
        """
        if self._load is None:
            return
        with self._beginning:
            if self._thread is None:
                self._nice, self._thread = nice, ServiceThread(self._run, "kaptar-secrets-engine")
            thread = self._thread
        try:
            thread.start()
        except NotStarted:  # no thread now: whoever asks next tries again
            with self._beginning:
                self._thread = None if self._thread is thread else self._thread

    def wait(self, timeout_s: float = LOAD_S) -> Engine | None:
        """The engine, waited for; None where there is none, it fails to load, or the time is over.

        Args:
            timeout_s: at most; less where other waits have used up `LOAD_S`, which begins with the first one.
        """
        self.begin(0)
        if self._thread is not None and self._engine is None:
            self._wait(self._thread, min(timeout_s, self._left_s()))
        return self._engine

    def _left_s(self) -> float:
        with self._beginning:
            if self._until is None:
                self._until = self._clock() + LOAD_S
            return max(0.0, self._until - self._clock())

    def _wait(self, thread: ServiceThread, timeout_s: float) -> None:
        silent = min(SILENT_S, timeout_s)
        if thread.wait(silent) or timeout_s <= silent:
            return
        tell, self._tell = self._tell, None
        if tell is not None:
            tell(LOADING)
        thread.wait(timeout_s - silent)

    def close(self) -> None:
        """Wait until no load runs: the interpreter must not end under it."""
        if self._thread is not None:
            self._thread.wait(LOAD_S)

    def _run(self) -> None:
        assert self._load is not None
        try:
            _give_way(self._nice)
            self._engine = self._load()
        except Exception as problem:  # noqa: BLE001 - a foreign package that fails while it loads may raise anything
            self._problem = " ".join(f"{type(problem).__name__}: {problem}".split())[:300]
        finally:
            if self._engine is None and not self._problem:  # a panic of its Rust code is no Exception
                self._problem = "it ended without an answer"


def _give_way(nice: int) -> None:
    """Let other threads go first: on Linux, where this is of one thread. None may ask for more than its process has."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):
            if os.getpriority(os.PRIO_PROCESS, thread) < nice:
                os.setpriority(os.PRIO_PROCESS, thread, nice)


def no_detector() -> Detector:
    """One without an engine."""
    return Detector(None)


def detector_of(*, wanted: bool, cache: str | None = None, tell: Tell | None = None) -> Detector:
    """The detector of a process: with the engine, where that is installed and wanted.

    Args:
        cache: as of `Kingfisher`.
        tell: as of `Detector`.
    """
    if not (wanted and is_installed()):
        return no_detector()
    return Detector(lambda: Kingfisher(cache), tell, needed=lambda: needed_by(installed_version()))
