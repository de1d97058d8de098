"""A turn is one's own at a time, is waited for within bounds, and no dead process holds one."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kaptar.runtime.modules.turns import turn

HOLD = """
import sys
from pathlib import Path
from kaptar.runtime.modules.turns import turn
with turn(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "a.lock"


def test_one_after_the_other(lock: Path) -> None:
    inside, most, done = [0], [0], []

    def work(number: int) -> None:
        for _ in range(20):
            with turn(lock):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1
        done.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert (sorted(done), most) == ([0, 1, 2, 3], [1])
    assert not lock.exists()


def test_a_process_that_was_killed_holds_nobody_up(lock: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        waits = [False]

        def ended() -> bool:
            waits[0] = True
            holder.kill()
            return False

        with turn(lock, ended, wait_s=60):
            assert waits == [True]
    assert not lock.exists()


@pytest.mark.parametrize("how", ["time", "ended"])
def test_it_is_not_waited_for_without_a_bound(lock: Path, how: str) -> None:
    asked: list[int] = []

    def ended() -> bool:
        asked.append(1)
        return how == "ended"

    with turn(lock), turn(lock, ended, wait_s=0 if how == "time" else 60):
        assert lock.exists()
    assert asked == [1]


def test_a_child_that_has_the_file_open_holds_nobody_up(lock: Path) -> None:
    with turn(lock):
        (handle,) = [each for each in map(int, os.listdir("/proc/self/fd")) if is_open(each, lock)]
        copy = os.dup(handle)
    try:
        with turn(lock, wait_s=0):
            assert lock.exists()
    finally:
        os.close(copy)


def is_open(handle: int, path: Path) -> bool:
    try:
        return os.readlink(f"/proc/self/fd/{handle}") == str(path)
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("kind", ["missing folder", "link", "folder"])
def test_where_there_can_be_no_lock_the_work_is_done(lock: Path, kind: str) -> None:
    if kind == "folder":
        lock.mkdir()
    if kind == "link":
        lock.symlink_to(lock.parent / "else")
    done = []
    with turn(lock.parent / "no/a.lock" if kind == "missing folder" else lock):
        done.append(1)
    assert done == [1]
    assert not (lock.parent / "else").exists()


def test_what_is_raised_gives_the_turn_back(lock: Path) -> None:
    with pytest.raises(KeyError), turn(lock):
        raise KeyError
    assert not lock.exists()
