"""Signal handlers that raise at any step of a fork or of a load leave neither waiting for the other."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from tests.pressing import Pressed, press_at, steps_of

from kaptar.runtime import forking
from kaptar.runtime.forking import Forks


def load(forks: Forks) -> None:
    with forks.held_off():
        pass


def fork(forks: Forks) -> None:
    """As Python does: what a handler raises is told on stderr, and the fork goes on."""
    with suppress(Pressed):
        forks.before()
    forks.after_in_parent()


@pytest.mark.parametrize("interrupted", [load, Forks.before])
def test_an_interruption_at_any_step_blocks_nobody(interrupted: Callable[[Forks], None]) -> None:
    steps = steps_of(lambda: interrupted(Forks()), lambda _: None)
    assert steps > 5
    for step in range(1, steps + 1):
        forks = Forks()
        with suppress(Pressed):
            steps_of(lambda: interrupted(forks), press_at(step))  # noqa: B023 - called here
        if interrupted is Forks.before:
            forks.after_in_parent()
        done: list[float] = []

        def both(forks: Forks = forks, done: list[float] = done) -> None:
            load(forks)
            fork(forks)
            done.append(time.monotonic())

        thread = threading.Thread(target=both, daemon=True)
        thread.start()
        thread.join(5)
        assert done, f"after an interruption at step {step} of {steps}"


def test_a_fork_that_never_ends_is_waited_for_until_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forking, "FORK_WAIT_S", 0.05)
    monkeypatch.setattr(forking, "FORK_S", 0.05)
    forks = Forks()
    forks.before()
    began = time.monotonic()
    load(forks)
    assert 0.05 < time.monotonic() - began < 5


def test_a_child_whose_handler_was_interrupted_says_that_it_runs_no_guests(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = _child_of(Forks(), monkeypatch, lambda _: None)
    assert steps > 1
    for step in range(1, steps + 2):
        monkeypatch.undo()
        forks = Forks()
        with suppress(Pressed):
            _child_of(forks, monkeypatch, press_at(step))
        assert forks.child
        began = time.monotonic()
        load(forks)
        assert time.monotonic() - began < 5
        assert bool(forks.torn) == (step <= steps)
    assert not forks.torn, "the last one was not interrupted"


def _child_of(forks: Forks, monkeypatch: pytest.MonkeyPatch, at: Callable[[int], None]) -> int:
    """The handlers of a child, in this process: only the process number is another one."""
    forks.before()
    number = os.getpid() + 1
    monkeypatch.setattr(os, "getpid", lambda: number)
    return steps_of(forks.after_in_child, at)
