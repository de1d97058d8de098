"""What the machine does not give is told as that, and is nobody's bug."""

import errno
import os
import threading
from functools import partial

import anyio
import pytest
from tests.starving import no_threads

from kaptar.checks.results import broke
from kaptar.hive.in_thread import in_thread
from kaptar.machine import shortage

SHORT: dict[str, BaseException] = {
    "memory": MemoryError(), "threads": RuntimeError("can't start new thread"),
    "files": OSError(errno.EMFILE, os.strerror(errno.EMFILE), "/a"), "processes": BlockingIOError(errno.EAGAIN, "again"),
    "room for a library": OSError("x.so: failed to map segment from shared object"),
    "room": ImportError("x.so: cannot allocate memory in static TLS block"),
    "a group": ExceptionGroup("x", [ValueError("x"), ExceptionGroup("y", [RuntimeError("can't start new thread")])]),
    "disk": OSError(errno.ENOSPC, "No space left on device"),
}  # fmt: skip
BUGS = (RuntimeError("changed size during iteration"), ValueError("x"), OSError("no number"), FileNotFoundError(2, "a"),
        ExceptionGroup("x", [ValueError("x")]))  # fmt: skip


@pytest.mark.parametrize("name", SHORT)
def test_a_check_that_the_machine_stops_has_not_run(name: str) -> None:
    result = broke("syntax", "a.py", SHORT[name])
    assert result.state == "not_run"
    assert result.reason
    assert result.remedy
    assert "report" not in f"{result.reason} {result.remedy}"


@pytest.mark.parametrize("problem", BUGS, ids=repr)
def test_others_are_bugs(problem: BaseException) -> None:
    assert shortage(problem) is None
    assert broke("syntax", "a.py", problem).state == "broke"


def test_without_a_thread_the_loop_does_the_work() -> None:
    async def main() -> str:
        with no_threads():
            return await in_thread(lambda: threading.current_thread().name)

    assert anyio.run(main) == threading.current_thread().name


@pytest.mark.parametrize("text", ["can't start new thread", "another"])
def test_what_the_work_raises_is_raised_and_it_is_done_once(text: str) -> None:
    done: list[str] = []

    def work() -> None:
        done.append(text)
        raise RuntimeError(text)

    with pytest.raises(RuntimeError, match=text):
        anyio.run(partial(in_thread, work))
    assert done == [text]
