"""The fixtures of checks, which clients' events end in, and a tree of two sessions."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.checks.conftest import make, root, runtime, trust
from tests.clients.sessions import BOOKS, TEXT, Time, Tree

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
