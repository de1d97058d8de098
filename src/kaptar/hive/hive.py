"""The composition root: a configuration and a repository in, a running hive out."""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any

import anyio

from kaptar import __version__
from kaptar.api.programs import Runtime
from kaptar.api.protocol import PROTOCOL, Health
from kaptar.api.status import Configured, HiveStatus
from kaptar.checks.checker import Checker
from kaptar.checks.event import CommandEvent, EditEvent, SessionNews
from kaptar.checks.settings import Settings, require_newest
from kaptar.checks.tools.warm.pool import Servers
from kaptar.checks.verdict import Verdict
from kaptar.checks.worktrees import SourceOf, Worktrees, fixed
from kaptar.clients.adapter import Context, HookAnswer
from kaptar.clients.handle import Handler
from kaptar.clients.registry import ADAPTERS
from kaptar.clock import Clock, precise
from kaptar.config.load import Config
from kaptar.edit.engine import Editor
from kaptar.hive.desk import HiveDesk
from kaptar.hive.monitor import Monitor
from kaptar.hive.runtimes import Runtimes
from kaptar.hive.sessions import Sessions
from kaptar.hive.store import Store
from kaptar.repository.places import Places

_log = logging.getLogger(__name__)

_AT_START = ("port", "log_bytes", "log_files")
"""Settings of the section ``hive`` that a hive reads once."""


class Hive:
    """All parts of one repository's hive. Close it to end its threads.

    Args:
        config: what to work with; or where it comes from, by worktree: then it is read again when its files change.
        clock: seconds, for sessions and idleness.
    """

    def __init__(self, config: Config | SourceOf, places: Places, clock: Clock = precise) -> None:
        self.places, self._clock = places, clock
        self.started = time.time()
        self.worktrees = Worktrees(places.worktree, fixed(config) if isinstance(config, Config) else config)
        self._at_start = self.config.hive
        self.store = Store(places.database)
        self.monitor = Monitor(self.store)
        self._runtimes = Runtimes(self.config, clock)
        self.servers = Servers(clock=clock)
        self.checker = Checker(self.runtime, guests_on=self.config.wasm.enabled, servers=self.servers)
        self._handler = Handler(
            ADAPTERS, self._context(), self.checker, self._settings_of, False, self._on_session, self._on_verdict
        )  # fmt: skip
        self._sessions = Sessions(clock())
        self._lock, self._replacing = threading.Lock(), threading.Lock()
        self._ending = anyio.Event()
        self._end_asked = False
        self.desk = HiveDesk(self)

    @property
    def config(self) -> Config:
        """The configuration of the worktree that the hive was started in, of now."""
        return self.worktrees.home().config

    @property
    def runtime(self) -> Runtime:
        return self._runtimes.now

    def handle_hook(self, client: str, event: str, body: bytes) -> HookAnswer:
        """Answer a client's hook."""
        self.use_newest()
        return self._handler.handle(client, event, body)

    def newest_settings_of(self, path: str, cwd: str) -> Settings:
        """The settings for a file, for a command. Raises ConfigError when the newest ones cannot be used."""
        return require_newest(self._settings_of(path, cwd))

    def _settings_of(self, path: str, cwd: str) -> Settings:
        """The settings for a file. All worktrees share the runtime, so a problem with its settings concerns all files."""
        settings = self.worktrees.of(path, cwd)
        problem = settings.problem or self._runtimes.problem
        return settings._replace(problem=problem) if problem else settings

    def use_newest(self) -> None:
        """Go over to another runtime, where the settings for it have changed."""
        if self._runtimes.suits(self.config):
            return
        with self._replacing:
            config, before = self.config, self.runtime
            if not self._runtimes.suits(config):
                self._runtimes.replace(config)
            if self.runtime is not before:
                self.checker.use(self.runtime, guests_on=config.wasm.enabled)
                self._handler = self._handler._replace(context=self._context())
                _log.info("the settings of the runtime have changed")

    def _context(self) -> Context:
        return Context(Editor(self.runtime, judge_syntax=False), self.places.worktree)

    def heard(self) -> None:
        """Somebody asked without a session: the hive is in use."""
        with self._lock:
            self._sessions.heard("cli", "", self._clock())

    def health(self) -> Health:
        return Health("ok", __version__, PROTOCOL, os.getpid(), self.started, str(self.places.common))

    def status(self) -> HiveStatus:
        """The whole state as one value."""
        health, now = self.health(), self._clock()
        with self._lock:
            sessions, idle = self._sessions.open(now), self._sessions.idle_s(now)
        return HiveStatus(
            health.version, PROTOCOL, health.pid, self.started, health.repository, sessions, idle,
            self._configured(), self.monitor.rows(), self.runtime.statistics(), self.servers.live(),
        )  # fmt: skip

    def _configured(self) -> Configured:
        now, first = self.config.hive, self._at_start
        later = tuple(f"hive.{name}" for name in _AT_START if getattr(now, name) != getattr(first, name))
        return Configured(self.worktrees.files, self.worktrees.problem() or self._runtimes.problem, later)

    def request_end(self) -> None:
        """Ask the server to end. From the event loop's thread."""
        self._end_asked = True
        self._ending.set()

    def must_end(self) -> bool:
        """Whether it was asked to end, or was idle for long enough."""
        limit = self.config.hive.idle_minutes * 60
        with self._lock:
            return self._end_asked or (limit > 0 and self._sessions.idle_s(self._clock()) > limit)

    def tick(self) -> None:
        """What is done now and then, beside the events. Blocks; once a second is enough."""
        _write_counts(self.monitor.flush_if_due)
        if self.servers.some_are_idle():
            self.servers.end_idle()
        self._runtimes.close_old()

    async def wait_for_end(self) -> None:
        await self._ending.wait()

    def close(self) -> None:
        """End all that it started. Safe to call twice."""
        self.checker.close()
        self._runtimes.close()
        _write_counts(self.monitor.flush)
        self.store.close()

    def _on_session(self, news: SessionNews) -> None:
        with self._lock:
            if news.ended:
                self._sessions.ended(news.client, news.session, self._clock())
            else:
                self._sessions.heard(news.client, news.session, self._clock())

    def _on_verdict(self, event: EditEvent | CommandEvent, verdict: Verdict) -> None:
        self.monitor.record(event, verdict)
        files = event.files if isinstance(event, EditEvent) else ()
        fields: dict[str, Any] = {"client": event.client, "event": event.event, "outcome": verdict.outcome,
                                  "micros": verdict.micros, "session": event.session,
                                  "path": ", ".join(f.path for f in files[:5])}  # fmt: skip
        _log.info("hook", extra=fields)


def _write_counts(write: Callable[[], None]) -> None:
    try:
        write()
    except sqlite3.Error as problem:
        _log.warning("the counts of hooks cannot be written now: %s", problem)
