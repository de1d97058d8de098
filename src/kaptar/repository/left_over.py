"""Temporary files that no journal knows of: what processes left that ended while they wrote.

A write of one file where no journal can be kept leaves such a file when it is killed. The next write in the folder removes it:
it holds the repository's lock, so nobody else has a file that waits.
"""

import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from kaptar.atomic import writer_of
from kaptar.repository.disk import Disk, Located
from kaptar.repository.journal import is_temporary, nonce_of
from kaptar.repository.reaching import Base, Unreached

MOST_NAMES = 200_000
"""Names in a worktree that are looked at."""


def remove_left_over(disk: Disk, folders: Mapping[Path, Base], known: Callable[[], set[str]]) -> None:
    """Remove the temporary files of dead writes in these folders. The repository's lock must be held.

    Raises nothing of the disk's.

    Args:
        known: gives the nonces of writes whose journals have a use for their files.
    """
    for folder, base in folders.items():
        with suppress(OSError), base.entered(folder) as handle:
            if isinstance(handle, Unreached):
                continue
            found = [name for name in disk.names(handle) if is_temporary(name)]
            used = known() if found else set()
            for name in [name for name in found if nonce_of(name) not in used]:
                _remove(disk, Located(folder / name, handle))


def _remove(disk: Disk, where: Located) -> None:
    """Remove a file that is this user's own."""
    found = disk.lstat(where)
    if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid():
        disk.unlink(where)


def strays(top: Path) -> list[Path]:
    """Temporary files of processes that have ended, below a folder; git's own folder aside. Changes nothing."""
    found: list[Path] = []
    seen = 0
    for folder, names, files in os.walk(top, followlinks=False):
        names[:] = [name for name in names if name != ".git"]
        found += [Path(folder) / name for name in files if is_temporary(name) or writer_of(name) == "dead"]
        seen += len(names) + len(files)
        if seen > MOST_NAMES:
            break
    return found
