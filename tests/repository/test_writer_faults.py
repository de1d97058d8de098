"""A write is killed, interrupted, and refused by the disk at each of its disk calls: all files are old, or all are new."""

import errno
import os
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.repository.faults import (
    CHAOS,
    Fault,
    FaultyDisk,
    Repository,
    chosen,
    failing,
    in_time,
    interrupt_after,
    interrupt_before,
    kill,
    leave,
    path_of,
    short,
)
from tests.repository.forks import ForkServer

from kaptar.repository.disk import Where
from kaptar.repository.placing import Step
from kaptar.repository.recovery import Recovered, recover
from kaptar.repository.writer import NotWritten, Written, write

SIZES = pytest.mark.parametrize(("files", "most"), [(1, 70), (2, 40), (5, 50), (60, 12)])
"""Files of a write, and at how many of its calls a fault happens. ``make chaos`` takes all of them."""


LIMIT_S = 100.0
"""Seconds for one test in ``make chaos``, where a machine is so slow or so busy that not all of its calls are tried."""


def calls_of(repository: Repository, most: int) -> list[int]:
    """The calls at which faults are tried, and one that is never made."""
    judge(repository, write(repository.worktree, repository.steps, FaultyDisk()), "first")  # as it is before each fault
    repository.reset()
    disk = FaultyDisk()
    write(repository.worktree, repository.steps, disk, 0.0)
    return [*chosen(disk.calls, most), len(disk.calls) + 100]


def runs(repository: Repository, fault: Fault, most: int, *, lasting: bool = False) -> Iterator[FaultyDisk]:
    """A disk for each call that the write makes; each time the repository is as at the beginning."""
    for at in in_time(calls_of(repository, most), LIMIT_S):
        repository.reset()
        yield FaultyDisk(at, fault, 1 << 30 if lasting else at)


def answered(repository: Repository, disk: FaultyDisk) -> Written | NotWritten | None:
    """The answer of a write; None where an exception went through."""
    try:
        return write(repository.worktree, repository.steps, disk, 0.0)
    except (KeyboardInterrupt, SystemExit):
        return None


OTHER = Step("other/of-the-user.txt", None, b"1")


def recovered_by_another_write(repository: Repository, at: str) -> tuple[Recovered, ...]:
    """What a write of an unrelated file makes of the rest."""
    done = write(repository.worktree, [OTHER], FaultyDisk(), 0.0)
    assert isinstance(done, Written), at
    return done.recovered


def goes_on(repository: Repository, at: str) -> None:
    """The user commits the new content of all files, and there is a further write: nothing is undone."""
    worktree, other = repository.worktree, repository.top / OTHER.path
    if repository.state() == "old":
        assert isinstance(write(worktree, repository.steps, FaultyDisk(), 0.0), Written), at
    further = write(worktree, [Step(OTHER.path, b"1", b"2")], FaultyDisk(), 0.0)
    assert isinstance(further, Written), at
    assert further.told == [], at
    assert repository.state() == "new", at
    assert (other.read_bytes(), recover(worktree, FaultyDisk())) == (b"2", []), at
    assert repository.litter() == [], at


def judge(repository: Repository, answer: Written | NotWritten | None, at: str) -> str:
    """The state after recovery, which must agree with the answer that was given before it."""
    if isinstance(answer, Written):
        assert repository.state() == "new", at
    elif answer is not None and not answer.left:
        assert repository.state() == "old", at
    for recovered in recovered_by_another_write(repository, at):
        assert not recovered.problem
        assert not recovered.stuck
        assert not recovered.left_alone
        assert not recovered.missing
    assert repository.state() in ("old", "new"), at
    assert repository.litter() == [], at
    state = repository.state()
    if len(repository.steps) <= 5:  # with more files it would tell nothing else
        goes_on(repository, at)
    (repository.top / OTHER.path).unlink()
    (repository.top / OTHER.path).parent.rmdir()
    return state


@pytest.fixture(scope="module")
def forks(state_home: Path) -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


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
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_at_any_call(files: int, most: int, number: signal.Signals, forks: ForkServer, tmp_path: Path) -> None:
    """Files of a dead process are put back by the next one; after Ctrl-C the process has done it itself."""
    repository = Repository(tmp_path / "r", files)
    states, torn = [], 0
    for at in in_time(calls_of(repository, most), LIMIT_S):
        repository.reset()
        code = forks.ended("write", repository, at, number)
        state = repository.state()
        torn += state not in ("old", "new")
        if number == signal.SIGINT:
            assert state in ("old", "new"), at
        states.append(judge(repository, None, f"call {at}"))
    assert code == 0
    assert states[-2:] == ["new", "new"]
    assert states.count("old") > len(states) // 2
    if files >= 5:  # of two files few calls lie between the renames
        assert (torn > 0) is (number != signal.SIGINT)


@SIZES
@pytest.mark.parametrize(
    "fault",
    [interrupt_before, interrupt_after, leave, *map(failing, (errno.ENOSPC, errno.EBUSY, errno.EIO, errno.EPERM)), short],
    ids=["ctrl-c", "ctrl-c after", "exit", "ENOSPC", "EBUSY", "EIO", "EPERM", "short"],
)
def test_one_call_that_fails(files: int, most: int, fault: Fault, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", files)
    states = [
        judge(repository, answered(repository, disk), f"{len(disk.calls)} calls, the last: {disk.calls[-5:]}")
        for disk in runs(repository, fault, most)
    ]
    assert states[-1] == "new"
    assert ("old" in states) is (fault is not short)


@SIZES
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_goes_on_failing_and_is_mended_later(files: int, most: int, number: int, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", files)
    for disk in runs(repository, failing(number), most, lasting=True):
        judge(repository, answered(repository, disk), f"{len(disk.calls)} calls")


@SIZES
def test_a_second_ctrl_c_while_files_are_put_back(files: int, most: int, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", files)
    for disk in runs(repository, interrupt_before, most, lasting=True):
        judge(repository, answered(repository, disk), f"{len(disk.calls)} calls")


def test_recovery_that_is_killed_at_any_call_is_finished_by_the_next(forks: ForkServer, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", 5)
    write(repository.worktree, repository.steps)  # the first one makes the folders of the journals
    repository.reset()
    renames = FaultyDisk()
    write(repository.worktree, repository.steps, renames, 0.0)
    last = max(number for number, name in enumerate(renames.calls, 1) if name == "rename")
    for at in count(1):
        repository.reset()
        assert forks.ended("write", repository, last, signal.SIGKILL) == -signal.SIGKILL
        assert repository.state().startswith("torn")
        code = forks.ended("recover", repository, at, signal.SIGKILL)
        assert judge(repository, None, f"call {at}") == "old"
        if code == 0:
            return
        assert code == -signal.SIGKILL


@pytest.mark.parametrize("failing_calls", range(1, 8))
def test_what_fails_after_the_commit_is_a_warning(failing_calls: int, tmp_path: Path) -> None:
    """Also where the system does not even tell whether the journal is gone."""
    repository = Repository(tmp_path / "r", 2)
    write(repository.worktree, repository.steps, FaultyDisk())
    repository.reset()
    counted = FaultyDisk()
    write(repository.worktree, repository.steps, counted)
    commit = [number for number, name in enumerate(counted.calls, 1) if name == "unlink"][-2]  # the last one is of the note
    repository.reset()
    disk = FaultyDisk(commit + 1, failing(errno.EIO), commit + failing_calls)
    answer = answered(repository, disk)
    judge(repository, answer, f"{disk.calls[commit:]}")
    if failing_calls <= 2:  # then it cannot be known any more, and the answer names the journal
        assert isinstance(answer, Written), answer
        assert "did not confirm the end of the write" in answer.warning


def busy_after(number: int, top: Path, killed_at: int = 0) -> FaultyDisk:
    """A disk on which two calls in the worktree fail that rename or remove, after so many that do not."""

    class Busy(FaultyDisk):
        done = 0

        def rename(self, old: Where, new: Where) -> None:
            self._count(new)
            super().rename(old, new)

        def unlink(self, where: Where) -> None:
            self._count(where)
            super().unlink(where)

        def _count(self, where: Where) -> None:
            if path_of(where).is_relative_to(top):
                self.done += 1
                if number < self.done < number + 3:
                    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    return Busy(killed_at, kill if killed_at else None)


@pytest.mark.parametrize("number", [1, 4])
def test_a_partial_roll_back_that_is_killed_while_its_journal_is_replaced(number: int, tmp_path: Path) -> None:
    """Whatever call of the next recovery is the last one, the one after it finishes, and nothing later is undone."""
    repository = Repository(tmp_path / "r", 5)
    for at in count(1, 1 if CHAOS else 4):
        repository.reset()
        answer = write(repository.worktree, repository.steps, busy_after(number, repository.top), 0.0)
        assert isinstance(answer, NotWritten)
        dead = died(lambda at=at: recover(repository.worktree, FaultyDisk(at, kill)))  # type: ignore[misc]
        assert judge(repository, None, f"call {at}") == "old"
        if not dead:
            return


def test_a_roll_back_that_is_killed_while_it_replaces_the_journal(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", 5)
    for at in count(1, 1 if CHAOS else 4):
        repository.reset()
        disk = busy_after(3, repository.top, at)
        dead = died(lambda disk=disk: write(repository.worktree, repository.steps, disk, 0.0))  # type: ignore[misc]
        assert judge(repository, None, f"call {at}") == "old"
        if not dead:
            return


@pytest.mark.parametrize("path", ["run.sh", "made/here/new.txt"])
def test_one_file_without_a_journal_is_killed_at_any_call(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it leaves beside its file is removed by the next write there."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    repository = Repository(tmp_path / "r", 2)
    (repository.top / ".git/kaptar").touch()
    (step,) = (each for each in repository.steps if each.path == path)
    left = 0
    for at in count(1, 1 if CHAOS else 3):
        repository.reset()
        dead = died(lambda at=at: write(repository.worktree, [step], FaultyDisk(at, kill), 0.0))  # type: ignore[misc]
        left += any(name.endswith(".kaptar") for name in repository.litter())
        found = repository.top / path
        now = found.read_bytes() if found.exists() else None
        assert now in (step.before, step.after), at
        again = step if now == step.before else Step(path, step.after, b"third")
        assert isinstance(write(repository.worktree, [again], FaultyDisk(), 0.0), Written), at
        assert not [name for name in repository.litter() if name.endswith(".kaptar")], at
        if not dead:
            break
    assert left > 0
