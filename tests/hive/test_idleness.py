"""Idleness: a hive that nobody uses for long enough is asked to end; an open session keeps it."""

from collections.abc import Awaitable, Callable

import anyio
from tests.hive.conftest import Nap

from kaptar.hive.idleness import Idleness, SessionsStatus
from kaptar.stop import Stop


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """The part that runs, with what it was given."""

    def __init__(self, limit_s: float) -> None:
        self.ending, self.clock, self.nap = Stop(), Time(), Nap()
        self.part = Idleness(self.ending, lambda: limit_s, self.clock, self.nap)


def watch(limit_s: float, steps: Callable[[Watched], Awaitable[None]]) -> None:
    """Run the part beside some steps."""

    async def main() -> None:
        watched = Watched(limit_s)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(watched.part.run)
            await watched.nap.asleep()
            await steps(watched)
            tasks.cancel_scope.cancel()

    anyio.run(main)


def test_it_asks_the_hive_to_end_when_nobody_has_used_it() -> None:
    async def steps(at: Watched) -> None:
        at.clock.now = 115.0
        await at.nap.over()
        assert at.nap.seconds == [10.0, 5.0], "it looks at least every ten seconds, and not later than needed"
        assert not at.ending.requested
        at.clock.now = 120.0
        asked = anyio.Event()
        at.ending.listen(asked.set)
        at.nap.wake()
        with anyio.fail_after(30):
            await asked.wait()
        assert at.ending.reason == "nobody has used it for 2 min"

    watch(120.0, steps)


def test_an_open_session_and_each_question_keep_it() -> None:
    async def steps(at: Watched) -> None:
        at.part.heard("claude", "s")
        at.clock.now = 1000.0
        await at.nap.over()
        assert at.part.status() == SessionsStatus(1, 0.0)
        at.part.ended("claude", "s")
        at.clock.now = 1100.0
        assert at.part.status() == SessionsStatus(0, 100.0)
        at.part.heard("cli", "")
        at.clock.now = 1219.0
        await at.nap.over()
        assert not at.ending.requested

    watch(120.0, steps)


def test_without_a_limit_it_stays() -> None:
    async def steps(at: Watched) -> None:
        at.clock.now = 1e9
        await at.nap.over()
        assert not at.ending.requested

    watch(0.0, steps)
