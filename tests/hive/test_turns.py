"""The threads of a hive take short turns, and full collections look at little; afterwards both are as before."""

import gc
import sys

import anyio
import anyio.lowlevel

from kaptar.hive.turns import SETTLED_S, TURN_S, Turns


def test_turns_are_short_while_the_part_runs_and_what_it_has_is_frozen() -> None:
    before = sys.getswitchinterval(), gc.get_freeze_count()

    async def main() -> None:
        slept: list[float] = []
        go_on = anyio.Event()

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            started.set()
            await go_on.wait()
            settled.set()

        started, settled = anyio.Event(), anyio.Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(Turns(sleep).run)
            await started.wait()
            assert abs(sys.getswitchinterval() - TURN_S) < 1e-6
            assert slept == [SETTLED_S]
            first = gc.get_freeze_count()
            assert first > 1000
            late = [[] for _ in range(1000)]
            go_on.set()
            await settled.wait()
            await anyio.lowlevel.checkpoint()
            assert gc.get_freeze_count() > first + len(late) // 2
            tasks.cancel_scope.cancel()

    anyio.run(main)
    assert (sys.getswitchinterval(), gc.get_freeze_count()) == before
