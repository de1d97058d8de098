"""Fixtures of checks, and a clock whose sleeps take no time."""

import anyio
from tests.checks.conftest import make, root, runtime, trust

__all__ = ["make", "root", "runtime", "trust"]


class Nap:
    """A sleep for parts: the test says when it ends. ``seconds``: how long each sleep was asked to take."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._asleep, self._waking = anyio.Event(), anyio.Event()

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._asleep.set()
        waking = self._waking
        await waking.wait()

    async def asleep(self) -> None:
        """Wait until somebody sleeps."""
        with anyio.fail_after(30):
            await self._asleep.wait()

    async def over(self) -> None:
        """End the sleep, and wait for the next one."""
        self.wake()
        await self.asleep()

    def wake(self) -> None:
        """End the sleep."""
        self._asleep = anyio.Event()
        waking, self._waking = self._waking, anyio.Event()
        waking.set()
