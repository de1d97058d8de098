"""Pace of the watch: one noisy file, many files, and large ones each have a share of a minute."""

from kaptar.hive.pace import ALL_BYTES, ALL_ROWS, FILE_ROWS, MOST_FILES, WatchPace


def noted(pace: WatchPace, names: list[str], now_s: float, size: int = 1) -> int:
    """How many of these changes were written down."""
    done = 0
    for name in names:
        if pace.allows(name, now_s):
            pace.noted(name, size, now_s)
            done += 1
    return done


def test_one_file_has_a_share_and_leaves_the_others_theirs() -> None:
    pace = WatchPace()
    assert noted(pace, ["log"] * 100, 10.0) == FILE_ROWS
    assert noted(pace, ["a", "b"], 10.0) == 2
    assert noted(pace, ["log"] * 100, 10.0 + 60 / FILE_ROWS) == 1, "a part of it comes back with the time"
    assert noted(pace, ["log"] * 100, 1000.0) == FILE_ROWS, "and never more than all of it"


def test_all_files_have_a_share_together() -> None:
    pace = WatchPace()
    assert noted(pace, [f"{n}" for n in range(2 * ALL_ROWS)], 10.0) == ALL_ROWS
    assert noted(pace, [f"{n}" for n in range(2 * ALL_ROWS)], 70.0) == ALL_ROWS


def test_a_large_content_is_paid_for_afterwards() -> None:
    pace = WatchPace()
    assert noted(pace, ["a"], 10.0, 2 * ALL_BYTES) == 1
    assert noted(pace, ["b"], 60.0) == 0
    assert noted(pace, ["b"], 75.0) == 1


def test_few_files_are_counted() -> None:
    pace = WatchPace()
    for number in range(MOST_FILES + 1):
        for _ in range(FILE_ROWS if number == 0 else 1):
            pace.noted(f"{number}", 0, 60.0 * number)
    assert pace.allows("0", 60.0 * MOST_FILES), "the one that was counted longest ago is forgotten"
