"""Seats and memory are given in order of arrival, and never beyond their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import Busy
from kaptar.runtime.pool.admission import Admission, Seat


def admission(seats: int = 2, memory: int = 100, queue: int = 3) -> Admission:
    return Admission(seats=seats, most=seats, memory=memory, queue=queue)


def enter(desk: Admission, need: int) -> Seat:
    seat = Seat(need)
    assert desk.enter(seat) is (seat in desk.seated)
    return seat


def test_who_waits_is_served_in_order_and_nobody_overtakes() -> None:
    desk = admission(memory=100)
    first, big, small = (enter(desk, need) for need in (60, 60, 10))
    assert list(desk.seated) == [first]
    desk.leave(first)
    assert list(desk.seated) == [big, small]


def test_the_queue_is_bounded() -> None:
    desk = admission(seats=1, queue=2)
    for _ in range(3):
        enter(desk, 1)
    with pytest.raises(Busy, match="1 calls run and 2 wait"):
        enter(desk, 1)


def test_who_gives_up_lets_the_next_one_pass() -> None:
    desk = admission(memory=100)
    _, big, small = (enter(desk, need) for need in (60, 60, 10))
    desk.strike(big)
    assert small in desk.seated
    desk.strike(small)
    desk.strike(small)
    assert (desk.taken, desk.reserved, len(desk.waiting)) == (1, 60, 0)


def test_a_grant_that_was_interrupted_half_way_is_completed() -> None:
    desk = admission(seats=1)
    first, second = enter(desk, 10), enter(desk, 20)
    desk.seated.pop(first)
    desk.seated[second] = second.need  # as far as a grant had come when a signal arrived
    desk.strike(first)
    assert (list(desk.seated), desk.reserved, list(desk.waiting)) == ([second], 20, [])


@given(st.integers(1, 5), st.integers(1, 100), st.lists(st.tuples(st.sampled_from("elg"), st.integers(0, 120)), max_size=60))
def test_the_bounds_hold_whatever_happens(seats: int, memory: int, steps: list[tuple[str, int]]) -> None:
    desk = Admission(seats=seats, most=seats + 2, memory=memory, queue=4)
    inside: list[Seat] = []
    waiting: list[Seat] = []
    for step, number in steps:
        if step == "e":
            seat = Seat(number)
            try:
                (inside if desk.enter(seat) else waiting).append(seat)
            except Busy:
                assert len(waiting) == 4
                continue
        elif step == "l" and inside:
            desk.leave(inside.pop(number % len(inside)))
        elif step == "g" and waiting:
            desk.strike(waiting.pop(number % len(waiting)))
        granted = [seat for seat in waiting if seat in desk.seated]
        assert granted == waiting[: len(granted)], "somebody overtook"
        waiting = waiting[len(granted) :]
        inside += granted
        assert (desk.taken, desk.reserved) == (len(inside), sum(seat.need for seat in inside))
        assert desk.taken <= desk.seats
        if desk.taken != 1:
            assert desk.reserved <= memory
        if waiting:
            assert desk.taken, "all wait for nobody"
