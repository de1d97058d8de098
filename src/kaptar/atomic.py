"""Replacing a file as a whole, so that no reader ever sees half of it and a crash leaves the old or the new one."""

import os
import secrets
from pathlib import Path


def write_atomically(target: Path, data: bytes, mode: int = 0o644) -> None:
    """Write ``data`` under a temporary name in the same folder, fsync, rename. Raises OSError; then nothing has changed."""
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.kaptar")
    write_new(temporary, data, mode)
    try:
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def write_new(path: Path, data: bytes, mode: int) -> None:
    """Write a file that must not exist yet, durably. Raises OSError; then it is gone again."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
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
