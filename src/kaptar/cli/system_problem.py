"""Problems of the machine, not of Kaptar: a full or read-only disk, rights, too many open files."""

import errno
import os

_REMEDIES = {
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
    errno.ESTALE: "see whether the disk was taken away",
    errno.ENOTCONN: "see whether the disk was taken away",
}

NO_MEMORY = "the system gives no more memory; end other programs, or raise the limit (ulimit -v, ulimit -d)"


def of_system(problem: OSError) -> str:
    """What is wrong and what to do, in one line; "" where the machine is not at fault."""
    if isinstance(problem, FileNotFoundError) and _folder_is_gone():
        return "the current folder was removed; go to another one, then run the command again"
    remedy = _REMEDIES.get(problem.errno or 0)
    if remedy is None:
        return ""
    return f"{problem.filename or 'a file'}: {problem.strerror or problem}; {remedy}"


def _folder_is_gone() -> bool:
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False
