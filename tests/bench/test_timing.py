"""Rounds are paired, and every subject runs in each of them."""

import gc
import time

import pytest

from kaptar_bench.timing import paired, scaled


def test_each_round_runs_every_subject_and_the_order_alternates() -> None:
    seen: list[str] = []
    subjects = {"a": lambda: (seen.append("a"), time.sleep(0.002)), "b": lambda: (seen.append("b"), time.sleep(0.002))}
    times = paired(subjects, rounds=5, round_ms=1)
    assert {name: len(rounds) for name, rounds in times.items()} == {"a": 5, "b": 5}
    measured = "".join(seen[4:])  # after one warm-up and one calibrating call of each
    assert measured == "abbaabbaab"


def test_times_are_seconds_per_call() -> None:
    times = paired({"nap": lambda: time.sleep(0.003)}, rounds=5, round_ms=1)["nap"]
    assert all(0.003 <= each < 0.1 for each in times)
    quick = paired({"nothing": lambda: None}, rounds=5, round_ms=1)["nothing"]
    assert all(0 < each < 1e-4 for each in quick)


def test_too_few_rounds_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 5"):
        paired({"a": lambda: None}, rounds=4)


def test_garbage_collection_is_off_meanwhile_and_on_again_afterwards() -> None:
    states: set[bool] = set()
    paired({"a": lambda: states.add(gc.isenabled())}, rounds=5, round_ms=0.01, warm_ups=0)
    assert False in states
    assert gc.isenabled()

    def fail() -> None:
        if not gc.isenabled():
            raise RuntimeError("inside a round")

    with pytest.raises(RuntimeError, match="inside a round"):
        paired({"a": fail}, rounds=5)
    assert gc.isenabled()


def test_units() -> None:
    assert scaled([0.002], "ms") == [2.0]
    assert scaled([0.002], "µs") == pytest.approx([2000.0])
