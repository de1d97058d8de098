"""Runtimes part: a replaced runtime answers for a while, and is closed then."""

import anyio
import pytest
from tests.hive.conftest import Nap

from kaptar.api.programs import Runtime
from kaptar.config.load import Config, WasmConfig
from kaptar.errors import Closed
from kaptar.hive.runtimes import KEPT_S, Runtimes


def answers(runtime: Runtime) -> bool:
    try:
        return bool(runtime.call("syntax.validate", b"x = 1\n", "python", backend="host").value.valid)
    except Closed:
        return False


@pytest.mark.parametrize("seconds", [KEPT_S - 1, KEPT_S])
def test_replaced_ones_are_closed_when_their_time_is_over(seconds: float) -> None:
    now = [0.0]

    async def main() -> tuple[Runtime, Runtime]:
        nap = Nap()
        runtimes = Runtimes(Config(), lambda: now[0], nap)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(runtimes.run)
            await nap.asleep()
            first = runtimes.now
            runtimes.replace(Config(wasm=WasmConfig(enabled=False)))
            now[0] = seconds
            await nap.over()
            assert (answers(first), answers(runtimes.now)) == (seconds < KEPT_S, True)
            tasks.cancel_scope.cancel()
        return first, runtimes.now

    assert [answers(each) for each in anyio.run(main)] == [False, False]
