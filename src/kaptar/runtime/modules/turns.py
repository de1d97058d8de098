"""Turns of processes that need the same compiled code at once: one compiles, the others wait and read what it kept."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WAIT_S = 60.0
"""How long a process waits for another one's compile, at most; then it compiles as well."""

_PAUSE_S = 0.02
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


@contextmanager
def turn(path: Path, ended: Callable[[], bool] = lambda: False, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the lock of a piece of work, as long as nobody else of this machine who works by the rules does the same.

    It is the system's lock of a file, so that of a process that died is free. Where it cannot be had in time, or there is no such
    lock, the work is done all the same: twice then, which is not wrong. So look again first whether it is still to be done.

    Args:
        path: of the lock; the file is there while somebody holds it, and after a process that was killed.
        ended: whether nobody needs the work any more; then this does not wait.
    """
    handle = _opened(path)
    if handle is None:
        yield
        return
    held = False
    try:
        held = _taken(handle, ended, time.monotonic() + wait_s)
        yield
    finally:
        with suppress(OSError):
            if held:
                _give_back(handle, path)
        os.close(handle)


def _opened(path: Path) -> int | None:
    try:
        return os.open(path, _OPEN, 0o600)
    except OSError:
        return None


def _taken(handle: int, ended: Callable[[], bool], until: float) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        return False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if ended() or time.monotonic() >= until or _is_over(handle):
                return False
            time.sleep(_PAUSE_S)
        except OSError:  # of a file system that has no locks
            return False


def _is_over(handle: int) -> bool:
    """Whether the turn that is waited for has ended: its file is gone, though a forked child may still have it open."""
    return os.fstat(handle).st_nlink == 0


def _give_back(handle: int, path: Path) -> None:
    """End a turn, also for forked children: who waits for its file sees that it is gone. Raises OSError."""
    if not _is_over(handle):
        path.unlink()
