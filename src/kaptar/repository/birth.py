"""The time at which a file was made, as Linux tells it: Python has no call for it. macOS has it among the facts of a file."""

import errno
import os
import struct
import sys
from collections.abc import Callable
from functools import cache

_OF_HANDLE = 0x1000
"""AT_EMPTY_PATH: the handle is asked about, and no name."""
_BIRTH = 0x800
"""STATX_BTIME, both as what is asked for and as the mark of what was answered."""
_SIZE, _AT = 256, 80
"""Bytes of a ``struct statx``, and where the time of birth is in it: seconds and nanoseconds."""


def born_at(handle: int) -> int:
    """In nanoseconds; 0 where the file system does not note it. Raises OSError, with ENOSYS where the system cannot be asked."""
    ask = _statx()
    answer = bytearray(_SIZE)
    if problem := ask(handle, answer):
        raise OSError(problem, os.strerror(problem))
    if not struct.unpack_from("I", answer)[0] & _BIRTH:
        return 0
    seconds, nanoseconds = struct.unpack_from("qI", answer, _AT)
    return int(seconds) * 1_000_000_000 + int(nanoseconds)


@cache
def _statx() -> Callable[[int, bytearray], int]:
    """A call that fills in the answer, and gives 0 or the number of the error."""
    if not sys.platform.startswith("linux"):
        return lambda _handle, _answer: errno.ENOSYS
    import ctypes  # seldom needed, and slow to import

    call = getattr(ctypes.CDLL(None, use_errno=True), "statx", None)
    if call is None:
        return lambda _handle, _answer: errno.ENOSYS

    def ask(handle: int, answer: bytearray) -> int:
        given = (ctypes.c_char * _SIZE).from_buffer(answer)
        return ctypes.get_errno() if call(handle, b"", _OF_HANDLE, _BIRTH, given) else 0

    return ask
