"""The settings of each worktree of a repository, found by a file's path and read again when they change."""

import os
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from kaptar.checks.settings import Settings, make_settings
from kaptar.config.load import Config
from kaptar.config.watched import ConfigSource, Watched
from kaptar.repository.trust import Trust
from kaptar.repository.worktree import common_directory

MOST_WORKTREES = 256
"""Worktrees whose settings are kept beside the home's; the one that was not asked for longest makes room."""

SourceOf = Callable[[Path], ConfigSource]
"""Where the configuration of a worktree comes from, by its folder."""


def fixed(config: Config) -> SourceOf:
    """One configuration for all worktrees, which never changes."""
    return lambda _root: ConfigSource((), lambda: config)


class Worktrees:
    """Settings by file. Thread-safe.

    A file has the settings of the innermost worktree of this repository that it lies in. A file that lies in none of them has
    those of the client's folder; where that is in none either, those of the home. When the home is in no repository, any
    repository counts.

    Args:
        home: the folder of the worktree that is worked in, resolved.
        source: where a worktree's configuration comes from.
        most: other worktrees whose settings are kept.
        instead: the settings to begin with where the home's configuration is wrong.
    Raises:
        ConfigError: the home's configuration is wrong, and nothing is given instead. Other worktrees begin with the home's
            settings then, with the problem.
    """

    def __init__(
        self,
        home: Path,
        source: SourceOf,
        *,
        most: int = MOST_WORKTREES,
        instead: Settings | None = None,
    ) -> None:
        self._source, self._most = source, most
        self._home_name, self._common = str(home), common_directory(home)
        self._home = self._watch(home, instead)
        self._others: OrderedDict[str, Watched[Settings]] = OrderedDict()
        self._lock = Lock()

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the home's configuration comes from."""
        return self._home.files

    def home(self) -> Settings:
        """The settings of the worktree that is worked in."""
        return _now(self._home)

    def of(self, path: str, cwd: str = "") -> Settings:
        """The settings for a file, never older than its worktree's files.

        Args:
            path: absolute; "" for the client's folder itself.
            cwd: the folder that the client works in; "" where it is not known.
        """
        found = self._around(os.path.realpath(os.path.dirname(path)))
        if found is None and cwd and "\0" not in cwd:
            found = self._around(os.path.realpath(cwd))
        return _now(found or self._home)

    def problem(self) -> str:
        """Why the newest configuration of some worktree that is in use could not be read; "" when all could."""
        with self._lock:
            known = (self._home, *self._others.values())
        return next((each.problem for each in known if each.problem), "")

    def _around(self, folder: str) -> Watched[Settings] | None:
        """The innermost worktree around a folder."""
        while True:
            if os.path.lexists(f"{folder}/.git") and (found := self._known(folder)) is not None:
                return found
            above = os.path.dirname(folder)
            if above == folder:
                return None
            folder = above

    def _known(self, root: str) -> Watched[Settings] | None:
        """The worktree with this root; None where it is another repository's."""
        if root == self._home_name:
            return self._home
        with self._lock:
            if (found := self._others.get(root)) is not None:
                self._others.move_to_end(root)
                return found
        if (real := os.path.realpath(root)) != root:
            return self._known(real)
        if self._common is not None and common_directory(Path(root)) != self._common:
            return None
        made = self._watch(Path(root), self.home())
        with self._lock:
            kept = self._others.setdefault(root, made)
            if len(self._others) > self._most:
                self._others.popitem(last=False)
        return kept

    def _watch(self, root: Path, instead: Settings | None = None) -> Watched[Settings]:
        source, trust = self._source(root), Trust(root)
        begin = instead._replace(root=root, trust=trust) if instead is not None else None
        return Watched(source.files, lambda: make_settings(source.load(), root, trust=trust), begin)


def _now(watched: Watched[Settings]) -> Settings:
    settings = watched.now()
    return settings._replace(problem=watched.problem) if watched.problem else settings
