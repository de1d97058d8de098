"""Machine: what it does not give, threads, memory, files or room. None of that is a bug of Kaptar, and most of it passes."""

import errno
import os
from typing import NamedTuple


class Shortage(NamedTuple):
    """A thing that the machine does not give, and a remedy. Together they are a line for people."""

    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what}; {self.remedy}"


NO_THREADS = Shortage("the system gives no more threads", "end other programs, or raise the limit (ulimit -u, ulimit -v)")
NO_MEMORY = Shortage("the system gives no more memory", "end other programs, or raise the limit (ulimit -v, ulimit -d)")

_NO_ROOM = ("failed to map segment from shared object", "annot allocate memory")

REMEDIES = {
    errno.ENOSPC: "make room there, then run the command again",
    errno.EDQUOT: "make room there, then run the command again",
    errno.EROFS: "make the disk writable, or work in a copy",
    errno.EIO: "see whether the disk is damaged or was taken away",
    errno.EACCES: "see whose it is, and who may use it",
    errno.EPERM: "see whose it is, and who may use it",
    errno.EFBIG: "a limit on the size of files stands in the way: see `ulimit -f`",
    errno.EMFILE: "too many files are open: end other programs, or raise the limit (ulimit -n)",
    errno.ENFILE: "too many files are open: end other programs",
    errno.ENOMEM: "end other programs that take memory",
    errno.EAGAIN: "too many processes run: end other programs, or raise the limit (ulimit -u)",
    errno.ESTALE: "see whether the disk was taken away",
    errno.ENOTCONN: "see whether the disk was taken away",
}
"""By the number of an error of the system, where the machine is at fault."""


def shortage(problem: BaseException) -> Shortage | None:
    """What the machine does not give, where that is what an exception says; None where it is something else.

    Of a group of exceptions, as task groups raise it, one that says so is enough.
    """
    if isinstance(problem, BaseExceptionGroup):
        return next(filter(None, map(shortage, problem.exceptions)), None)
    if isinstance(problem, MemoryError) or _is_without_room(problem):
        return NO_MEMORY
    if is_without_thread(problem):
        return NO_THREADS
    if not isinstance(problem, OSError) or (remedy := REMEDIES.get(problem.errno or 0)) is None:
        return None
    return Shortage(f"{problem.filename or 'a file'}: {os.strerror(problem.errno or 0)}", remedy)


def _is_without_room(problem: BaseException) -> bool:
    """Whether a library could not be loaded for want of memory: the loader tells it in words alone."""
    return isinstance(problem, ImportError | OSError) and any(each in str(problem) for each in _NO_ROOM)


def is_without_thread(problem: BaseException) -> bool:
    """Whether a thread could not be started: Python has no type for it."""
    return isinstance(problem, RuntimeError) and str(problem) == "can't start new thread"
