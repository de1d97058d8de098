"""The fixtures of checks, which clients' events end in, and trees of two sessions."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.checks.conftest import make, root, runtime, trust
from tests.clients.sessions import BOOKS, TEXT, Time, Tree
from tests.clients.test_commanding import git

from kaptar.database.store import Store
from kaptar.edit.engine import Editor

__all__ = ["make", "root", "runtime", "trust"]


@pytest.fixture
def make_tree(tmp_path: Path) -> Iterator[Callable[[Editor], Tree]]:
    root = tmp_path / "r"
    subprocess.run(["git", "init", "-q", root], check=True, timeout=60)
    for name in ("a.py", "notes.txt"):
        (root / name).write_text(TEXT)
    time = Time()
    with closing(Store(tmp_path / "hive.db", BOOKS)) as store:
        yield lambda editor: Tree(root.resolve(), store, time, editor)


@pytest.fixture
def plain(make_tree: Callable[[Editor], Tree]) -> Tree:
    return make_tree(Editor(None, judge_syntax=False))


@pytest.fixture
def committed(tmp_path: Path) -> Iterator[Tree]:
    """Two old files of a commit, and a session ``one`` that has begun."""
    root = (tmp_path / "r").resolve()
    root.mkdir()
    for name in ("a.py", "b.py"):
        (root / name).write_text(TEXT)
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-qm", "first")):
        git(root, *words)
    for name in ("a.py", "b.py"):
        os.utime(root / name, (1, 1))
    with closing(Store(tmp_path / "hive.db", BOOKS)) as store:
        made = Tree(root, store, Time(), Editor(None, judge_syntax=False))
        made.hook("SessionStart", "one")
        yield made
