"""A process for `strace`: it writes, or recovers, and prints each call of its disk that changes files, between two marks."""

import os
import sys
from pathlib import Path
from typing import Any

from tests.repository.faults import MANY, path_of

from kaptar.repository.disk import Disk, Located
from kaptar.repository.recovery import recover
from kaptar.repository.worktree import worktree_of
from kaptar.repository.writer import write

BEGIN, END = "/kaptar-seam-begins", "/kaptar-seam-ends"
CHANGING = {
    "write",
    "fsync",
    "rename",
    "unlink",
    "mkdir",
    "rmdir",
    "chmod",
    "chown",
    "set_time",
    "set_attribute",
    "remove_attribute",
}


class TellingDisk(Disk):
    """Notes the calls that change something; of those with a path the name as well."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        changes = name in CHANGING or name == "open"

        def call(*arguments: Any) -> Any:
            named = isinstance(arguments[0], Path | Located)
            if name != "open" or arguments[1] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR | os.O_TRUNC):
                self.told.append(f"{name} {path_of(arguments[0]).name}" if named else name)
            return found(*arguments)

        return call if changes else found


def main(work: str, top: str, files: int) -> None:
    disk, worktree = TellingDisk(), worktree_of(Path(top))
    os.path.exists(BEGIN)
    if work == "write":
        write(worktree, MANY[:files], disk, 0.0)
    else:
        recover(worktree, disk)
    os.path.exists(END)
    print("\n".join(disk.told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
