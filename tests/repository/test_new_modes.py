"""A new file has the mode that the system gives to new files; an old one keeps its own, and one that is asked for is exact."""

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaptar.api.output import write_output
from kaptar.atomic import write_atomically
from kaptar.repository.placing import Step
from kaptar.repository.worktree import worktree_of
from kaptar.repository.writer import Written, write

MASKS = (0o077, 0o027, 0o022, 0o002, 0o000, 0o177)


@pytest.fixture(params=MASKS, ids=oct)
def plain(request: pytest.FixtureRequest) -> Iterator[int]:
    """The mode of a file that is made without a wish, under one umask."""
    before = os.umask(request.param)
    yield 0o666 & ~request.param
    os.umask(before)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    top = tmp_path / "root"
    for folder in (top, top / ".git", top / ".git/objects"):
        folder.mkdir()
        folder.chmod(0o755)
    (top / ".git/HEAD").write_text("ref: refs/heads/main\n")
    return top


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_follows_the_umask(root: Path, plain: int) -> None:
    steps = [Step("new", None, b"1"), Step("asked", None, b"1", mode=0o755), Step("closed", None, b"1", mode=0o600)]
    assert isinstance(write(worktree_of(root), steps), Written)
    assert [mode_of(root / each.path) for each in steps] == [plain, 0o755, 0o600]


def test_an_old_file_keeps_its_mode(root: Path, plain: int) -> None:
    for mode in (0o644, 0o600, 0o755, 0o664):
        (root / "a").write_bytes(b"0")
        (root / "a").chmod(mode)
        assert isinstance(write(worktree_of(root), [Step("a", b"0", b"1")]), Written)
        assert mode_of(root / "a") == mode
        steps = [Step("a", b"1", None), Step("b", None, b"2", like="a")]
        assert isinstance(write(worktree_of(root), steps), Written)
        assert mode_of(root / "b") == mode
        (root / "b").unlink()


def test_reports_and_other_files_of_the_users(tmp_path: Path, plain: int) -> None:
    write_output(tmp_path / "report", b"x")
    write_atomically(tmp_path / "own", b"x", 0o600)
    assert (mode_of(tmp_path / "report"), mode_of(tmp_path / "own")) == (plain, 0o600)


@pytest.mark.skipif(shutil.which("setfacl") is None, reason="needs setfacl")
def test_a_default_acl_holds(root: Path) -> None:
    asked = ["setfacl", "-d", "-m", "u::rw,g::rw,u:1:rw,o::-", str(root)]
    if subprocess.run(asked, check=False, capture_output=True, timeout=60).returncode:
        pytest.skip("this file system has no ACLs")
    assert isinstance(write(worktree_of(root), [Step("new", None, b"1")]), Written)
    (root / "own").touch()
    assert mode_of(root / "new") == mode_of(root / "own")
