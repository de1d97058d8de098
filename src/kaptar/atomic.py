"""Replacing a file as a whole, so that no reader ever sees half of it and a crash leaves the old or the new one."""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal

_TEMPORARY = re.compile(r"\..*\.(?:([0-9]{1,10})-)?[0-9a-f]{12}\.kaptar", re.DOTALL)


def write_atomically(target: Path, data: bytes | Iterable[bytes], mode: int | None = None) -> None:
    """Write ``data``, or its parts as they are made, under a temporary name in the same folder; fsync, rename.

    For Kaptar's own files; the user's are written by `kaptar.repository.writer`. A file that is mapped or read meanwhile stays
    whole. What earlier processes left of the same write is removed, if they have ended. Raises OSError,
    which names the file; then nothing has changed.
    """
    shown = os.fsencode(target.name)[:100].decode("utf-8", "ignore")
    _remove_left_over(target.parent, f".{shown}.")
    temporary = target.with_name(f".{shown}.{os.getpid()}-{os.urandom(6).hex()}.kaptar")
    try:
        write_new(temporary, data, mode)
        try:
            os.replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except OSError as problem:
        problem.filename, problem.filename2 = str(target), None  # a write to an open file names none
        raise


def writer_of(name: str) -> Literal["", "living", "dead"]:
    """What is known of the process that gave a file this temporary name; "" where it is none. Old ones tell no process."""
    found = _TEMPORARY.fullmatch(name)
    if found is None:
        return ""
    if found[1] is None:
        return "dead"
    try:
        os.kill(int(found[1]), 0)
    except (ProcessLookupError, OverflowError):
        return "dead"
    except OSError:
        return "living"
    return "living"


def _remove_left_over(folder: Path, prefix: str) -> None:
    with suppress(OSError):
        left = [name for name in os.listdir(folder) if name.startswith(prefix) and writer_of(name) == "dead"]
        for name in left:
            os.unlink(folder / name)


def write_new(path: Path, data: bytes | Iterable[bytes], mode: int | None) -> None:
    """Write a file that must not exist yet, durably. Raises OSError; then it is gone again.

    ``mode``: None for what the system gives to each new file, by the umask.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o666 if mode is None else 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(path, mode)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
