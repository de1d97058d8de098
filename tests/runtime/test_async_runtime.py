"""The async twin gives the same, and a cancelled call stops its guest."""

import inspect
import time
from collections.abc import Callable
from functools import partial

import anyio
import pytest
from tests.waiting import wait_until

from kaptar.errors import GuestTrap
from kaptar.runtime.async_runtime import AsyncRuntime
from kaptar.runtime.runtime import Runtime

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest


def test_what_waits_has_the_parameters_of_the_runtime() -> None:
    waiting = [name for name in vars(AsyncRuntime) if not name.startswith("_")]
    assert waiting == ["call", "call_guest", "wait_ready", "reload", "close"]
    for name in waiting:
        wanted = set(inspect.signature(getattr(Runtime, name)).parameters) - {"interrupt"}
        assert set(inspect.signature(getattr(AsyncRuntime, name)).parameters) == wanted


def test_calls(start: Callable[..., Runtime]) -> None:
    async def main() -> None:
        async with AsyncRuntime(start()) as runtime:
            await runtime.wait_ready(["probe"])
            assert (await runtime.call("probe.echo", b"x")).value == b"x"
            assert await runtime.call_guest("probe", "count", b"", isolated=True) == 1
            with pytest.raises(GuestTrap):
                await runtime.call("probe.trap", b"")
            got: list[bytes] = []

            async def one(data: bytes) -> None:
                got.append((await runtime.call("probe.echo", data)).value)

            async with anyio.create_task_group() as group:
                for i in range(50):
                    group.start_soon(one, b"x" * i)
            assert sorted(map(len, got)) == list(range(50))

    anyio.run(main)


def test_a_cancelled_call_stops_and_loses_its_instance(start: Callable[..., Runtime]) -> None:
    inner = start(task_timeout_ms=60_000)

    async def main() -> None:
        runtime = AsyncRuntime(inner)
        with anyio.move_on_after(0.2) as scope:
            await runtime.call("probe.spin", b"")
        assert scope.cancelled_caught
        idle = partial(wait_until, lambda: not inner.statistics().pool.busy, "the guest stops", 3)  # type: ignore[union-attr]
        await anyio.to_thread.run_sync(idle)
        assert inner.statistics().pool.timed_out == 1  # type: ignore[union-attr]
        assert (await runtime.call("probe.echo", b"next")).value == b"next"
        started = time.monotonic()
        await runtime.close()
        assert time.monotonic() - started < 1.5

    anyio.run(main)
