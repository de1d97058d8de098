"""Wrong plans that the account once accepted, found by thought and by fuzzing. Each stands in `holes.json` with the reason."""

import json
from pathlib import Path

import pytest
from judging import Judge
from proof.plans import CUTS
from proof.triple import Triple

OPEN: frozenset[str] = frozenset()
"""Names of holes that are still there."""
HOLES = json.loads((Path(__file__).parent / "holes.json").read_text("utf-8"))


def _holes(by_lines: bool) -> list[object]:
    mark = pytest.mark.xfail(reason="the account accepts it", strict=True)
    found = [hole for hole in HOLES if hole["by_lines"] == by_lines]
    return [pytest.param(hole, id=hole["name"], marks=[mark] if hole["name"] in OPEN else []) for hole in found]


@pytest.mark.guest
@pytest.mark.parametrize("hole", _holes(by_lines=False))
def test_it_is_refused(by_tables: Judge, hole: dict[str, str]) -> None:
    _refuses(by_tables, hole)


@pytest.mark.parametrize("hole", _holes(by_lines=True))
def test_it_is_refused_by_lines(by_lines: Judge, hole: dict[str, str]) -> None:
    _refuses(by_lines, hole)


def test_the_names_are_unique() -> None:
    assert len({hole["name"] for hole in HOLES}) == len(HOLES)


def _refuses(judge: Judge, hole: dict[str, str]) -> None:
    triple = Triple(hole["name"], hole["path"], hole["before"], hole["edit"], hole["wrong"])
    for cut in CUTS:
        assert judge.ask(triple, hole["wrong"], cut).complaint is not None, (hole["why"], cut)
