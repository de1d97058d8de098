"""Pace of the watch: how much it writes down in a time, so that one noisy file does not push out what others need. Pure."""

from typing import NamedTuple

FILE_ROWS, ALL_ROWS, ALL_BYTES = 12, 600, 8 << 20
"""In a minute: changes of one file, of all files, and bytes of their contents."""

_MINUTE_S = 60.0
MOST_FILES = 4000
"""Files that are counted; the one that was counted longest ago goes."""


class _Left(NamedTuple):
    """What is left of a minute's share at a time."""

    amount: float
    at_s: float

    def now(self, share: float, now_s: float) -> float:
        return min(share, self.amount + (now_s - self.at_s) * share / _MINUTE_S)


class WatchPace:
    """Counts what was written down. Whoever has used up a share waits until some of it has come back."""

    def __init__(self) -> None:
        self._files: dict[str, _Left] = {}
        self._rows, self._bytes = _Left(ALL_ROWS, 0.0), _Left(ALL_BYTES, 0.0)

    def allows(self, file: str, now_s: float) -> bool:
        """Whether a change of a file may be written down now."""
        own = self._files.get(file)
        if own is not None and own.now(FILE_ROWS, now_s) < 1:
            return False
        return self._rows.now(ALL_ROWS, now_s) >= 1 and self._bytes.now(ALL_BYTES, now_s) > 0

    def noted(self, file: str, size: int, now_s: float) -> None:
        """A change was written down. One that is larger than what is left is paid for later."""
        own = self._files.pop(file, _Left(FILE_ROWS, now_s))
        self._files[file] = _Left(own.now(FILE_ROWS, now_s) - 1, now_s)
        if len(self._files) > MOST_FILES:
            del self._files[next(iter(self._files))]
        self._rows = _Left(self._rows.now(ALL_ROWS, now_s) - 1, now_s)
        self._bytes = _Left(self._bytes.now(ALL_BYTES, now_s) - size, now_s)
