"""Statistics that `bytes.aggregate` returns."""

from typing import Any

import msgspec


class Aggregate(msgspec.Struct, frozen=True):
    """Statistics of an array of floats. All but ``count`` are NaN where one of the values is.

    ``stddev`` is the population's (divided by the count); percentiles are linear between the two nearest ranks.
    """

    count: int
    sum: float
    mean: float
    min: float
    max: float
    stddev: float
    p50: float
    p95: float
    p99: float


def decode_aggregate(value: Any) -> Aggregate:
    return msgspec.convert(value, Aggregate)
