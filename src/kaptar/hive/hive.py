"""The composition root: a configuration and a repository in, a running hive out."""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio

from kaptar import __version__
from kaptar.api.programs import Runtime
from kaptar.api.protocol import PROTOCOL, Health
from kaptar.api.status import Configured, HiveStatus
from kaptar.checks.event import EditEvent
from kaptar.checks.pipeline import Pipeline
from kaptar.checks.tools.warm.pool import Servers
from kaptar.checks.verdict import Verdict
from kaptar.clients.adapter import Context, HookAnswer, SessionNews
from kaptar.clients.handle import Handler
from kaptar.clients.registry import ADAPTERS
from kaptar.clock import Clock, precise
from kaptar.config.load import Config
from kaptar.config.watched import WatchedConfig
from kaptar.edit.engine import Editor
from kaptar.errors import ConfigError, KaptarError
from kaptar.hive.desk import HiveDesk
from kaptar.hive.monitor import Monitor
from kaptar.hive.sessions import Sessions
from kaptar.hive.store import Store
from kaptar.hive.worktrees import Reporting, Tree, Watch, Working, folder_in
from kaptar.repository.places import Places, find_places

_log = logging.getLogger(__name__)


MOST_TREES = 64
"""Folders of other worktrees that are remembered; one more, and all are forgotten and found anew."""
RETIRED_S = 60.0
"""How long a runtime that settings have replaced may still answer what was asked before. Guests' calls are far shorter."""
MOST_RETIRED = 8

_AT_START = ("port", "log_bytes", "log_files")
"""Settings of the section ``hive`` that a hive reads once."""


class Hive:
    """All parts of one repository's hive. Close it to end its threads.

    Args:
        config: what to work with; or how it is read for a worktree: then it is read again when its files change.
        clock: seconds, for sessions and idleness.
    """

    def __init__(self, config: Config | Watch, places: Places, clock: Clock = precise) -> None:
        self._watch = (lambda *_: WatchedConfig((), lambda: config)) if isinstance(config, Config) else config
        self.places, self._clock = places, clock
        self.started = time.time()
        self.store = Store(places.database)
        self.servers = Servers(clock=clock)
        self.monitor = Monitor(self.store)
        self._sessions = Sessions(clock())
        self._lock, self._trees_lock = threading.Lock(), threading.Lock()
        self._ending = anyio.Event()
        self._end_asked = False
        self._retired: list[tuple[float, Runtime | Pipeline]] = []
        self._trees: dict[str, Tree] = {}
        self._linked = str(places.common / "worktrees")
        watched = self._watch(places.worktree, None)
        self._at_start = watched.config.hive
        self._main = Tree(places.worktree, watched, self._made)
        self.desk = HiveDesk(self)

    @property
    def config(self) -> Config:
        """The settings that the hive itself works with."""
        return self._main.watched.config

    @property
    def runtime(self) -> Runtime:
        assert self._main.working is not None
        return self._main.working.runtime

    @property
    def pipeline(self) -> Pipeline:
        """With the settings of now. Raises ConfigError where these are wrong: a command's answer says so, as in process."""
        return self.pipeline_of(str(self.places.worktree))

    def config_of(self, root: Path) -> Config:
        """The settings of a worktree."""
        return self._tree_of(str(root)).watched.config

    def pipeline_of(self, folder: Path | str) -> Pipeline:
        """As `pipeline`, with the settings of the worktree that a folder is in."""
        tree = self._tree_of(str(folder))
        pipeline = tree.now().pipeline
        if tree.watched.problem:
            raise ConfigError(tree.watched.problem)
        return pipeline

    def handle_hook(self, client: str, event: str, body: bytes) -> HookAnswer:
        """Answer a client's hook."""
        tree = self._tree_of(folder_in(body)) if os.path.isdir(self._linked) else self._main
        return tree.now().handler.handle(client, event, body)

    def _tree_of(self, folder: str) -> Tree:
        """The worktree that a folder is in; the hive's own where it is in none of this repository."""
        known = self._trees.get(folder)
        if known is not None:
            return known
        try:
            places = find_places(Path(folder)) if folder else self.places
            if places.common != self.places.common or places.worktree == self.places.worktree:
                return self._main
            with self._trees_lock:
                if len(self._trees) >= MOST_TREES:
                    self._drop_trees()
                same = (tree for tree in self._trees.values() if tree.root == places.worktree)
                tree = next(same, None) or Tree(places.worktree, self._watch(places.worktree, self.config), self._made)
                self._trees[folder] = tree
                return tree
        except KaptarError:  # in no repository; or its settings were never good: those of the hive's own worktree are in use
            return self._main

    def _drop_trees(self) -> None:
        trees, self._trees = {id(tree): tree for tree in self._trees.values()}, {}
        for tree in trees.values():
            if tree.working is not None:
                self._retire(tree.working.pipeline)

    def _made(self, tree: Tree, config: Config) -> Working:
        """Parts for a worktree's settings. All worktrees share the runtime of the hive's own."""
        main, old = tree.root == self.places.worktree, tree.working
        same = not main or (old is not None and (old.config.wasm, old.config.booster) == (config.wasm, config.booster))
        runtime = Runtime(config) if not same else old.runtime if main and old is not None else self.runtime
        try:
            pipeline = Pipeline(
                runtime, Editor(runtime), config, tree.root, servers=self.servers, old=old.pipeline if old else None
            )  # fmt: skip
        except ConfigError:
            if not same:
                runtime.close()
            raise
        if old is not None and not same:
            self._drop_trees()
            self._retire(old.runtime)
        context, hooks = Context(Editor(runtime, judge_syntax=False), tree.root), config.hooks
        checks = Reporting(pipeline, tree.watched)
        handler = Handler(
            ADAPTERS, context, checks, hooks.deadline_ms / 1000, hooks.strict, self._on_session, self._on_verdict
        )  # fmt: skip
        return Working(config, runtime, pipeline, handler)

    def _retire(self, part: Runtime | Pipeline) -> None:
        """It is closed later, when what it was asked before is answered; see `tick`."""
        with self._lock:
            self._retired.append((self._clock() + RETIRED_S, part))

    def _close_retired(self, *, all_of_them: bool = False) -> None:
        with self._lock:
            now, most = self._clock(), len(self._retired) - MOST_RETIRED
            gone = [each for n, each in enumerate(self._retired) if all_of_them or each[0] <= now or n < most]
            self._retired = [each for each in self._retired if each not in gone]
        for _, part in gone:
            part.close()

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
        now, first = self._main.now().config.hive, self._at_start
        later = tuple(f"hive.{name}" for name in _AT_START if getattr(now, name) != getattr(first, name))
        trees = (self._main, *self._trees.values())
        problem = next((tree.watched.problem for tree in trees if tree.watched.problem), "")
        return Configured(self._main.watched.files, problem, later)

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
        self._close_retired()

    async def wait_for_end(self) -> None:
        await self._ending.wait()

    def close(self) -> None:
        """End all that it started. Safe to call twice."""
        runtime = self.runtime
        for tree in (self._main, *self._trees.values()):
            if tree.working is not None:
                tree.working.pipeline.close()
        self.servers.close()
        self._close_retired(all_of_them=True)
        runtime.close()
        _write_counts(self.monitor.flush)
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


def _write_counts(write: Callable[[], None]) -> None:
    try:
        write()
    except sqlite3.Error as problem:
        _log.warning("the counts of hooks cannot be written now: %s", problem)
