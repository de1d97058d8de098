"""A value that is read from configuration files: read again when one of them changes, kept when the new one is wrong."""

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from kaptar.config.sections import Config
from kaptar.errors import KaptarError

Value = TypeVar("Value")
Stamp = tuple[int, int, int, int] | None
"""Times of change of content and inode in ns, size, inode; None where there is no file."""


class ConfigSource(NamedTuple):
    """The source of a worktree's configuration.

    Attributes:
        files: those that can change it, whether they exist now or not.
        load: reads them. Raises ConfigError.
    """

    files: Sequence[Path]
    load: Callable[[], Config]


class Watched(Generic[Value]):
    """A value made from files. `now` costs one ``stat`` a file while nothing changes. Thread-safe.

    Args:
        files: what can change the value, whether it exists now or not.
        load: makes the value. Raises ConfigError.
        instead: the value to begin with when `load` fails; without it the error is raised.
        more: other files that a value comes from, as the value itself names them. A value that names others than the one
            before is read once more, since nobody knows what they were at the first time.
    """

    def __init__(
        self,
        files: Sequence[Path],
        load: Callable[[], Value],
        instead: Value | None = None,
        more: Callable[[Value], Sequence[Path]] = lambda _value: (),
    ) -> None:
        self._own = self._paths = tuple(map(str, files))
        self._load, self._more = load, more
        self._lock = threading.Lock()
        self._stamps = self._look()
        self.problem = ""
        """Why the newest files could not be used; "" when they are in use."""
        try:
            self._value = load()
        except Exception as problem:
            if instead is None:
                raise
            self._value, self.problem = instead, _in_words(problem)
        self._name_files()

    @property
    def files(self) -> tuple[str, ...]:
        return self._paths

    def now(self) -> Value:
        """The value of the newest files that could be used."""
        if self._look() != self._stamps:
            with self._lock:
                self._load_changed()
        return self._value

    def _load_changed(self) -> None:
        stamps = self._look()
        if stamps == self._stamps:
            return
        try:
            self._value, self.problem = self._load(), ""
        except Exception as problem:  # noqa: BLE001 - a file that somebody is writing must not stop whoever needs the value
            self.problem = _in_words(problem)
        self._stamps = stamps
        self._name_files()

    def _name_files(self) -> None:
        """Look at the files of the value from now on. Where they are others, the stamps fit no longer: it is read again."""
        more = (str(path) for path in self._more(self._value))
        self._paths = tuple(dict.fromkeys((*self._own, *more)))

    def _look(self) -> tuple[Stamp, ...]:
        return tuple(map(_stamp, self._paths))


def _in_words(problem: Exception) -> str:
    if isinstance(problem, KaptarError):
        return str(problem)
    return f"the configuration cannot be read: unexpected {type(problem).__name__}: {problem}"


def _stamp(path: str) -> Stamp:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
