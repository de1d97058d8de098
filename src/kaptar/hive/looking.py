"""Looking: which files the watch knows, which of them have changed, and what a look at each of them has found."""

import logging
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kaptar.api.leases import wall_ms
from kaptar.api.status import OutsideRow
from kaptar.checks.settings import Settings
from kaptar.clients.outside import Outside, OutsideChange
from kaptar.clock import Clock
from kaptar.escaping import escaped
from kaptar.hive.pace import WatchPace
from kaptar.workspace.resources import Resource

MOST_FILES, MOST_FOLDERS = 2000, 256
"""Files that are watched, and the folders that they lie in; of more, those that were used last."""

MOST_SHOWN = 10
"""Changes that the status has."""

_LOOK_S = 2.0
"""No further file is looked at then in one go, so that the part ends soon when it has to."""

_log = logging.getLogger(__name__)


class ListenedFolder(NamedTuple):
    """A folder, and which one it is: another of its name has to be listened to anew."""

    path: str
    device: int
    inode: int


class Looking:
    """The files that sessions know, as they were looked at.

    One thread looks at a time, while the event loop says what has changed and another thread asks for the status.

    Args:
        outside: looks at one file.
        settings_of: gives the settings for a file.
        own: the hive's folder, of which no file is looked at: each look is a change there.
        clock: seconds.

    Attributes:
        folders: of the known files.
        noted: how many changes were written down; ``last``: the newest of them.
    """

    def __init__(self, outside: Outside, settings_of: Callable[[str], Settings], own: str, clock: Clock) -> None:
        self.outside, self.settings_of, self._own, self._clock, self._pace = (
            outside,
            settings_of,
            own + os.sep,
            clock,
            WatchPace(),
        )
        self._known: dict[str, Resource] = {}
        self._folded: dict[str, str] = {}
        self._signs: dict[str, tuple[int, int, int]] = {}
        self._due: dict[str, None] = {}
        self.folders: tuple[ListenedFolder, ...] = ()
        self.noted, self.last = 0, deque[OutsideRow](maxlen=MOST_SHOWN)

    @property
    def files(self) -> int:
        """How many files are known."""
        return len(self._known)

    @property
    def waiting(self) -> int:
        """How many files are to be looked at."""
        return len(self._due)

    def changed(self, paths: Iterable[str]) -> None:
        """These files, and others, have changed; the ledger may know them by folded letters."""
        found = (path if path in self._known else self._folded.get(path.casefold()) for path in paths)
        self._due |= dict.fromkeys(filter(None, found))

    def all_changed(self) -> None:
        """Any file may have changed."""
        self._due |= dict.fromkeys(self._known)

    def find(self, *, none: bool = False) -> None:
        """Find out which files are known now. Those that are so anew are to be looked at.

        Args:
            none: watch nothing.
        """
        known, folders = dict[str, Resource](), dict[str, ListenedFolder | None]()
        for each in () if none else self.outside.known(MOST_FILES):
            path = os.path.join(each.worktree, each.path)
            folder = os.path.dirname(path)
            if path.startswith(self._own):
                continue
            if folder not in folders and len(folders) < MOST_FOLDERS:
                folders[folder] = _folder(folder)
            if folders.get(folder) is not None:
                known[path] = each
        fresh = [path for path in known if path not in self._known]
        self._known, self._folded = known, {path.casefold(): path for path in known}
        self._signs = {path: sign for path, sign in self._signs.items() if path in known}
        self._due |= dict.fromkeys(fresh)
        self.folders = tuple(sorted(filter(None, folders.values())))

    def look(self) -> None:
        """Look at the files that are due, if no command of a session may be running. Those of whom nobody can tell stay due."""
        until = self._clock() + _LOOK_S
        if not self._due or not self.outside.may_look():
            return
        for path in list(self._due):
            if self._clock() > until:
                return
            self._look_at(path)

    def _look_at(self, path: str) -> None:
        known, sign = self._known.get(path), _sign(path)
        if known is None or sign == self._signs.get(path):
            self._due.pop(path, None)
        elif self._pace.allows(path, self._clock()):
            found = self.outside.look(known, self.settings_of)
            if found == "later":
                return
            if _sign(path) == sign:
                self._signs[path] = sign
                self._due.pop(path, None)
            if isinstance(found, OutsideChange):
                self._note(path, found)

    def _note(self, path: str, change: OutsideChange) -> None:
        self._pace.noted(path, change.size, self._clock())
        self.noted += 1
        holders = tuple(dict.fromkeys(str(lease.holder) for lease in change.held))
        self.last.append(OutsideRow(path, wall_ms(), holders))
        said = f", while {', '.join(holders)} held it" if holders else ""
        _log.info("changed from outside%s", escaped(said), extra={"event": "workspace.outside", "path": path})


def _folder(path: str) -> ListenedFolder | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return ListenedFolder(path, found.st_dev, found.st_ino) if stat.S_ISDIR(found.st_mode) else None


def _sign(path: str) -> tuple[int, int, int]:
    """What tells one state of a file from another; nothing where there is no file."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return 0, 0, 0
    return found.st_ctime_ns, found.st_size, found.st_ino
