"""The runtime of a hive follows its settings; the ones before stay open for what was asked of them, for a while."""

import threading
from collections.abc import Iterator

import anyio
import pytest
from tests.hive.conftest import Nap

from kaptar.config.sections import BoosterConfig, Config, HooksConfig, WasmConfig
from kaptar.errors import Closed
from kaptar.hive.runtimes import KEPT_S, MOST_OLD, Runtimes
from kaptar.runtime.runtime import Runtime

OFF = WasmConfig(enabled=False)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def runtimes(clock: Clock) -> Iterator[Runtimes]:
    runtimes = Runtimes(Config(wasm=OFF), clock)
    yield runtimes
    runtimes.close()


def retries(number: int) -> Config:
    """Settings that need another runtime than those of another number."""
    return Config(wasm=OFF, booster=BoosterConfig(max_retries=number))


def is_open(runtime: Runtime) -> bool:
    try:
        runtime.call("syntax.validate", b"{}", "json")
    except Closed:
        return False
    return True


def test_only_the_settings_of_a_runtime_need_another_one(runtimes: Runtimes) -> None:
    assert runtimes.suits(Config(wasm=OFF, hooks=HooksConfig(strict=True)))
    assert not runtimes.suits(retries(5))


def test_a_replaced_one_is_closed_when_its_time_is_over(runtimes: Runtimes, clock: Clock) -> None:
    first = runtimes.now
    runtimes.replace(retries(5))
    assert runtimes.now is not first
    clock.now = KEPT_S - 1
    runtimes.close_old()
    assert is_open(first)
    clock.now = KEPT_S
    runtimes.close_old()
    assert (is_open(first), is_open(runtimes.now)) == (False, True)


def replace_often(runtimes: Runtimes, times: int) -> list[Runtime]:
    """All runtimes that were made, in their order."""
    made = [runtimes.now]
    for number in range(times):
        runtimes.replace(retries(2 + number % 8))
        made.append(runtimes.now)
    return made


def test_of_too_many_the_oldest_are_closed(runtimes: Runtimes) -> None:
    made = replace_often(runtimes, MOST_OLD + 2)
    runtimes.close_old()
    assert runtimes.closer is not None
    runtimes.closer.join(30)
    assert [is_open(each) for each in made] == [False, False, *[True] * (MOST_OLD + 1)]


def test_who_replaces_one_does_not_wait_until_another_is_closed(runtimes: Runtimes, monkeypatch: pytest.MonkeyPatch) -> None:
    closing, go_on, close = threading.Event(), threading.Event(), Runtime.close

    def slow(runtime: Runtime) -> None:
        closing.set()
        go_on.wait(60)
        close(runtime)

    monkeypatch.setattr(Runtime, "close", slow)
    made = replace_often(runtimes, MOST_OLD + 1)
    assert closing.wait(30)
    assert is_open(made[0])
    go_on.set()
    runtimes.close()
    assert not any(is_open(each) for each in made)


def test_none_is_made_after_the_end(runtimes: Runtimes) -> None:
    last = runtimes.now
    runtimes.close()
    runtimes.replace(retries(5))
    assert runtimes.now is last
    assert not is_open(runtimes.now)


def test_settings_that_make_none_leave_the_last_one_and_are_tried_once(runtimes: Runtimes) -> None:
    first, wrong = runtimes.now, Config(wasm=WasmConfig(preload=("none_of_ours",)))
    runtimes.replace(wrong)
    assert runtimes.now is first
    assert "none_of_ours" in runtimes.problem
    assert runtimes.suits(wrong)
    runtimes.replace(retries(5))
    assert (runtimes.problem, is_open(first)) == ("", True)


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
            assert (is_open(first), is_open(runtimes.now)) == (seconds < KEPT_S, True)
            tasks.cancel_scope.cancel()
        return first, runtimes.now

    assert [is_open(each) for each in anyio.run(main)] == [False, False]
