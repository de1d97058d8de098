"""Is a bench slower than it was? Two saved runs, compared row by row, with the test and its figures named.

A row has regressed when both hold:

- the exact one-sided Wilcoxon signed-rank test over the paired rounds gives p <= `ALPHA` for "NEW is worse than OLD";
- the median of the paired changes is beyond the noise: `SPREADS` times the larger interquartile range of the two runs,
  as a share of its median, and at least `FLOOR`.

The first says that the change is not chance, the second that it is more than what the machine does by itself. With nine
rounds and 3 % of normal noise, equal code was never flagged in 2,000 simulated pairs, and code 10 % slower in 91 % of them.
Source of the test: Wilcoxon 1945; mid-ranks for ties, zero differences left out, exact by counting all sign patterns.
"""

from collections import Counter
from collections.abc import Sequence
from math import expm1, log, log1p
from statistics import median, quantiles
from typing import Literal

import msgspec

from kaptar.errors import InputError
from kaptar_bench.rows import LOWER_IS_BETTER, Saved

ALPHA = 0.01
FLOOR = 0.02
PAIRED_FLOOR = 0.03
TEST = "Wilcoxon signed-rank, exact, one-sided, paired by round"
SPREADS = 1.5
MIN_ROUNDS = 7
"""With fewer the test cannot reach `ALPHA`: the smallest p of n pairs is 2 ** -n."""

Outcome = Literal["regressed", "accepted", "improved", "unchanged", "not compared"]


class Change(msgspec.Struct, frozen=True):
    """One row of two runs.

    Attributes:
        change: median of the paired changes as a share: 0.1 is 10 % worse, negative is better.
        noise: the share that a change must exceed.
        p: of the test in the direction of the change.
        pairs: rounds that were compared.
    """

    row: str
    outcome: Outcome
    unit: str
    old: float | None = None
    new: float | None = None
    change: float | None = None
    noise: float | None = None
    p: float | None = None
    pairs: int = 0
    reason: str | None = None


class Comparison(msgspec.Struct, frozen=True):
    """The answer of ``kaptar bench compare``. ``chance``: regressions that chance alone gives on so many rows, at most."""

    bench: str
    test: str
    alpha: float
    chance: float
    regressed: int
    rows: tuple[Change, ...]


def compare(old: Saved, new: Saved) -> Comparison:
    """Compare two runs of one bench. Raises InputError if they are of different benches or machines."""
    if old.bench != new.bench:
        raise InputError(f"bench {old.bench!r} and bench {new.bench!r} cannot be compared")
    here, there = old.machine, new.machine
    if (here.cpu, here.cores, here.system) != (there.cpu, there.cores, there.system):
        raise InputError(f"measured on different machines ({here.cpu}, {here.cores} cores; {there.cpu}, {there.cores} cores)")
    units = {row.row: row.unit for row in (*old.rows, *new.rows)}
    return comparison(
        old.bench, [_change(name, unit, old.rounds.get(name, ()), new.rounds.get(name, ())) for name, unit in units.items()]
    )


def comparison(bench: str, rows: Sequence[Change]) -> Comparison:
    """The changes of all rows of a bench, counted."""
    compared = sum(row.outcome != "not compared" for row in rows)
    regressed = sum(row.outcome == "regressed" for row in rows)
    return Comparison(bench, TEST, ALPHA, round(compared * ALPHA, 2), regressed, tuple(rows))


def compare_pairs(row: str, unit: str, old: Sequence[Sequence[float]], new: Sequence[Sequence[float]]) -> Change:
    """Compare two versions that ran in one run, in rounds that alternate.

    What hits both in a round leaves their ratio as it is, so logarithms of ratios are compared. The test judges all rounds. The
    noise is `SPREADS` times the distance of the best and the worst sitting, each by its median, and at least `PAIRED_FLOOR`.

    Args:
        old, new: figures by sitting and round; positive, and as many in both. Each sitting has processes of its own.
    """
    worse = 1 if unit in LOWER_IS_BETTER else -1
    logs = [
        [worse * log(after / before) for before, after in zip(*sitting, strict=True)] for sitting in zip(old, new, strict=True)
    ]
    sittings, all_logs = [median(sitting) for sitting in logs], _all(logs)
    change, noise = median(all_logs), max(log1p(PAIRED_FLOOR), SPREADS * (max(sittings) - min(sittings)))
    p = _p_of(change, all_logs)
    outcome = _outcome(change, noise, p)
    return Change(row, outcome, unit, median(_all(old)), median(_all(new)), expm1(change), expm1(noise), p, len(all_logs))


def _change(name: str, unit: str, old: Sequence[float], new: Sequence[float]) -> Change:
    pairs = min(len(old), len(new))
    if pairs < MIN_ROUNDS:
        reason = f"{len(old)} and {len(new)} rounds; at least {MIN_ROUNDS} in both"
        return Change(name, "not compared", unit, pairs=pairs, reason=reason)
    if min(*old, *new) <= 0:
        return Change(name, "not compared", unit, pairs=pairs, reason="a figure that is not positive has no relative change")
    worse = 1 if unit in LOWER_IS_BETTER else -1
    changes = [(after / before) ** worse - 1 for before, after in zip(old[:pairs], new[:pairs], strict=True)]
    noise = max(FLOOR, SPREADS * _spread(old), SPREADS * _spread(new))
    change = median(changes)
    p = _p_of(change, changes)
    return Change(name, _outcome(change, noise, p), unit, median(old), median(new), change, noise, p, pairs)


def _p_of(change: float, changes: Sequence[float]) -> float:
    """Of the test in the direction of the change."""
    return signed_rank_p(changes if change >= 0 else [-each for each in changes])


def _outcome(change: float, noise: float, p: float) -> Outcome:
    """``change``: above 0 is worse."""
    if p > ALPHA or abs(change) <= noise:
        return "unchanged"
    return "regressed" if change > 0 else "improved"


def _all(sittings: Sequence[Sequence[float]]) -> list[float]:
    return [each for sitting in sittings for each in sitting]


def _spread(rounds: Sequence[float]) -> float:
    low, middle, high = quantiles(rounds, n=4, method="inclusive")
    return (high - low) / middle


def signed_rank_p(differences: Sequence[float]) -> float:
    """The chance of a rank sum as high as this one, if each difference were as likely below zero as above.

    1.0 when all differences are zero. Exact, in time quadratic in the number of differences times their ranks.
    """
    nonzero = sorted((each for each in differences if each), key=abs)
    ranks = _doubled_ranks([abs(each) for each in nonzero])
    observed = sum(rank for rank, each in zip(ranks, nonzero, strict=True) if each > 0)
    ways = Counter({0: 1})
    for rank in ranks:
        ways += Counter({total + rank: count for total, count in ways.items()})
    return sum(count for total, count in ways.items() if total >= observed) / (1 << len(ranks))


def _doubled_ranks(ordered: Sequence[float]) -> list[int]:
    """Twice the mid-rank of each value in an ascending list: whole numbers, also where values are tied."""
    first: dict[float, int] = {}
    for position, value in enumerate(ordered, 1):
        first.setdefault(value, position)
    counts = Counter(ordered)
    return [2 * first[value] + counts[value] - 1 for value in ordered]
