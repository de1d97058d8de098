"""A repository in which a client works, with a HOME of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.waiting import wait_until

CLEAN = "def f():\n    return 1\n"


class Place(NamedTuple):
    """A repository with a client's HOME beside it."""

    repo: Path
    home: Path

    def kaptar(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-P", "-m", "kaptar", *words]
        env = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8"}
        return subprocess.run(command, cwd=self.repo, env=env, capture_output=True, text=True, timeout=120, check=check)

    def processes(self) -> list[str]:
        """Command lines of what runs with this HOME, or in this repository."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes()
                inside = Path(os.readlink(folder / "cwd")).is_relative_to(self.repo)
                if inside or f"HOME={self.home}".encode() in environment.split(b"\0"):
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
            except OSError:  # it ended, or is somebody else's
                continue
        return found

    def wait_until_empty(self) -> None:
        """Nothing is left running, after a time to end. Raises AssertionError."""
        wait_until(lambda: not self.processes(), "all processes end")


MakePlace = Callable[[str], Place]
"""Makes a place where the hooks of a client are installed."""
