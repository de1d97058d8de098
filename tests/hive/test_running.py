"""Parts: started in order, ended in reverse, each waited for; one that fails ends the hive with its reason."""

import logging
from typing import ClassVar, Self

import anyio
import msgspec
import pytest

from kaptar.database.migrations import Migration
from kaptar.errors import PartFailed
from kaptar.hive.part import Ground
from kaptar.hive.running import running
from kaptar.stop import Stop


class Recorded:
    """A part that writes down what happens to it."""

    migrations: ClassVar[tuple[Migration, ...]] = ()

    def __init__(self, told: list[str]) -> None:
        self._told = told

    @classmethod
    def of(cls, ground: Ground) -> Self:
        return cls([])

    async def run(self) -> None:
        self._told.append(f"{self.name} starts")
        try:
            await self.work()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.lowlevel.checkpoint()  # another part could slip in here, were they ended together
                self._told.append(f"{self.name} ends")

    async def work(self) -> None:
        await anyio.sleep_forever()

    def status(self) -> msgspec.Struct | None:
        return None

    name: ClassVar[str] = "recorded"


class First(Recorded):
    name: ClassVar[str] = "first"


class Second(Recorded):
    name: ClassVar[str] = "second"


class Third(Recorded):
    name: ClassVar[str] = "third"


class Failing(Recorded):
    name: ClassVar[str] = "failing"

    async def work(self) -> None:
        raise ZeroDivisionError("by nought")


class Leaving(Recorded):
    name: ClassVar[str] = "leaving"

    async def work(self) -> None:
        await anyio.lowlevel.checkpoint()


class Stubborn(Recorded):
    """Ends only when it is let go, whoever cancels it."""

    name: ClassVar[str] = "stubborn"

    def __init__(self, told: list[str]) -> None:
        super().__init__(told)
        self.let_go = anyio.Event()

    async def work(self) -> None:
        with anyio.CancelScope(shield=True):
            await self.let_go.wait()


def test_they_start_in_order_and_end_in_reverse() -> None:
    told: list[str] = []

    async def main() -> None:
        async with running([First(told), Second(told), Third(told)], Stop()):
            told.append("block")

    anyio.run(main)
    assert told == ["first starts", "second starts", "third starts", "block", "third ends", "second ends", "first ends"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Failing, "the part failing failed: ZeroDivisionError: by nought"),
        (Leaving, "the part leaving failed: PartFailed: it ended before the hive"),
    ],
)
def test_one_that_fails_ends_the_hive_with_its_reason(kind: type[Recorded], reason: str) -> None:
    told: list[str] = []
    ending = Stop()

    async def main() -> None:
        over = anyio.Event()
        ending.listen(over.set)
        async with running([First(told), kind(told), Third(told)], ending):
            with anyio.fail_after(30):
                await over.wait()

    with pytest.raises(PartFailed) as raised:
        anyio.run(main)
    assert str(raised.value) == reason == ending.reason
    assert told[-2:] == ["third ends", "first ends"]


def test_what_the_block_raises_arrives_unwrapped_after_the_parts_have_ended() -> None:
    told: list[str] = []

    async def main() -> None:
        async with running([First(told)], Stop()):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        anyio.run(main)
    assert told == ["first starts", "first ends"]


def test_a_cancelled_block_ends_the_parts_too() -> None:
    told: list[str] = []

    async def main() -> None:
        with anyio.CancelScope() as scope:
            async with running([First(told), Second(told)], Stop()):
                scope.cancel()
                await anyio.sleep_forever()

    anyio.run(main)
    assert told == ["first starts", "second starts", "second ends", "first ends"]


def test_one_that_does_not_end_is_named_and_the_others_end(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []

    async def main() -> None:
        stubborn = Stubborn(told)

        class Before(First):
            async def work(self) -> None:
                try:
                    await super().work()
                finally:
                    stubborn.let_go.set()

        async with running([Before(told), stubborn], Stop(), end_within_s=0.01):
            pass

    with caplog.at_level(logging.WARNING):
        anyio.run(main)
    assert "the part stubborn did not end within 0.01 s" in caplog.text
    assert told == ["first starts", "stubborn starts", "first ends", "stubborn ends"]
