"""A write is killed, interrupted, and refused by the disk at each of its disk calls: all files are old, or all are new."""

import errno
import os
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.repository.faults import (
    Fault,
    FaultyDisk,
    Repository,
    failing,
    interrupt_after,
    interrupt_before,
    kill,
    leave,
    short,
)

from kaptar.repository.recovery import recover
from kaptar.repository.writer import NotWritten, Written, write

SIZES = pytest.mark.parametrize("files", [1, 2, 5])


def runs(repository: Repository, fault: Fault, *, lasting: bool = False) -> Iterator[FaultyDisk]:
    """A disk for each call that the write makes; each time the repository is as at the beginning."""
    for at in count(1):
        repository.reset()
        disk = FaultyDisk(at, fault, 1 << 30 if lasting else at)
        yield disk
        if len(disk.calls) < at:
            return


def answered(repository: Repository, disk: FaultyDisk) -> Written | NotWritten | None:
    """The answer of a write; None where an exception went through."""
    try:
        return write(repository.worktree, repository.steps, disk, 0.0)
    except (KeyboardInterrupt, SystemExit):
        return None


def judge(repository: Repository, answer: Written | NotWritten | None, at: str) -> str:
    """The state after recovery, which must agree with the answer that was given before it."""
    if isinstance(answer, Written):
        assert repository.state() == "new", at
    elif answer is not None and not answer.left:
        assert repository.state() == "old", at
    for recovered in recover(repository.worktree, FaultyDisk()):
        assert not recovered.problem
        assert not recovered.stuck
        assert not recovered.left_alone
    assert repository.state() in ("old", "new"), at
    assert repository.litter() == [], at
    return repository.state()


def died(work: Callable[[], object]) -> bool:
    """Whether a child process that does the work was killed while it did."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


@SIZES
def test_a_write_that_is_killed_at_any_call_is_all_or_none(files: int, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", files)
    states = []
    for at in count(1):
        repository.reset()
        dead = died(lambda at=at: write(repository.worktree, repository.steps, FaultyDisk(at, kill), 0.0))  # type: ignore[misc]
        states.append(judge(repository, None, f"call {at}"))
        if not dead:
            break
    assert states[-2:] == ["new", "new"]
    assert states.count("old") > 20


@SIZES
@pytest.mark.parametrize(
    "fault",
    [interrupt_before, interrupt_after, leave, *map(failing, (errno.ENOSPC, errno.EBUSY, errno.EIO, errno.EPERM)), short],
    ids=["ctrl-c", "ctrl-c after", "exit", "ENOSPC", "EBUSY", "EIO", "EPERM", "short"],
)
def test_one_call_that_fails(files: int, fault: Fault, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", files)
    states = [
        judge(repository, answered(repository, disk), f"{len(disk.calls)} calls, the last: {disk.calls[-5:]}")
        for disk in runs(repository, fault)
    ]
    assert states[-1] == "new"
    assert ("old" in states) is (fault is not short)


@SIZES
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_goes_on_failing_and_is_mended_later(files: int, number: int, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", files)
    for disk in runs(repository, failing(number), lasting=True):
        judge(repository, answered(repository, disk), f"{len(disk.calls)} calls")


@SIZES
def test_a_second_ctrl_c_while_files_are_put_back(files: int, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", files)
    for disk in runs(repository, interrupt_before, lasting=True):
        judge(repository, answered(repository, disk), f"{len(disk.calls)} calls")


def test_recovery_that_is_killed_at_any_call_is_finished_by_the_next(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", 5)
    write(repository.worktree, repository.steps)  # the first one makes the folders of the journals
    repository.reset()
    renames = FaultyDisk()
    write(repository.worktree, repository.steps, renames, 0.0)
    last = max(number for number, name in enumerate(renames.calls, 1) if name == "rename")
    for at in count(1):
        repository.reset()
        assert died(lambda: write(repository.worktree, repository.steps, FaultyDisk(last, kill), 0.0))
        assert repository.state().startswith("torn")
        dead = died(lambda at=at: recover(repository.worktree, FaultyDisk(at, kill)))  # type: ignore[misc]
        judge(repository, None, f"call {at}")
        assert repository.state() == "old"
        if not dead:
            return


@pytest.mark.parametrize("failing_calls", range(1, 8))
def test_what_fails_after_the_commit_is_a_warning(failing_calls: int, tmp_path: Path) -> None:
    """Also where the system does not even tell whether the journal is gone."""
    repository = Repository(tmp_path / "r", 2)
    write(repository.worktree, repository.steps, FaultyDisk())
    repository.reset()
    counted = FaultyDisk()
    write(repository.worktree, repository.steps, counted)
    commit = len(counted.calls) - counted.calls[::-1].index("unlink")
    repository.reset()
    disk = FaultyDisk(commit + 1, failing(errno.EIO), commit + failing_calls)
    answer = answered(repository, disk)
    judge(repository, answer, f"{disk.calls[commit:]}")
    if failing_calls <= 2:  # then it cannot be known any more, and the answer names the journal
        assert isinstance(answer, Written), answer
        assert "did not confirm the end of the write" in answer.warning
