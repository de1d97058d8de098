"""A hive's worktrees, each with its own settings: what is in use, and which one a client's input is about."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kaptar.api.programs import Runtime
from kaptar.checks.event import EditEvent
from kaptar.checks.pipeline import Pipeline
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.clients.handle import Handler
from kaptar.config.load import Config
from kaptar.config.watched import WatchedConfig

_log = logging.getLogger(__name__)

Watch = Callable[[Path, Config | None], WatchedConfig]
"""The settings of a worktree, and what is in use where they were never good."""


class Working(NamedTuple):
    """What depends on settings: replaced as a whole when these change, so that no event meets half of it."""

    config: Config
    runtime: Runtime
    pipeline: Pipeline
    handler: Handler


class Tree:
    """A worktree with its settings."""

    def __init__(self, root: Path, watched: WatchedConfig, make: "Callable[[Tree, Config], Working]") -> None:
        self.root, self.watched, self._make = root, watched, make
        self.working: Working | None = None
        self.working = make(self, watched.config)

    def now(self) -> Working:
        """What works, with the settings of now."""
        self.watched.refresh(self._use)
        assert self.working is not None
        return self.working

    def _use(self, config: Config) -> None:
        """Go over to other settings. Raises ConfigError; then the old ones stay."""
        self.working = self._make(self, config)
        _log.info("settings have changed")


class _Where(msgspec.Struct):
    """What of a client's input tells the worktree."""

    cwd: Any = None
    workspace_roots: Any = None


def folder_in(body: bytes) -> str:
    """The folder that a client works in, as its input tells it; "" where it does not."""
    try:
        where = msgspec.json.decode(body, type=_Where)
    except msgspec.MsgspecError:
        return ""
    roots = where.workspace_roots
    first = roots[0] if isinstance(roots, list) and roots else ""
    folder = where.cwd or first
    return folder if isinstance(folder, str) and "\0" not in folder else ""


class Reporting(NamedTuple):
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
