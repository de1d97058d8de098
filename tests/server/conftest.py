"""A repository, an environment of its own, and the command line in it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from tests.quiet import NAMES, quiet

from kaptar.checks.worktrees import SourceOf
from kaptar.hive.hive import Hive, open_hive
from kaptar.repository.living import living
from kaptar.repository.places import Places, find_places

Kaptar = Callable[..., subprocess.CompletedProcess[str]]


@contextmanager
def opened_hive(places: Places, source: SourceOf, **options: Any) -> Iterator[Hive]:
    """A hive in this process, without doors. Its event loop has a thread of its own."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(open_hive(places, source, **options)) as hive:
        yield hive


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A runtime folder of its own, with a path that is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="sk") as folder:
        home = tmp_path / "home"
        home.mkdir()
        kept = {name: value for name, value in os.environ.items() if name not in NAMES}
        yield kept | {"XDG_RUNTIME_DIR": folder, "XDG_DATA_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    (root / "a.py").write_text("x = 1\n")
    return root


@pytest.fixture
def kaptar(repository: Path, environment: dict[str, str]) -> Iterator[Kaptar]:
    def run(*args: str, cwd: Path = repository, code: int | None = 0, **more: str) -> subprocess.CompletedProcess[str]:
        of_hive = quiet() if args[:1] == ("up",) else {}
        done = subprocess.run(
            [sys.executable, "-m", "kaptar", *args], cwd=cwd, env=environment | of_hive | more, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if code is not None:
            assert done.returncode == code, done.stderr
        return done

    yield run
    done = run("down", code=None)
    note = living(find_places(repository, environment).pid)
    assert note is None, f"a hive was left behind: {done.stdout}{done.stderr}"


@pytest.fixture
def places(repository: Path, environment: dict[str, str]) -> Places:
    return find_places(repository, environment)
