"""A regression is flagged beyond the noise, and only there."""

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import InputError
from kaptar_bench.compare import ALPHA, MIN_ROUNDS, PAIRED_FLOOR, Comparison, compare, compare_pairs, signed_rank_p
from kaptar_bench.rows import Machine, Saved, measured

MACHINE = Machine("cpu", 2, "Linux x86_64", "3.11.7", "50")


def saved(rows: dict[str, list[float]], unit: str = "ms", bench: str = "demo", machine: Machine = MACHINE) -> Saved:
    results = [measured(name, rounds, unit) for name, rounds in rows.items()]
    return Saved(bench, machine, tuple(result.row for result in results), {result.row.row: result.rounds for result in results})


def noisy(seed: int, around: float, noise: float = 0.03, rounds: int = 9) -> list[float]:
    rng = random.Random(seed)
    return [around * (1 + rng.uniform(-noise, noise)) for _ in range(rounds)]


def outcome(comparison: Comparison) -> str:
    (row,) = comparison.rows
    return row.outcome


def test_the_same_code_twice_is_hardly_ever_flagged() -> None:
    runs = [compare(saved({"a": noisy(seed, 10)}), saved({"a": noisy(seed + 1000, 10)})) for seed in range(200)]
    assert sum(run.regressed for run in runs) <= 200 * ALPHA


@pytest.mark.parametrize("seed", range(20))
def test_a_seventh_slower_is_a_regression_and_the_way_back_an_improvement(seed: int) -> None:
    old, new = saved({"a": noisy(seed, 10)}), saved({"a": noisy(seed + 1000, 11.5)})
    there, back = compare(old, new), compare(new, old)
    assert (outcome(there), there.regressed, outcome(back), back.regressed) == ("regressed", 1, "improved", 0)
    (row,) = there.rows
    assert row.p is not None
    assert row.noise is not None
    assert row.change is not None
    assert row.p <= ALPHA
    assert row.change > row.noise


def test_for_throughput_less_is_worse() -> None:
    old, new = saved({"a": noisy(1, 100)}, "MB/s"), saved({"a": noisy(2, 80)}, "MB/s")
    assert (outcome(compare(old, new)), outcome(compare(new, old))) == ("regressed", "improved")


def test_a_clear_change_within_the_noise_is_not_flagged() -> None:
    old = [float(value) for value in (10, 14, 9, 15, 8, 13, 11, 16, 7)]
    change = compare(saved({"a": old}), saved({"a": [value * 1.03 for value in old]})).rows[0]
    assert change.p is not None
    assert change.p <= ALPHA
    assert change.outcome == "unchanged"


def test_one_slow_round_is_no_regression() -> None:
    assert outcome(compare(saved({"a": [10.0] * 9}), saved({"a": [10.0] * 8 + [90.0]}))) == "unchanged"


def test_too_few_rounds_rows_that_are_gone_and_zeros_are_not_compared() -> None:
    few = saved({"a": [1.0] * (MIN_ROUNDS - 1), "gone": [1.0] * 9, "zero": [0.0] * 9})
    new = saved({"a": [9.0] * 9, "new": [1.0] * 9, "zero": [1.0] * 9})
    comparison = compare(few, new)
    assert {row.row: row.outcome for row in comparison.rows} == dict.fromkeys(["a", "gone", "new", "zero"], "not compared")
    assert all(row.reason for row in comparison.rows)
    assert (comparison.regressed, comparison.chance) == (0, 0)


def test_other_benches_and_other_machines_are_refused() -> None:
    one = saved({"a": [1.0] * 9})
    with pytest.raises(InputError, match="bench"):
        compare(one, saved({"a": [1.0] * 9}, bench="other"))
    with pytest.raises(InputError, match="machines"):
        compare(one, saved({"a": [1.0] * 9}, machine=Machine("cpu", 8, "Linux x86_64", "3.11.7", "50")))
    assert compare(one, saved({"a": [1.0] * 9}, machine=Machine("cpu", 2, "Linux x86_64", "3.13.0", "51"))).regressed == 0


def sittings(rng: random.Random, around: float, bias: float) -> tuple[list[list[float]], list[list[float]]]:
    """Two versions of equal code but for ``around``: noise that hits both of a round, and a bias of each process."""
    old: list[list[float]] = []
    new: list[list[float]] = []
    for _ in range(5):
        mine, theirs = rng.gauss(1, bias), rng.gauss(1, bias)
        moments = [rng.uniform(1, 2) for _ in range(11)]
        old.append([10 * moment * mine * rng.gauss(1, 0.02) for moment in moments])
        new.append([10 * moment * theirs * around * rng.gauss(1, 0.02) for moment in moments])
    return old, new


def test_pairs_of_equal_code_are_hardly_ever_flagged_though_each_process_has_a_bias() -> None:
    found = [compare_pairs("a", "ms", *sittings(random.Random(seed), 1.0, 0.03)) for seed in range(300)]
    assert sum(change.outcome == "regressed" for change in found) <= 300 * ALPHA


def test_a_quarter_slower_is_found_in_noise_that_doubles_the_figures() -> None:
    found = [compare_pairs("a", "ms", *sittings(random.Random(seed), 1.25, 0.02)) for seed in range(100)]
    assert sum(change.outcome == "regressed" for change in found) >= 90
    back = [compare_pairs("a", "MB/s", *sittings(random.Random(seed), 1.25, 0.02)) for seed in range(100)]
    assert sum(change.outcome == "improved" for change in back) >= 90


def test_a_change_below_the_floor_is_none() -> None:
    old = [[10.0] * 11] * 5
    new = [[10.0 * (1 + PAIRED_FLOOR * 0.9)] * 11] * 5
    assert compare_pairs("a", "ms", old, new).outcome == "unchanged"
    assert compare_pairs("a", "ms", old, [[10.0 * (1 + PAIRED_FLOOR * 1.1)] * 11] * 5).outcome == "regressed"


def by_enumeration(differences: list[float]) -> float:
    """The definition: over all sign patterns, the share with a rank sum as high."""
    nonzero = [each for each in differences if each]
    sizes = sorted(abs(each) for each in nonzero)
    ranks = [sum(place for place, size in enumerate(sizes, 1) if size == abs(each)) / sizes.count(abs(each)) for each in nonzero]
    observed = sum(rank for rank, each in zip(ranks, nonzero, strict=True) if each > 0)
    patterns = list(product([0, 1], repeat=len(ranks)))
    sums = [sum(rank for rank, sign in zip(ranks, signs, strict=True) if sign) for signs in patterns]
    return sum(total >= observed for total in sums) / len(patterns)


@given(st.lists(st.integers(-5, 5).map(float), max_size=9))
def test_the_test_agrees_with_its_definition(differences: list[float]) -> None:
    assert signed_rank_p(differences) == pytest.approx(by_enumeration(differences))


def test_the_smallest_p_of_n_pairs() -> None:
    assert signed_rank_p([1.0] * MIN_ROUNDS) == 2**-MIN_ROUNDS <= ALPHA
    assert signed_rank_p([1.0] * (MIN_ROUNDS - 1)) > ALPHA
    assert signed_rank_p([0.0] * 9) == 1.0
