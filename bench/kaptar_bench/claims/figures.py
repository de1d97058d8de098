"""Figures that were measured for claims, before they have the claims' names."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kaptar_bench.claims.stated import Claim
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, Target, measured


class Figures(NamedTuple):
    """See `rows.measured` for the fields."""

    rounds: Sequence[float]
    unit: str
    target: Target | None = None
    peer: str | None = None
    peer_rounds: Sequence[float] = ()
    reason: str | None = None

    def row(self, claim: Claim) -> Measured:
        """The claim beside what was measured."""
        return measured(
            claim.row, self.rounds, self.unit, peer=self.peer, peer_rounds=self.peer_rounds, target=self.target,
            reason=self.reason,
        )  # fmt: skip


def at_most(bound: float) -> Target:
    return Target("value", "<=", bound)


def at_least(bound: float) -> Target:
    return Target("value", ">=", bound)


def times(bound: float) -> Target:
    return Target("ratio", ">=", bound)


Maker = Callable[[Effort], Figures]
