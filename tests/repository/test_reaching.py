"""Somebody puts a link in the place of a folder while files below it are written: nothing outside is touched."""

import os
import shutil
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.repository.faults import FaultyDisk

from kaptar.repository.disk import DISK
from kaptar.repository.placing import Step
from kaptar.repository.reaching import Unreached, open_bases
from kaptar.repository.recovery import recover
from kaptar.repository.worktree import Worktree, worktree_of
from kaptar.repository.writer import NotWritten, Written, write

STEPS = (
    Step("src/deep/a.py", b"old\n", b"new\n"),
    Step("src/deep/gone.py", b"old\n", None),
    Step("src/made/b.py", None, b"new\n"),
)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    top = tmp_path / "r"
    (top / ".git/objects").mkdir(parents=True)
    (top / ".git/HEAD").write_text("ref: refs/heads/main\n")
    return top


def fresh(top: Path, outside: Path) -> None:
    for folder in (top / "src", top / "was", outside):
        if folder.is_symlink():
            folder.unlink()
        shutil.rmtree(folder, ignore_errors=True)
    for folder in (top / "src/deep", outside / "deep"):
        folder.mkdir(parents=True)
        for name in ("a.py", "gone.py"):
            (folder / name).write_bytes(b"old\n")


def content(folder: Path) -> dict[str, bytes | None]:
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


@pytest.mark.parametrize("goal", ["outside", "r/.git/hooks"])
def test_a_folder_that_becomes_a_link_at_any_moment(top: Path, tmp_path: Path, goal: str) -> None:
    outside = tmp_path / goal

    def swap(call: Any, arguments: tuple[Any, ...]) -> Any:
        (top / "src").rename(top / "was")
        (top / "src").symlink_to(outside)
        return call(*arguments)

    refused = 0
    for at in count(1):
        fresh(top, outside)
        before = content(outside)

        disk = FaultyDisk(at, swap)
        done = write(worktree_of(top), STEPS, disk, 0.0)
        refused += isinstance(done, NotWritten)
        assert content(outside) == before, f"call {at}: {disk.calls[at - 3 : at]}"
        if len(disk.calls) < at:
            assert isinstance(done, Written)
            break
        if isinstance(done, NotWritten):
            assert not any(f.state == "written" for f in done.files)
        (top / "src").unlink()
        (top / "was").rename(top / "src")
        recover(worktree_of(top))
        found = content(top / "src")
        assert not [name for name in found if name.endswith(".kaptar")], at
        assert ("made/b.py" in found, found["deep/a.py"], "deep/gone.py" not in found) in (
            (True, b"new\n", True),
            (False, b"old\n", False),
        ), at
    assert refused > 20


def test_a_folder_is_reached_without_a_link_alone(top: Path) -> None:
    (top / "a/b").mkdir(parents=True)
    (top / "link").symlink_to("a")
    (top / "file").touch()
    lowest = os.dup(0)
    os.close(lowest)
    with open_bases(DISK, Worktree(top, None)) as bases:
        base = bases.below(top)
        for name, kind in (("link/b/x", "link"), ("a/c/x", "gone"), ("file/x", "gone"), ("a/link/x", "gone")):
            with base.located(top / name) as spot:
                assert isinstance(spot, Unreached)
                assert spot.kind == kind
        with base.located(top / "a/b/x") as spot:
            assert not isinstance(spot, Unreached)
            os.close(DISK.open(spot, os.O_WRONLY | os.O_CREAT))
    assert (top / "a/b/x").exists()
    again = os.dup(0)
    os.close(again)
    assert again == lowest, "a folder is still open"
