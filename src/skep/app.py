"""The composition root: a configuration and a repository in, a running hive out."""

import logging
import threading
import time
from typing import Any

import anyio
import msgspec

from skep import __version__
from skep.api import Runtime
from skep.clock import Clock, precise
from skep.config import Config
from skep.edit.engine import Editor
from skep.hive import PROTOCOL, Health
from skep.hive.places import Places
from skep.hive.sessions import Sessions
from skep.hive.store import Store
from skep.hooks.clients.adapter import Context, HookAnswer, SessionNews
from skep.hooks.clients.registry import ADAPTERS
from skep.hooks.event import EditEvent
from skep.hooks.handle import Handler
from skep.hooks.monitor import HookRow, Monitor
from skep.hooks.pipeline import Pipeline
from skep.hooks.servers.pool import LiveServer, Servers
from skep.hooks.verdict import Verdict
from skep.runtime.statistics import Statistics

_log = logging.getLogger(__name__)


class HiveStatus(msgspec.Struct, frozen=True):
    """What ``/status`` says: all of it from what runs and was counted.

    ``started`` is in seconds since 1970; ``idle_s`` is 0 while a session is open.
    """

    version: str
    protocol: int
    pid: int
    started: float
    repository: str
    sessions: int
    idle_s: float
    hooks: list[HookRow]
    runtime: Statistics
    servers: list[LiveServer]


class Hive:
    """All parts of one repository's hive. Close it to end its threads.

    Args:
        clock: seconds, for sessions and idleness.
    """

    def __init__(self, config: Config, places: Places, clock: Clock = precise) -> None:
        self.config, self.places, self._clock = config, places, clock
        self.started = time.time()
        self.store = Store(places.database)
        self.runtime = Runtime(config)
        self.editor = Editor(self.runtime)
        self.servers = Servers(clock=clock)
        self.pipeline = Pipeline(self.runtime, self.editor, config, places.worktree, servers=self.servers)
        self.monitor = Monitor(self.store)
        self._sessions = Sessions(clock())
        self._lock = threading.Lock()
        self._ending = anyio.Event()
        self._end_asked = False
        self._handler = Handler(
            ADAPTERS,
            Context(Editor(self.runtime, judge_syntax=False), places.worktree),
            self.pipeline,
            config.hooks.deadline_ms / 1000,
            config.hooks.strict,
            self._on_session,
            self._on_verdict,
        )

    def handle_hook(self, client: str, event: str, body: bytes) -> HookAnswer:
        """Answer a client's hook."""
        return self._handler.handle(client, event, body)

    def heard(self) -> None:
        """Somebody asked without a session: the hive is in use."""
        with self._lock:
            self._sessions.heard("cli", "", self._clock())

    def health(self) -> Health:
        import os

        return Health("ok", __version__, PROTOCOL, os.getpid(), self.started, str(self.places.common))

    def status(self) -> HiveStatus:
        """The whole state as one value."""
        health, now = self.health(), self._clock()
        with self._lock:
            sessions, idle = self._sessions.open(now), self._sessions.idle_s(now)
        return HiveStatus(
            health.version, PROTOCOL, health.pid, self.started, health.repository, sessions, idle,
            self.monitor.rows(), self.runtime.statistics(), self.servers.live(),
        )  # fmt: skip

    def request_end(self) -> None:
        """Ask the server to end. From the event loop's thread."""
        self._end_asked = True
        self._ending.set()

    def must_end(self) -> bool:
        """Whether it was asked to end, or was idle for long enough."""
        limit = self.config.hive.idle_minutes * 60
        with self._lock:
            return self._end_asked or (limit > 0 and self._sessions.idle_s(self._clock()) > limit)

    def must_tidy(self) -> bool:
        """Whether something stays warm that was not used for long."""
        return self.servers.some_are_idle()

    def tidy(self) -> None:
        """End it. Waits for processes."""
        self.servers.end_idle()

    async def wait_for_end(self) -> None:
        await self._ending.wait()

    def close(self) -> None:
        """End all that it started. Safe to call twice."""
        self.pipeline.close()
        self.servers.close()
        self.runtime.close()
        self.monitor.flush()
        self.store.close()

    def _on_session(self, client: str, news: SessionNews) -> None:
        with self._lock:
            if news.ended:
                self._sessions.ended(client, news.session, self._clock())
            else:
                self._sessions.heard(client, news.session, self._clock())

    def _on_verdict(self, event: EditEvent, verdict: Verdict) -> None:
        self.monitor.record(event, verdict)
        fields: dict[str, Any] = {"client": event.client, "event": event.event, "outcome": verdict.outcome,
                                  "micros": verdict.micros, "session": event.session,
                                  "path": ", ".join(f.path for f in event.files[:5])}  # fmt: skip
        _log.info("hook", extra=fields)
