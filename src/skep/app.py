"""The composition root: a configuration and a repository in, a running hive out."""

import logging
import threading
import time
from typing import Any, NamedTuple

import anyio
import msgspec

from skep import __version__
from skep.api import Runtime
from skep.clock import Clock, precise
from skep.config import Config
from skep.edit.engine import Editor
from skep.errors import ConfigError
from skep.hive import PROTOCOL, Health
from skep.hive.places import Places
from skep.hive.sessions import Sessions
from skep.hive.store import Store
from skep.hive.watched import WatchedConfig
from skep.hooks.clients.adapter import Context, HookAnswer, SessionNews
from skep.hooks.clients.registry import ADAPTERS
from skep.hooks.event import EditEvent
from skep.hooks.handle import Handler
from skep.hooks.monitor import HookRow, Monitor
from skep.hooks.pipeline import Pipeline
from skep.hooks.verdict import CheckResult, Verdict
from skep.runtime.statistics import Statistics

_log = logging.getLogger(__name__)


MOST_RETIRED = 2
RETIRED_S = 60.0
"""How long a runtime that settings have replaced may still answer what was asked before. Guests' calls are far shorter."""

_AT_START = ("port", "log_bytes", "log_files")
"""Settings of the section ``hive`` that a hive reads once."""


class Configured(msgspec.Struct, frozen=True):
    """The settings that a hive works with.

    Attributes:
        files: that were looked for.
        problem: why the newest are not in use, "" where they are.
        at_next_start: settings that were changed and take effect then.
    """

    files: tuple[str, ...]
    problem: str
    at_next_start: tuple[str, ...]


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
    configuration: Configured
    hooks: list[HookRow]
    runtime: Statistics


class _Working(NamedTuple):
    """What depends on settings: replaced as a whole when these change, so that no event meets half of it."""

    config: Config
    runtime: Runtime
    pipeline: Pipeline
    handler: Handler


class Hive:
    """All parts of one repository's hive. Close it to end its threads.

    Args:
        config: what to work with; or how it is read, and from which files: then it is read again when they change.
        clock: seconds, for sessions and idleness.
    """

    def __init__(self, config: Config | WatchedConfig, places: Places, clock: Clock = precise) -> None:
        self._watched = config if isinstance(config, WatchedConfig) else WatchedConfig((), lambda: config)
        self._first = self._watched.config
        self.places, self._clock = places, clock
        self.started = time.time()
        self.store = Store(places.database)
        self.monitor = Monitor(self.store)
        self._sessions = Sessions(clock())
        self._lock = threading.Lock()
        self._ending = anyio.Event()
        self._end_asked = False
        self._retired: list[Runtime] = []
        self._working = self._made(self._first, None)

    @property
    def config(self) -> Config:
        return self._working.config

    @property
    def runtime(self) -> Runtime:
        return self._working.runtime

    @property
    def pipeline(self) -> Pipeline:
        """With the settings of now. Raises ConfigError where these are wrong: a command's answer says so, as in process."""
        pipeline = self._now().pipeline
        if self._watched.problem:
            raise ConfigError(self._watched.problem)
        return pipeline

    def _now(self) -> _Working:
        self._watched.refresh(self._use)
        return self._working

    def _use(self, config: Config) -> None:
        """Go over to other settings. Raises ConfigError; then the old ones stay."""
        self._working = self._made(config, self._working)
        _log.info("settings have changed")

    def _made(self, config: Config, old: _Working | None) -> _Working:
        same = old is not None and (old.config.wasm, old.config.booster) == (config.wasm, config.booster)
        runtime = old.runtime if old is not None and same else Runtime(config)
        try:
            pipeline = Pipeline(
                runtime, Editor(runtime), config, self.places.worktree, old=old.pipeline if old else None
            )  # fmt: skip
        except ConfigError:
            if not same:
                runtime.close()
            raise
        if old is not None and not same:
            self._retire(old.runtime)
        context, hooks = Context(Editor(runtime, judge_syntax=False), self.places.worktree), config.hooks
        checks = _Reporting(pipeline, self._watched)
        handler = Handler(
            ADAPTERS, context, checks, hooks.deadline_ms / 1000, hooks.strict, self._on_session, self._on_verdict
        )  # fmt: skip
        return _Working(config, runtime, pipeline, handler)

    def _retire(self, runtime: Runtime) -> None:
        for old in self._retired[:-MOST_RETIRED]:
            old.close()
        self._retired = [*self._retired[-MOST_RETIRED:], runtime]
        timer = threading.Timer(RETIRED_S, runtime.close)
        timer.daemon = True
        timer.start()

    def handle_hook(self, client: str, event: str, body: bytes) -> HookAnswer:
        """Answer a client's hook."""
        return self._now().handler.handle(client, event, body)

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
            self._configured(), self.monitor.rows(), self.runtime.statistics(),
        )  # fmt: skip

    def _configured(self) -> Configured:
        now, first = self._now().config.hive, self._first.hive
        later = tuple(f"hive.{name}" for name in _AT_START if getattr(now, name) != getattr(first, name))
        return Configured(self._watched.files, self._watched.problem, later)

    def request_end(self) -> None:
        """Ask the server to end. From the event loop's thread."""
        self._end_asked = True
        self._ending.set()

    def must_end(self) -> bool:
        """Whether it was asked to end, or was idle for long enough."""
        limit = self.config.hive.idle_minutes * 60
        with self._lock:
            return self._end_asked or (limit > 0 and self._sessions.idle_s(self._clock()) > limit)

    async def wait_for_end(self) -> None:
        await self._ending.wait()

    def close(self) -> None:
        """End all that it started. Safe to call twice."""
        self._working.pipeline.close()
        for runtime in (self._working.runtime, *self._retired):
            runtime.close()
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


class _Reporting(NamedTuple):
    """The pipeline's verdicts, incomplete as long as the newest settings cannot be used."""

    pipeline: Pipeline
    watched: WatchedConfig

    def check_event(self, event: EditEvent, deadline_s: float) -> Verdict:
        verdict = self.pipeline.check_event(event, deadline_s)
        if not self.watched.problem:
            return verdict
        unread = CheckResult(
            check="settings", path=event.files[0].path, state="not_run", reason=self.watched.problem,
            remedy="correct them; until then the last good ones are in use",
        )  # fmt: skip
        return msgspec.structs.replace(verdict, results=(*verdict.results, unread), complete=False)
