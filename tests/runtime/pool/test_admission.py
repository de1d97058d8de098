"""Seats and memory are given in order of arrival, and never beyond their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import Busy
from kaptar.runtime.pool.admission import Admission, Waiter


def admission(seats: int = 2, memory: int = 100, queue: int = 3) -> Admission:
    return Admission(seats=seats, most=seats, memory=memory, queue=queue)


def queued(who: Waiter | None) -> Waiter:
    assert who is not None
    return who


def test_who_waits_is_served_in_order_and_nobody_overtakes() -> None:
    desk = admission(memory=100)
    assert desk.enter(60) is None
    big = queued(desk.enter(60))
    small = queued(desk.enter(10))
    assert not small.granted
    desk.leave(60)
    assert (big.granted, small.granted) == (True, True)


def test_the_queue_is_bounded() -> None:
    desk = admission(seats=1, queue=2)
    desk.enter(1)
    desk.enter(1), desk.enter(1)
    with pytest.raises(Busy, match="1 calls run and 2 wait"):
        desk.enter(1)


def test_who_gives_up_lets_the_next_one_pass() -> None:
    desk = admission(memory=100)
    desk.enter(60)
    big, small = queued(desk.enter(60)), queued(desk.enter(10))
    assert desk.give_up(big)
    assert small.granted
    assert not desk.give_up(small)


@given(st.integers(1, 5), st.integers(1, 100), st.lists(st.tuples(st.sampled_from("elg"), st.integers(0, 120)), max_size=60))
def test_the_bounds_hold_whatever_happens(seats: int, memory: int, steps: list[tuple[str, int]]) -> None:
    desk = Admission(seats=seats, most=seats + 2, memory=memory, queue=4)
    inside: list[int] = []
    waiting: list[Waiter] = []
    for step, number in steps:
        if step == "e":
            try:
                waiter = desk.enter(number)
            except Busy:
                assert len(waiting) == 4
                continue
            inside += [number] if waiter is None else []
            waiting += [waiter] if waiter is not None else []
        elif step == "l" and inside:
            desk.leave(inside.pop(number % len(inside)))
        elif step == "g" and waiting:
            assert desk.give_up(waiting.pop(number % len(waiting)))
        granted = [waiter for waiter in waiting if waiter.granted]
        assert granted == waiting[: len(granted)], "somebody overtook"
        waiting = waiting[len(granted) :]
        inside += [waiter.need for waiter in granted]
        assert (desk.taken, desk.reserved) == (len(inside), sum(inside))
        assert desk.taken <= desk.seats
        assert desk.reserved <= memory or desk.taken == 1
        assert not waiting or desk.taken, "all wait for nobody"
