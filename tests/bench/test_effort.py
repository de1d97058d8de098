"""A short run takes the fewest rounds and judges no target."""

from kaptar_bench.effort import NOT_JUDGED, Effort, judged, timed
from kaptar_bench.rows import Target, measured

MET = measured("met", [1.0], "ms", target=Target("value", "<=", 2))
MISSED = measured("missed", [3.0], "ms", target=Target("value", "<=", 2), reason="of 7")
SHOWN = measured("shown", [3.0], "ms", reason="of 7")
NO_PEER = measured("no peer", [3.0], "ms", target=Target("ratio", ">=", 2), reason="not run: no Node")


def test_no_target_of_a_short_run_holds_or_is_missed() -> None:
    rows = [result.row for result in judged([MET, MISSED, SHOWN, NO_PEER], Effort.SHORT)]
    assert [row.holds for row in rows] == [None] * 4
    assert [row.reason for row in rows] == [NOT_JUDGED, NOT_JUDGED, "of 7", "not run: no Node"]
    assert [row.value for row in rows] == [1.0, 3.0, 3.0, 3.0]


def test_a_full_run_is_judged() -> None:
    assert judged([MET, MISSED], Effort.FULL) == [MET, MISSED]
    assert (MET.row.holds, MISSED.row.holds) == (True, False)


def test_a_short_run_takes_five_rounds() -> None:
    calls: list[int] = []
    subjects = {"one": lambda: calls.append(1)}
    assert len(timed(subjects, Effort.SHORT, rounds=15, round_ms=0.001)["one"]) == 5
    assert len(timed(subjects, Effort.FULL, rounds=15, round_ms=0.001)["one"]) == 15
