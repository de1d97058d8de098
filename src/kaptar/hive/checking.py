"""Checking part: the checker of a hive, the clients' hooks, and the settings that they work with."""

import logging
import threading
import time
from typing import Any, ClassVar, Self

import anyio
import msgspec

from kaptar.api.status import Configured
from kaptar.checks.checker import Checker
from kaptar.checks.event import CommandEvent, EditEvent, SessionNews
from kaptar.checks.secrets.detector import detector_of
from kaptar.checks.settings import Settings
from kaptar.checks.tools.warm.pool import Servers
from kaptar.checks.verdict import Verdict
from kaptar.checks.worktrees import Worktrees
from kaptar.clients.adapter import ClientContext, HookAnswer
from kaptar.clients.handle import Handler
from kaptar.clients.origin import UNKNOWN, HookOrigin
from kaptar.clients.registry import ADAPTERS
from kaptar.clients.told import Told
from kaptar.database.migrations import Migration
from kaptar.edit.engine import Editor
from kaptar.hive.idleness import Idleness
from kaptar.hive.in_thread import in_thread
from kaptar.hive.leases import Leases
from kaptar.hive.monitor import HookMonitor
from kaptar.hive.part import Ground
from kaptar.hive.runtimes import Runtimes
from kaptar.hive.warm import WarmServers
from kaptar.shell.line import reader

_log = logging.getLogger(__name__)

_AT_START = ("port", "log_bytes", "log_files")
"""Settings of the section ``hive`` that a hive reads once."""


_LONGEST_EVENT = 64
"""Characters of the name of an event that is counted."""


class CheckingStatus(msgspec.Struct, frozen=True):
    """The settings that checks work with."""

    configuration: Configured


class Checking:
    """Answers hooks, and commands that check files. Thread-safe.

    Args:
        worktrees: the settings, by file; the home's are the hive's own.
        runtimes: the runtime of now.
        servers: warm servers of tools.
        monitor, idleness: told of each verdict, and of each session.
        leases: asked before each edit.
    """

    name: ClassVar[str] = "checking"
    migrations: ClassVar[tuple[Migration, ...]] = ()

    def __init__(
        self,
        worktrees: Worktrees,
        runtimes: Runtimes,
        servers: Servers,
        monitor: HookMonitor,
        idleness: Idleness,
        leases: Leases,
    ) -> None:
        self._worktrees, self._runtimes, self._monitor, self._idleness = worktrees, runtimes, monitor, idleness
        config = worktrees.home().config
        self._at_start = config.hive
        self.detector = detector_of(wanted=config.hooks.secrets_engine, cache=config.wasm.cache_dir)
        self.checker = Checker(runtimes.now, guests_on=config.wasm.enabled, servers=servers, detector=self.detector)
        self._handler = Handler(
            ADAPTERS, self._context(), self.checker, self.settings_of, False, self._on_session, self._on_verdict, Told(),
            leases.workspace, on_held=monitor.held,
        )  # fmt: skip
        self._judged = threading.local()
        """``now``: whether the hook that this thread answers has come to a verdict, which is counted."""
        self._replacing = threading.Lock()

    @classmethod
    def of(cls, ground: Ground) -> Self:
        servers, runtimes, leases = ground.part(WarmServers).servers, ground.part(Runtimes), ground.part(Leases)
        return cls(ground.worktrees, runtimes, servers, ground.part(HookMonitor), ground.part(Idleness), leases)

    async def run(self) -> None:
        self.detector.begin()
        try:
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await in_thread(self.checker.close)
                await in_thread(self.detector.close)

    def status(self) -> CheckingStatus:
        now, first = self._worktrees.home().config.hive, self._at_start
        later = tuple(f"hive.{name}" for name in _AT_START if getattr(now, name) != getattr(first, name))
        problem = self._worktrees.problem() or self._runtimes.problem
        return CheckingStatus(Configured(self._worktrees.files, problem, later))

    def handle_hook(self, client: str, event: str, body: bytes, origin: HookOrigin = UNKNOWN) -> HookAnswer:
        """Answer a client's hook."""
        self.use_newest()
        self._judged.now, began = False, time.perf_counter()
        answer = self._handler.handle(client, event, body, origin)
        if not self._judged.now and client in ADAPTERS and len(event) <= _LONGEST_EVENT:
            self._monitor.answered(client, event, (time.perf_counter() - began) * 1e6)
        return answer

    def settings_of(self, path: str, cwd: str) -> Settings:
        """The settings for a file. All worktrees share the runtime, so a problem with its settings concerns all files."""
        settings = self._worktrees.of(path, cwd)
        problem = settings.problem or self._runtimes.problem
        return settings._replace(problem=problem) if problem else settings

    def use_newest(self) -> None:
        """Go over to another runtime, where the settings for it have changed."""
        if self._runtimes.suits(self._worktrees.home().config):
            return
        with self._replacing:
            config, before = self._worktrees.home().config, self._runtimes.now
            if not self._runtimes.suits(config):
                self._runtimes.replace(config)
            if self._runtimes.now is not before:
                self.checker.use(self._runtimes.now, guests_on=config.wasm.enabled)
                self._handler = self._handler._replace(context=self._context())
                _log.info("the settings of the runtime have changed")

    def _context(self) -> ClientContext:
        return ClientContext(
            Editor(self._runtimes.now, judge_syntax=False), self._worktrees.home().root, reader(self._runtimes.now)
        )

    def _on_session(self, news: SessionNews) -> None:
        if news.ended:
            self._idleness.ended(news.client, news.session)
        else:
            self._idleness.heard(news.client, news.session)

    def _on_verdict(self, event: EditEvent | CommandEvent, verdict: Verdict) -> None:
        self._monitor.record(event, verdict)
        self._judged.now = True
        files = event.files if isinstance(event, EditEvent) else ()
        fields: dict[str, Any] = {"client": event.client, "event": event.event, "outcome": verdict.outcome,
                                  "micros": verdict.micros, "session": event.session,
                                  "path": ", ".join(f.path for f in files[:5])}  # fmt: skip
        _log.info("hook", extra=fields)
