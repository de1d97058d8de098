"""Children end when this process ends, however that ends, and what they ended with is never made up."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.waiting import wait_until

from kaptar.repository.children import ChildProcess, GroupKeeper, end_group, start_child

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except OSError:
        return False


@pytest.fixture
def children(tmp_path: Path) -> Iterator[list[ChildProcess]]:
    started = [start_child(SLEEPS, tmp_path, os.environ) for _ in range(2)]
    yield started
    for each in started:
        end_group(each)


RUNS = """
    import sys
    from pathlib import Path
    from kaptar.repository.process import run
    run([sys.executable, "-c", sys.argv[1]], Path.cwd(), timeout_s=60)
"""
IS_KEPT = """
import os, pathlib, time
if os.fork() == 0:
    while not any(p.read_bytes().startswith(b"/bin/sh") for p in children()): time.sleep(0.01)
    time.sleep(0.5)  # it is told the group right after its start
    pathlib.Path("new").write_text(f"{os.getppid()} {os.getpid()}")
    os.rename("new", "pids")
time.sleep(60)
"""
CHILDREN = """
def children():
    import pathlib
    for each in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(each.read_bytes().rpartition(b")")[2].split()[1]) == PARENT: yield each.parent / "cmdline"
        except OSError: pass
import os
PARENT = os.getppid()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGQUIT])
def test_what_a_killed_process_has_started_ends_too(number: signal.Signals, tmp_path: Path) -> None:
    script = [sys.executable, "-c", textwrap.dedent(RUNS), CHILDREN + IS_KEPT]
    with subprocess.Popen(script, cwd=tmp_path) as process:
        wait_until((tmp_path / "pids").exists, "the program is watched", 60)
        process.send_signal(number)
    for pid in map(int, (tmp_path / "pids").read_text().split()):
        wait_until(lambda pid=pid: not alive(pid), "the program ends")  # type: ignore[misc]


def test_the_groups_that_are_left_end_and_no_others(children: list[ChildProcess]) -> None:
    keeper = GroupKeeper()
    for each in children:
        keeper.add(each.pid)
    keeper.remove(children[0].pid)
    shell = keeper.pid
    assert shell is not None
    keeper.forget()
    os.waitpid(shell, 0)
    wait_until(lambda: not alive(children[1].pid), "the group ends")
    assert alive(children[0].pid)


def test_a_keeper_that_was_ended_is_replaced(children: list[ChildProcess]) -> None:
    keeper = GroupKeeper()
    keeper.add(children[0].pid)
    first = keeper.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    keeper.add(children[1].pid)
    second = keeper.pid
    assert second is not None
    keeper.forget()
    os.waitpid(second, 0)
    for each in children:
        wait_until(lambda each=each: not alive(each.pid), "the group ends")  # type: ignore[misc]


def test_a_stopped_keeper_does_not_keep_what_has_ended(children: list[ChildProcess]) -> None:
    """Its pipe is full. The number of a group that has ended may be another's by the time that it goes on."""
    keeper = GroupKeeper()
    for each in children:
        keeper.add(each.pid)
    stopped = keeper.pid
    assert stopped is not None
    os.kill(stopped, signal.SIGSTOP)
    for number in range(1 << 30, (1 << 30) + (1 << 14)):
        keeper.add(number)
        keeper.remove(number)
        if keeper.pid != stopped:
            break
    keeper.remove(children[0].pid)
    second = keeper.pid
    assert second is not None
    assert second != stopped
    keeper.forget()
    os.waitpid(second, 0)
    wait_until(lambda: not alive(children[1].pid), "the group ends")
    assert alive(children[0].pid)


IGNORES = """
    import signal, sys
    from pathlib import Path
    from kaptar.repository.process import run
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(type(run([sys.executable, "-c", "raise SystemExit(3)"], Path.cwd(), timeout_s=60)).__name__)
"""


def test_an_exit_code_that_nobody_knows_is_none(tmp_path: Path) -> None:
    """A program that uses Kaptar's functions may ignore SIGCHLD. Python says 0 then."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(IGNORES)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Ended\n"
