"""Programs that end, hang, talk too much or leave children: nothing of them stays."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.waiting import wait_until

from kaptar.repository.process import Ended, Finished, run
from kaptar.stop import Stop

PYTHON = sys.executable


def test_output_code_and_input(tmp_path: Path) -> None:
    code = "import sys; sys.stdout.write(sys.stdin.read().upper()); sys.stderr.write('e\\nlast words\\n'); sys.exit(3)"
    done = run([PYTHON, "-c", code], tmp_path, timeout_s=30, given=b"x" * 300_000)
    assert isinstance(done, Finished)
    assert (done.code, done.out, done.complaint) == (3, b"X" * 300_000, "last words")


def test_stdin_is_closed_and_input_that_is_not_read_does_no_harm(tmp_path: Path) -> None:
    read = run([PYTHON, "-c", "import sys; print(len(sys.stdin.read()))"], tmp_path, timeout_s=30)
    assert isinstance(read, Finished)
    assert read.out == b"0\n"
    assert isinstance(run([PYTHON, "-c", "pass"], tmp_path, timeout_s=30, given=b"x" * 3_000_000), Finished)


def test_a_program_that_closes_its_output_before_it_ends_is_waited_for(tmp_path: Path) -> None:
    done = run(["sh", "-c", "exec <&- >&- 2>&-; sleep 0.1; exit 3"], tmp_path, timeout_s=30)
    assert isinstance(done, Finished)
    assert done.code == 3


def test_output_is_bounded(tmp_path: Path) -> None:
    done = run([PYTHON, "-c", "print('x' * 5_000_000)"], tmp_path, timeout_s=30, most=1000)
    assert isinstance(done, Finished)
    assert len(done.out) == 1000
    assert done.cut


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except OSError:
        return False


FORKING = "import os,sys,time\npid = os.fork()\nif pid: open('child','w').write(str(pid)); {}\ntime.sleep(60)"


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs /proc")
@pytest.mark.parametrize("parent", ["time.sleep(60)", "sys.exit(0)"])
def test_a_time_out_and_an_end_take_the_children_too(tmp_path: Path, parent: str) -> None:
    start = time.monotonic()
    done = run([PYTHON, "-c", FORKING.format(parent)], tmp_path, timeout_s=3)
    assert time.monotonic() - start < 20
    if parent.startswith("time"):
        assert done == Ended("time out after 3 s", timed_out=True)
    child = int((tmp_path / "child").read_text())
    wait_until(lambda: not alive(child), "the child ends")


def test_it_is_stopped_from_another_thread(tmp_path: Path) -> None:
    stop = Stop()
    threading.Timer(0.2, stop.request, ("enough",)).start()
    start = time.monotonic()
    done = run([PYTHON, "-c", "import time; time.sleep(60)"], tmp_path, timeout_s=60, stop=stop)
    assert done == Ended("stopped: enough")
    assert time.monotonic() - start < 20


def test_a_program_that_is_not_there_and_a_variable_that_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = run(["/no/such/program"], tmp_path, timeout_s=1)
    assert isinstance(missing, Ended)
    assert "/no/such/program" in missing.reason
    monkeypatch.setenv("GIT_DIR", "x")
    code = "import os; print(os.environ.get('GIT_DIR'), os.environ['MORE'])"
    done = run([PYTHON, "-c", code], tmp_path, timeout_s=30, environment={"GIT_DIR": None, "MORE": "1"})
    assert isinstance(done, Finished)
    assert done.out == b"None 1\n"


def test_no_handle_is_left(tmp_path: Path) -> None:
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("needs /proc")
    run([PYTHON, "-c", "pass"], tmp_path, timeout_s=30)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        run([PYTHON, "-c", "pass"], tmp_path, timeout_s=30)
    assert len(os.listdir("/proc/self/fd")) == before
