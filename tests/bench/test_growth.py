"""The power by which a cost grows with its size."""

import pytest

from kaptar_bench.growth import BOUND, exponent
from kaptar_bench.rows import measured


@pytest.mark.parametrize("power", [0.0, 1.0, 2.0, 3.0])
def test_the_exponent_is_the_power_of_the_size(power: float) -> None:
    sizes = (100, 200, 400)
    assert exponent(sizes, [1e-3 * size**power for size in sizes]) == pytest.approx(power)


@pytest.mark.parametrize(("rounds", "holds"), [([1.0, 1.1, 1.9], True), ([1.0, 1.2, 1.9], False)])
def test_a_row_above_its_bound_is_missed(rounds: list[float], holds: bool) -> None:
    row = measured("a row", rounds, "power", target=BOUND, reason="sizes").row
    assert (row.holds, row.target) == (holds, "value <= 1.15")
