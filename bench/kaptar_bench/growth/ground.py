"""The ground that subjects of the bench stand on, and their shape."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kaptar.config.sections import Config
from kaptar.runtime.runtime import Runtime


class Ground(NamedTuple):
    """The runtime, the settings and the folder of a subject. The folder is empty, and of one size alone."""

    runtime: Runtime
    config: Config
    folder: Path


class Subject(NamedTuple):
    """Work of three sizes.

    Attributes:
        name: of the row.
        unit: what the sizes count.
        sizes: of a full run, each twice the one before; a short run takes an eighth of each.
        prepare: makes what the work needs, and gives the work. It can be done again and again.
    """

    name: str
    unit: str
    sizes: tuple[int, int, int]
    prepare: Callable[[Ground, int], Callable[[], object]]


def git(folder: Path, *words: str) -> None:
    """Run git in a folder. Raises CalledProcessError."""
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", *words], cwd=folder, check=True, capture_output=True)


def repository(folder: Path, files: int, text: str = "x = {0}\n") -> list[Path]:
    """A repository with staged files; their paths."""
    git(folder, "init", "-q")
    paths = [folder / f"f{number}.py" for number in range(files)]
    for number, path in enumerate(paths):
        path.write_text(text.format(number))
    git(folder, "add", "-A")
    return paths
