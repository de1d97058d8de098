"""Two repositories that differ in one thing, for a client to work in: in one of them ``kaptar init`` was run."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import Unavailable

LINES = 300
_TIMEOUT_S = 120
_WHO = ("-c", "user.name=n", "-c", "user.email=e@e")


class Place(NamedTuple):
    """A repository with ``a.py``, and a HOME beside it."""

    repo: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        now = {"KAPTAR_WASM_COMPILE_AHEAD": "false"}  # no process compiles beside what is measured, or when HOME goes
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8", **now}

    def run(self, *words: str) -> None:
        """Raises Unavailable with what it said, where it fails."""
        done = subprocess.run(
            words, cwd=self.repo, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=_TIMEOUT_S, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Unavailable(f"{' '.join(words[:3])}: {(done.stderr or done.stdout).strip()[-300:]}")

    def kaptar(self, *words: str) -> None:
        self.run(sys.executable, "-P", "-m", "kaptar", *words)


def source() -> str:
    """A Python file whose third line is the one that is edited."""
    functions = "".join(f"\n\ndef f{number}(a: int) -> int:\n    return a + {number}\n" for number in range(LINES // 5))
    return f'"""Edited by the bench."""\n\nCOUNT = 0\n{functions}'


@contextmanager
def places(client: str) -> Iterator[tuple[Place, Place]]:
    """(with hooks and a hive, without). Both are gone at the end. Raises Unavailable."""
    with tempfile.TemporaryDirectory(prefix="sk") as name:
        made = []
        for which in ("with", "without"):
            place = Place(Path(name) / which / "repo", Path(name) / which / "home")
            for folder in place:
                folder.mkdir(parents=True)
            (place.repo / "a.py").write_text(source())
            place.run("git", "init", "-q")
            place.run("git", "add", ".")
            place.run("git", *_WHO, "commit", "-qm", "m")
            made.append(place)
        hooked, bare = made
        try:
            hooked.kaptar("init", "--client", client)
            hooked.kaptar("up")
            yield hooked, bare
        finally:
            hooked.kaptar("down")
