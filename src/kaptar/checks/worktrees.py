"""The settings of each worktree of a repository, found by a file's path and read again when they change."""

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock

from kaptar.checks.baseline import Baseline
from kaptar.checks.beside import judged_too
from kaptar.checks.guards.own_places import git_files, own_places, unread_git
from kaptar.checks.settings import Settings, make_settings
from kaptar.config.sections import BASELINE, Config
from kaptar.config.watched import ConfigSource, Watched
from kaptar.repository.git_settings import read_settings
from kaptar.repository.names import unusable
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

    A file has the settings of the innermost worktree of this repository that it lies in: a repository inside of it does not
    change them. A file of another repository has the settings of that one, wherever the client stands. A file that is in none
    has those of the client's folder, found in the same way, or those of the home. When the home is in no repository, any
    repository counts. All other repositories that the file lies in judge it too, and so do those of the session: the home, and
    those that the client's folder lies in (`kaptar.checks.beside`).

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
        return tuple(map(str, self._source(Path(self._home_name)).files))

    def home(self) -> Settings:
        """The settings of the worktree that is worked in."""
        return _now(self._home)

    def of(self, path: str, cwd: str = "") -> Settings:
        """The settings for a file, never older than its worktree's files.

        Args:
            path: absolute; "" for the client's folder itself.
            cwd: the folder that the client works in; "" where it is not known.
        """
        folder = self._real(os.path.dirname(path)) if path and not unusable(path) else ""
        client = self._real(cwd)
        of_file = self._near(folder)
        if of_file and client and f"{folder}/".startswith(f"{client}/"):  # what is around the client's folder is around the file
            of_client = of_file
        else:
            of_client = self._near(client) or (self._home,)
        of_file = of_file or of_client
        session = [each for each in dict.fromkeys((*of_client, self._home)) if each not in of_file]
        settings = _now(of_file[0])
        if not session and len(of_file) == 1:
            return settings
        return judged_too(settings, map(_now, of_file[1:]), map(_now, session), path)

    def _real(self, folder: str) -> str:
        """A folder with links followed; "" for what is none."""
        if folder == self._home_name:
            return folder
        return os.path.realpath(folder) if folder.startswith("/") and not unusable(folder) else ""

    def _near(self, folder: str) -> tuple[Watched[Settings], ...]:
        """The worktrees that a folder lies in, the innermost of this repository first, else the innermost of all."""
        roots = list(self._around(folder)) if folder else []
        first = next(filter(self._is_own, roots), None)
        if first is not None:
            roots.remove(first)
            roots.insert(0, first)
        return tuple(map(self._known, roots))

    def problem(self) -> str:
        """Why the newest configuration of some worktree that is in use could not be read; "" when all could."""
        with self._lock:
            known = (self._home, *self._others.values())
        return next((why for each in known if (why := each.problem or each.now().problem)), "")

    def _around(self, folder: str) -> Iterator[str]:
        """The worktrees that a folder lies in, the innermost first."""
        while True:
            if os.path.lexists(f"{folder}/.git") and (self._is_home(folder) or common_directory(Path(folder)) is not None):
                yield folder
            above = os.path.dirname(folder)
            if above == folder:
                return
            folder = above

    def _is_home(self, root: str) -> bool:
        return root == self._home_name and self._common is not None

    def _is_own(self, root: str) -> bool:
        """Whether a worktree is of this repository. When the home is in no repository, any counts."""
        if root == self._home_name or self._common is None:
            return True
        return common_directory(Path(root)) == self._common

    def _known(self, root: str) -> Watched[Settings]:
        if root == self._home_name:
            return self._home
        with self._lock:
            if (found := self._others.get(root)) is not None:
                self._others.move_to_end(root)
                return found
        made = self._watch(Path(root), self.home())
        with self._lock:
            kept = self._others.setdefault(root, made)
            if len(self._others) > self._most:
                self._others.popitem(last=False)
        return kept

    def _watch(self, root: Path, instead: Settings | None = None) -> Watched[Settings]:
        source, trust = self._source(root), Trust(root)
        begin = None
        if instead is not None:
            own, common = own_places(root, instead.config), common_directory(root)
            begin = instead._replace(root=root, trust=trust, own_places=own, baseline=Baseline(), repository=common)
            begin = begin._replace(unread_git=unread_git(root))
        files = (*source.files, *read_settings(git_files(root)).files)
        files += (root / BASELINE,)  # where it is not among these, settings with it are read a second time
        return Watched(files, lambda: make_settings(source.load(), root, trust=trust), begin, _baseline_of)


def _now(watched: Watched[Settings]) -> Settings:
    settings = watched.now()
    return settings._replace(problem=watched.problem) if watched.problem else settings


def _baseline_of(settings: Settings) -> tuple[Path, ...]:
    return () if settings.baseline_file is None else (settings.baseline_file,)
