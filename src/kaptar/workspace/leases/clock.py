"""The clock of leases: seconds since the machine started, the same for all processes, and never set back by anybody.

A lease does not outlive the machine's start. Which start it was is a part of each row.
"""

import sys
import time

from kaptar.repository.files import Unread, read_file

_BOOT_ID = "/proc/sys/kernel/random/boot_id"


def now_s() -> float:
    """Seconds, sleep of the machine included where the system counts it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def boot() -> str:
    """What tells one start of the machine from another; to the minute where the system has no name for it."""
    if sys.platform.startswith("linux"):
        found = read_file(_BOOT_ID)
        if not isinstance(found, Unread):
            return found.decode("ascii", "replace").strip()
    return f"minute {round((time.time() - now_s()) / 60)}"
