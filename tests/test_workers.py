"""Workers: a thread for each work that hangs, up to the bound; work that is dropped is cancelled."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, wait
from queue import Queue
from typing import Any

import pytest
from tests.starving import no_threads

from kaptar import workers as module
from kaptar.errors import Busy, Closed
from kaptar.workers import Workers


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What work hangs at; it opens at the end of the test."""
    made = threading.Event()
    yield made
    made.set()


def hang(workers: Workers, gate: threading.Event) -> "Future[bool]":
    """Work that has begun and hangs."""
    begun = threading.Event()

    def work() -> bool:
        begun.set()
        return gate.wait(30)

    future = workers.submit(work)
    assert begun.wait(30)
    return future


def test_each_work_has_its_answer_or_what_it_raised() -> None:
    workers = Workers("w", 2, 8)
    answers = [workers.submit(lambda n=n: n * n) for n in range(8)]
    broken = workers.submit(lambda: 1 // 0)
    assert [each.result(30) for each in answers] == [n * n for n in range(8)]
    with pytest.raises(ZeroDivisionError):
        broken.result(30)
    assert workers.close(30)


def test_one_after_the_other_needs_one_thread() -> None:
    workers = Workers("w", 4, 8)
    names = {workers.submit(lambda: threading.current_thread().name).result(30) for _ in range(50)}
    assert names == {"w-0"}
    workers.close(30)


def test_work_does_not_wait_behind_what_hangs(gate: threading.Event) -> None:
    workers = Workers("w", 3, 8)
    for _ in range(2):
        hang(workers, gate)
    assert workers.submit(lambda: 7).result(30) == 7
    gate.set()
    assert workers.close(30)


class Held(Queue[Any]):
    """A queue whose first reader is held when it has taken work, before it can say so."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.taken, self.go_on = threading.Event(), threading.Event()

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        item = super().get(block, timeout)
        if not self.taken.is_set():
            self.taken.set()
            self.go_on.wait(60)
        return item


def test_a_thread_that_has_taken_work_is_not_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(8)
    monkeypatch.setattr(module, "Queue", lambda _most: held)
    workers = Workers("w", 2, 8)
    first = workers.submit(lambda: 1)
    assert held.taken.wait(30)
    assert workers.submit(lambda: 2).result(30) == 2
    held.go_on.set()
    assert first.result(30) == 1
    assert workers.close(30)


def test_more_than_may_wait_is_busy(gate: threading.Event) -> None:
    workers = Workers("w", 1, 1)
    hang(workers, gate)
    workers.submit(lambda: None)
    with pytest.raises(Busy):
        workers.submit(lambda: None)
    workers.close(0)


def test_closing_cancels_what_waits_and_says_whether_all_has_ended(gate: threading.Event) -> None:
    workers = Workers("w", 1, 8)
    running, waiting = hang(workers, gate), workers.submit(lambda: None)
    assert not workers.close(0)
    assert wait([waiting], 30).done == {waiting}
    with pytest.raises(CancelledError):
        waiting.result(30)
    with pytest.raises(Closed):
        workers.submit(lambda: None)
    gate.set()
    assert running.result(30)
    assert workers.close(30)


def test_a_coroutine_that_waits_for_dropped_work_goes_on(gate: threading.Event) -> None:
    workers = Workers("w", 1, 8)
    hang(workers, gate)

    async def main() -> None:
        waiting = asyncio.wrap_future(workers.submit(lambda: None))
        workers.close(0)
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(waiting, 30)

    asyncio.run(main())


@pytest.mark.parametrize("most", [1, 2, 4])
def test_a_shortage_of_threads_is_over_when_it_is_over(most: int) -> None:
    workers = Workers("w", most, 8)
    with no_threads() as tried:
        for _ in range(2 * most):
            with pytest.raises(Busy, match="gives no more threads"):
                workers.submit(lambda: 1)
    assert len(tried) == 2 * most
    assert [workers.submit(lambda n=n: n).result(30) for n in range(5)] == list(range(5))
    assert workers.close(30)


def test_where_no_thread_more_is_given_those_that_there_are_do_the_work(gate: threading.Event) -> None:
    workers = Workers("w", 3, 8)
    running = hang(workers, gate)
    with no_threads():
        waiting = [workers.submit(lambda: 1) for _ in range(3)]
    gate.set()
    assert running.result(30)
    assert [each.result(30) for each in waiting] == [1, 1, 1]
    assert workers.close(30)


def test_workers_close_after_a_shortage() -> None:
    workers = Workers("w", 2, 8)
    with no_threads(), pytest.raises(Busy):
        workers.submit(lambda: 1)
    assert workers.close(30)


def test_more_threads_end_than_may_wait(gate: threading.Event) -> None:
    """Each hands the end on to the next one."""
    workers = Workers("w", 4, 1)
    for _ in range(4):
        hang(workers, gate)
    closing = threading.Thread(target=workers.close, args=(0,), daemon=True)
    closing.start()
    closing.join(30)
    assert not closing.is_alive()
    gate.set()
    assert workers.close(30)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_has_died_counts_for_nothing() -> None:
    workers = Workers("w", 1, 8)
    first = workers.submit(lambda: threading.current_thread())
    go_on = threading.Event()
    dying = workers.submit(lambda: go_on.wait(30))
    dying.add_done_callback(lambda _: sys.exit())  # what no thread catches
    go_on.set()
    first.result(30).join(30)
    assert workers.submit(lambda: 7).result(30) == 7
    assert workers.close(30)
