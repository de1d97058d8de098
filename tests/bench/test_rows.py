"""Value, ratio and verdict of a row follow from its rounds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import InputError
from kaptar_bench.rows import HIGHER_IS_BETTER, LOWER_IS_BETTER, Target, load, measured, report, save

POSITIVE = st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=9)


def test_half_the_peer_s_time_is_a_ratio_of_two() -> None:
    row = measured("parse", [1, 2, 3], "ms", peer="other", peer_rounds=[4, 4, 4], target=Target("ratio", ">=", 2)).row
    assert (row.value, row.peer_value, row.ratio, row.target, row.holds) == (2, 4, 2, "ratio >= 2", True)


def test_half_the_peer_s_throughput_is_a_ratio_of_a_half() -> None:
    row = measured("copy", [5], "MB/s", peer="other", peer_rounds=[10], target=Target("ratio", ">=", 1)).row
    assert (row.ratio, row.holds) == (0.5, False)


def test_a_target_on_the_value() -> None:
    assert measured("call", [59.0], "µs", target=Target("value", "<=", 60)).row.holds is True
    assert measured("call", [61.0], "µs", target=Target("value", "<=", 60)).row.holds is False


def test_a_peer_that_is_not_there_leaves_the_verdict_open_with_its_reason() -> None:
    row = measured("parse", [1.0], "ms", peer="acorn", target=Target("ratio", ">=", 1.5), reason="no Node").row
    assert (row.ratio, row.holds, row.reason) == (None, None, "no Node")


@pytest.mark.parametrize("peer_rounds", [[], [0.0]])
def test_an_open_verdict_needs_a_reason(peer_rounds: list[float]) -> None:
    with pytest.raises(ValueError, match="no reason"):
        measured("parse", [1.0], "ms", peer="acorn", peer_rounds=peer_rounds, target=Target("ratio", ">=", 1.5))
    with pytest.raises(ValueError, match="no reason"):
        measured("parse", [], "ms")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="parsecs"):
        measured("run", [12], "parsecs")
    assert not LOWER_IS_BETTER & HIGHER_IS_BETTER


@given(POSITIVE, POSITIVE, st.sampled_from(sorted(LOWER_IS_BETTER | HIGHER_IS_BETTER)))
def test_a_ratio_above_one_means_better_in_every_unit(ours: list[float], theirs: list[float], unit: str) -> None:
    row = measured("row", ours, unit, peer="p", peer_rounds=theirs).row
    assert row.value is not None
    assert row.peer_value is not None
    assert row.ratio is not None
    better = row.value < row.peer_value if unit in LOWER_IS_BETTER else row.value > row.peer_value
    if row.ratio != pytest.approx(1):
        assert (row.ratio > 1) == better


def test_what_is_saved_can_be_loaded(tmp_path: Path) -> None:
    saved = report("demo", [measured("a", [1.0, 2.0], "ms"), measured("b", [], "ms", reason="no b")])
    save(saved, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == saved
    assert saved.rounds == {"a": (1.0, 2.0)}
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_two_rows_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two rows"):
        report("demo", [measured("a", [1.0], "ms"), measured("a", [1.0], "ms")])


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"bench": 3}', b"\xff"])
def test_a_file_that_is_not_a_saved_bench(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"run\.json"):
        load(path)
