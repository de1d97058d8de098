"""Detector: the engine for secrets of one process, loaded once in the background, and where it stands."""

import os
import threading
from collections.abc import Callable
from typing import Literal

from kaptar.checks.secrets.engine import Engine, Kingfisher, is_installed
from kaptar.runtime.service_thread import ServiceThread

LOAD_S = 60.0
"""Seconds that a command waits for the engine at most: the first load on a machine compiles its rules."""

NICE = 10
State = Literal["off", "idle", "loading", "ready", "failed"]


class Detector:
    """Loads an engine in a thread of its own, which gives way to all others. Thread-safe.

    Nothing is loaded before `begin` or `wait`, so a process that does not ask has no cost.

    Args:
        load: makes the engine, in seconds; None: there is none.
    """

    def __init__(self, load: Callable[[], Engine] | None) -> None:
        self._load = load
        self._engine: Engine | None = None
        self._problem = ""
        self._nice = 0
        self._thread: ServiceThread | None = None
        self._beginning = threading.Lock()

    @property
    def engine(self) -> Engine | None:
        """The engine, once it is loaded."""
        return self._engine

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
        try:
            self._thread.start()
        except RuntimeError as problem:
            self._problem = str(problem)

    def wait(self, timeout_s: float = LOAD_S) -> Engine | None:
        """The engine, waited for; None where there is none, it fails to load, or the time is over."""
        self.begin(0)
        if self._thread is not None:
            self._thread.wait(timeout_s)
        return self._engine

    def close(self) -> None:
        """Wait until no load runs: the interpreter must not end under it."""
        if self._thread is not None:
            self._thread.wait(LOAD_S)

    def _run(self) -> None:
        assert self._load is not None
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), self._nice)  # on Linux, of this thread alone
        try:
            self._engine = self._load()
        except Exception as problem:  # noqa: BLE001 - a foreign package that fails while it loads may raise anything
            self._problem = " ".join(f"{type(problem).__name__}: {problem}".split())[:300]


def no_detector() -> Detector:
    """One without an engine."""
    return Detector(None)


def detector_of(*, wanted: bool, cache: str | None = None) -> Detector:
    """The detector of a process: with the engine, where that is installed and wanted.

    Args:
        cache: as of `Kingfisher`.
    """
    return Detector(lambda: Kingfisher(cache)) if wanted and is_installed() else no_detector()
