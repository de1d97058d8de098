"""The configuration of a hive that runs: read anew when one of its files changes, kept when the new one is wrong."""

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from kaptar.config.load import Config
from kaptar.errors import KaptarError

Stamp = tuple[int, int, int, int] | None
"""Times of change of content and inode in ns, size, inode; None where there is no file."""


class WatchedConfig:
    """Looked at with each event: a call costs one ``stat`` a file while nothing changes. Thread-safe.

    Args:
        files: what can change the configuration, whether it exists now or not.
        load: reads them. Raises ConfigError.
        instead: what to begin with where they are wrong; without it that is raised.
    """

    def __init__(self, files: Sequence[Path], load: Callable[[], Config], instead: Config | None = None) -> None:
        self._paths, self._load = tuple(map(str, files)), load
        self._lock = threading.Lock()
        self._stamps = self._look()
        self.problem = ""
        try:
            self.config = load()
        except KaptarError as problem:
            if instead is None:
                raise
            self.config, self.problem = instead, str(problem)

    @property
    def files(self) -> tuple[str, ...]:
        return self._paths

    def refresh(self, use: Callable[[Config], None]) -> None:
        """Where a file has changed, load it and have it used. What is wrong with it stays in `problem` until that changes.

        Args:
            use: told the new configuration, by one thread at a time. It may raise KaptarError too.
        """
        if self._look() == self._stamps:
            return
        with self._lock:
            stamps = self._look()
            if stamps == self._stamps:
                return
            try:
                config = self._load()
                if config != self.config:
                    use(config)
                self.config, self.problem = config, ""
            except KaptarError as problem:
                self.problem = str(problem)
            self._stamps = stamps

    def _look(self) -> tuple[Stamp, ...]:
        return tuple(map(_stamp, self._paths))


def _stamp(path: str) -> Stamp:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
