"""The power goes at each call of a write, and unsynced calls are lost or reordered: all files are old, or all are new."""

import errno
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.repository.faults import CHAOS, FaultyDisk, Repository, in_time, path_of
from tests.repository.power import Change, PowerCuts, RecordingDisk

from kaptar.repository.disk import Where
from kaptar.repository.placing import Step
from kaptar.repository.recovery import recover
from kaptar.repository.store import places_of
from kaptar.repository.writer import NotWritten, Written, write

SIZES = pytest.mark.parametrize(("files", "moments", "most"), [(1, 60, 12), (2, 60, 12), (5, 30, 8), (60, 16, 4)])
"""Files of a write, and at most so many moments of it with so many disks each. ``make chaos`` tries ten times as many."""

MORE = 10 if CHAOS else 1
LIMIT_S = 300.0
"""Seconds for one test in ``make chaos``."""


class Scene:
    """A repository and the folders that a power cut changes."""

    def __init__(self, folder: Path, files: int) -> None:
        self.repository = Repository(folder / "r", files)
        write(self.repository.worktree, self.repository.steps, FaultyDisk())  # makes the folders of journals and notes
        self.repository.reset()
        store = places_of(self.repository.worktree)[0]
        self.cuts = PowerCuts([self.repository.top, store])
        self.stay = [self.repository.top, self.repository.top / ".git", store]

    def judge(self, changes: list[Change], most: int, draw: random.Random, at: str) -> set[str]:
        """The states after recovery from all power cuts at the end of these calls."""
        states = set()
        for number, found in enumerate(self.cuts.after(changes, draw, most * MORE)):
            found.put(self.stay)
            where = f"{at}, disk {number}, last: {[(c.what, c.path.name) for c in changes[-3:]]}"
            for recovered in recover(self.repository.worktree, FaultyDisk()):
                assert not recovered.problem, where
                assert not recovered.stuck, where
                assert not recovered.left_alone, where
                assert not recovered.missing, where
            state = self.repository.state()
            assert state in ("old", "new"), where
            assert self.repository.litter() == [], where
            assert recover(self.repository.worktree, FaultyDisk()) == [], where
            states.add(state)
        return states

    def replay(self, changes: list[Change], moments: int, most: int) -> set[str]:
        """The states after a power cut at the last call; before it all cuts are judged too."""
        draw = random.Random(os.environ.get("KAPTAR_SEED", "1"))
        ends = range(1, len(changes) + 1)
        chosen = ends if len(ends) <= moments * MORE else sorted({*draw.sample(ends, moments * MORE), *ends[-12:]})
        states: set[str] = set()
        for end in in_time(list(chosen), LIMIT_S):
            states = self.judge(changes[:end], most, draw, f"call {end} of {len(changes)}")
        return states


@SIZES
def test_a_write_outlives_a_power_cut_at_any_call(files: int, moments: int, most: int, tmp_path: Path) -> None:
    scene = Scene(tmp_path, files)
    disk = scene.cuts.disk()
    assert isinstance(write(scene.repository.worktree, scene.repository.steps, disk, 0.0), Written)
    assert scene.replay(disk.changes, moments, most) == {"new"}, "what was answered is not what is on the disk"


def refused_at(number: int, disk: RecordingDisk) -> None:
    """The disk refuses to rename this file of the write, once."""
    rename, done = disk.rename, [0]

    def refusing(old: Where, new: Where) -> None:
        done[0] += path_of(old).name.endswith(".kaptar")
        if done[0] == number:
            done[0] += 1
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        rename(old, new)

    disk.rename = refusing  # type: ignore[method-assign]


@pytest.mark.parametrize(("files", "refused", "moments", "most"), [(2, 2, 40, 8), (5, 2, 30, 8), (5, 4, 30, 8)])
def test_a_write_that_is_put_back_outlives_a_power_cut(files: int, refused: int, moments: int, most: int, tmp_path: Path) -> None:
    """Also where a file is put back in a folder that nothing else syncs."""
    scene = Scene(tmp_path, files)
    disk = scene.cuts.disk()
    refused_at(refused, disk)
    done = write(scene.repository.worktree, scene.repository.steps, disk, 0.0)
    assert isinstance(done, NotWritten)
    assert scene.replay(disk.changes, moments, most) == {"old"}


def dying(scene: Scene, disk: RecordingDisk, puts: int) -> None:
    """The write stops after so many renames, as if its process was killed."""

    class Killed(BaseException):
        pass

    rename, done = disk.rename, [0]

    def stopping(old: Where, new: Where) -> None:
        rename(old, new)
        done[0] += path_of(old).name.endswith(".kaptar")
        if done[0] == puts:
            for name in ("open", "lstat", "names", "rename", "unlink"):
                setattr(disk, name, killed)
            raise Killed

    def killed(*arguments: object) -> None:
        raise Killed

    disk.rename = stopping  # type: ignore[method-assign]
    with pytest.raises(Killed):
        write(scene.repository.worktree, scene.repository.steps, disk, 0.0)


@pytest.mark.parametrize("then", [lambda w, d: recover(w, d), lambda w, d: write(w, [Step("z/other", None, b"1")], d, 0.0)])
def test_recovery_outlives_a_power_cut(then: Callable[..., object], tmp_path: Path) -> None:
    scene = Scene(tmp_path, 5)
    disk = scene.cuts.disk()
    dying(scene, disk, 2)
    for name in ("open", "lstat", "names", "rename", "unlink"):
        delattr(disk, name)
    before = len(disk.changes)
    assert scene.repository.state().startswith("torn")
    then(scene.repository.worktree, disk)
    assert len(disk.changes) > before
    assert scene.replay(disk.changes, 30, 8) == {"old"}
