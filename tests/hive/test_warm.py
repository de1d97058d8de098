"""Warm servers part: idle servers end now and then, and all of them with the hive."""

from collections.abc import Callable

import anyio
import pytest
from tests.hive.conftest import Nap

from kaptar.api.programs import Runtime
from kaptar.checks.checker import Checker
from kaptar.checks.tools.warm.pool import Servers
from kaptar.hive.warm import WarmServers, WarmStatus


class Recorded(Servers):
    """Servers that only say what was asked of them."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.idle = False

    def some_are_idle(self) -> bool:
        return self.idle

    def end_idle(self) -> None:
        self.told.append("end idle")

    def close(self) -> None:
        self.told.append("close")


def run(make: Callable[[Nap], WarmServers]) -> None:
    async def main() -> None:
        nap = Nap()
        part = make(nap)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(part.run)
            await nap.asleep()
            await nap.over()
            tasks.cancel_scope.cancel()

    anyio.run(main)


@pytest.mark.parametrize(
    ("idle", "told"), [(False, ["close"]), (True, ["end idle", "close"])], ids=["none is idle", "some are idle"]
)
def test_idle_ones_end_now_and_then_and_all_at_the_end(idle: bool, told: list[str]) -> None:
    servers = Recorded()
    servers.idle = idle
    run(lambda nap: WarmServers(servers, nap))
    assert servers.told == told


def test_the_status_has_those_that_run() -> None:
    assert WarmServers(Servers()).status() == WarmStatus([])


def test_they_have_one_owner(runtime: Runtime) -> None:
    """A checker uses them; the part alone ends them."""
    servers = Recorded()
    Checker(runtime, servers=servers).close()
    assert servers.told == []
