"""Texts that lie elsewhere are written like others, and few of them are in memory at once."""

import tracemalloc
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.repository.faults import FaultyDisk
from tests.repository.test_writer import dead_after_renames, tree

from kaptar.repository.placing import Step
from kaptar.repository.recovery import recover
from kaptar.repository.worktree import worktree_of
from kaptar.repository.writer import NotWritten, Written, write

FILES, SIZE = 100, 100_000


class Elsewhere(NamedTuple):
    """A text that is made anew each time that it is asked for."""

    letter: bytes
    size: int = SIZE

    def read(self) -> bytes:
        return self.letter * self.size


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    (folder / ".git/objects").mkdir(parents=True)
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    for number in range(FILES):
        (folder / f"f{number}").write_bytes(b"a" * SIZE)
    return folder


STEPS = tuple(Step(f"f{number}", Elsewhere(b"a"), Elsewhere(b"b")) for number in range(FILES))


def test_a_write_of_many_files_holds_few_texts(root: Path) -> None:
    worktree = worktree_of(root)
    tracemalloc.start()
    try:
        assert isinstance(write(worktree, STEPS, FaultyDisk()), Written)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert set(tree(root).values()) == {b"b" * SIZE}
    assert peak < FILES * SIZE / 5


def test_they_are_compared_and_put_back_like_others(root: Path) -> None:
    (root / "f3").write_bytes(b"a" * (SIZE - 1) + b"c")
    done = write(worktree_of(root), STEPS, FaultyDisk())
    assert isinstance(done, NotWritten)
    assert (done.kind, [each.path for each in done.problems]) == ("stale", ["f3"])
    (root / "f3").write_bytes(b"a" * SIZE)
    dead_after_renames(root, STEPS, 40)
    assert len(set(tree(root).values())) > 1
    recover(worktree_of(root))
    assert set(tree(root).values()) == {b"a" * SIZE}
