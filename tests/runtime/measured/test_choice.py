"""The choice of a backend, without clocks: made-up costs in, calls out."""

import random
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from kaptar.runtime.measured.choice import HOPELESS, MARGIN, TRIALS, Choice, size_class


def spend(
    choice: Choice, units: int, guest: float, host: float, calls: int, noise: random.Random | None = None
) -> dict[str, int]:
    """Make calls of which each backend has this cost; how often each was picked."""
    picked = {"guest": 0, "host": 0}
    for _ in range(calls):
        cell = choice.row("op").cell(units)
        backend = cell.picked
        cost = guest if backend == "guest" else host
        cell.observe(backend, cost * (noise.uniform(0.8, 1.25) if noise else 1))
        picked[backend] += 1
    return picked


COST = st.floats(0.5, 1e6)


@given(guest=COST, host=COST, units=st.integers(0, 10**7), seed=st.integers(0, 999))
def test_calls_cost_little_more_than_always_picking_the_better_one(guest: float, host: float, units: int, seed: int) -> None:
    choice, calls = Choice(), 2000
    picked = spend(choice, units, guest, host, calls, random.Random(seed))
    worse: Literal["guest", "host"] = "guest" if guest > host else "host"
    extra = picked[worse] * abs(guest - host)
    trials = TRIALS * max(guest, host)
    tolerated = 0.5 if max(guest, host) < 1.6 * min(guest, host) else 0.05  # near a tie either may look better in the noise
    assert extra <= trials + tolerated * calls * min(guest, host)


@given(guest=COST, host=COST)
def test_after_its_trials_the_better_one_answers(guest: float, host: float) -> None:
    choice = Choice()
    spend(choice, 1000, guest, host, 2 * TRIALS)
    picked = spend(choice, 1000, guest, host, 100)
    if guest > host * MARGIN:
        assert picked["host"] >= 90
    if host > guest * MARGIN:
        assert picked["guest"] >= 90


def test_a_backend_that_loses_by_far_is_tried_less() -> None:
    choice = Choice()
    assert spend(choice, 1000, 1.0, 1000.0, 100)["host"] <= 2
    assert spend(Choice(), 1000, 1000.0, 1.0, 100)["guest"] <= TRIALS


def test_a_neighbouring_class_spares_hopeless_trials() -> None:
    choice = Choice()
    spend(choice, 1000, 1.0, HOPELESS * 3, 50)
    assert spend(choice, 2000, 1.0, HOPELESS * 3, 50) == {"guest": 50, "host": 0}


def test_classes_are_apart() -> None:
    choice = Choice()
    spend(choice, 10, 20.0, 5.0, 100)
    spend(choice, 100_000, 20.0, 5000.0, 100)
    assert spend(choice, 10, 20.0, 5.0, 100)["host"] > 90
    assert spend(choice, 100_000, 20.0, 5000.0, 100)["guest"] > 90


def test_it_notices_when_the_other_one_has_become_better() -> None:
    choice = Choice()
    spend(choice, 1000, 10.0, 20.0, 200)
    assert spend(choice, 1000, 10.0, 1.0, 10_000)["host"] > 5000
    assert spend(choice, 1000, 10.0, 1.0, 1000)["host"] > 950


def test_samples_survive_a_run() -> None:
    choice = Choice()
    spend(choice, 1000, 50.0, 5.0, 100)
    again = Choice(choice.samples())
    assert spend(again, 1000, 50.0, 5.0, 100)["host"] >= 98


def test_what_is_usual_is_known_from_enough_calls_only() -> None:
    choice = Choice()
    known = [choice.row("op").cell(5).observe("host", 10.0) for _ in range(TRIALS + 1)]
    assert known == [None] * TRIALS + [10.0]


@given(st.integers(0, 2**50))
def test_size_classes_are_powers_of_two(units: int) -> None:
    number = size_class(units)
    assert 0 <= number <= 40
    if 0 < units < 2**40:
        assert 2 ** (number - 1) <= units < 2**number
