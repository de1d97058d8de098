"""Identity of a hive's process: its id with its start time, so that a reused id is never taken for it."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from kaptar.atomic import write_atomically
from kaptar.decoding.json import decode_json
from kaptar.errors import InputError
from kaptar.repository.own import open_own, read_own
from kaptar.repository.programs import program


class ProcessNote(msgspec.Struct, frozen=True):
    """The content of the pid file. ``started`` is the system's own word for the start, compared as text."""

    pid: int
    started: str
    version: str


def started_at(pid: int) -> str | None:
    """The start time of a process as the system tells it, or None when it does not live."""
    if sys.platform.startswith("linux"):
        try:
            fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return None
        return None if fields[0] in (b"Z", b"X") else fields[19].decode()
    done = subprocess.run(
        [program("ps") or "/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, timeout=5, check=False
    )
    return done.stdout.strip() or None


def parent_of(pid: int) -> int:
    """The process that a process was started by, or that has it now; 0 where it does not live."""
    if sys.platform.startswith("linux"):
        try:
            return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])
        except (OSError, IndexError):
            return 0
    done = subprocess.run(
        [program("ps") or "/bin/ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, text=True, timeout=5, check=False
    )
    return int(done.stdout) if done.stdout.strip().isdigit() else 0


def arguments_of(pid: int) -> list[str]:
    """The words that a process was started with; none where it does not live. Without ``/proc`` one with blanks comes apart."""
    if sys.platform.startswith("linux"):
        try:
            return [os.fsdecode(word) for word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]]
        except OSError:
            return []
    done = subprocess.run(
        [program("ps") or "/bin/ps", "-ww", "-o", "command=", "-p", str(pid)],
        capture_output=True, text=True, timeout=5, check=False,
    )  # fmt: skip
    return done.stdout.split()


def stands_still(pid: int) -> bool:
    """Whether a process is stopped, by a signal or by a debugger: it does nothing until it is continued."""
    if sys.platform.startswith("linux"):
        try:
            return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] in (b"T", b"t")
        except OSError:
            return False
    done = subprocess.run(
        [program("ps") or "/bin/ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True, timeout=5, check=False
    )
    return done.stdout.strip().startswith("T")


def note_of_this(version: str) -> ProcessNote:
    """This process."""
    return ProcessNote(os.getpid(), started_at(os.getpid()) or "", version)


def write_note(path: Path, version: str) -> None:
    """Write this process's note."""
    write_atomically(path, msgspec.json.encode(note_of_this(version)), 0o600)


def living(path: Path) -> ProcessNote | None:
    """The note of a process that lives; None when the file is missing, damaged, not ours, or of a process that has ended."""
    try:
        note = decode_json(read_own(path) or b"", ProcessNote)
    except (InputError, OSError, msgspec.MsgspecError):
        return None
    return note if started_at(note.pid) == note.started else None


class HiveLock:
    """The lock that only one process of a repository holds. It ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Whether this process has it now. Raises InputError where the file is not our own."""
        handle = open_own(self._path, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def drop(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
