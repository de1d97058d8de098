"""A deadline counts the thread's own time, and looks at the clock with patience."""

from kaptar.clock import PATIENCE, Deadline


def test_a_deadline_is_over_by_its_own_time_or_in_the_end_by_the_clock() -> None:
    now = {"clock": 50.0, "own": 7.0}
    deadline = Deadline(2.0, lambda: now["clock"], lambda: now["own"])
    now["clock"] += 10.0
    assert deadline.left_s() == 2.0
    now["own"] += 1.5
    assert deadline.left_s() == 0.5
    now["clock"] = 50.0 + 2.0 * PATIENCE
    assert deadline.left_s() == 0.0
    now.update(clock=50.0, own=9.0)
    assert deadline.left_s() == 0.0


def test_what_other_threads_do_is_not_in_it() -> None:
    deadline = Deadline(3600.0)
    assert 3599.0 < deadline.left_s() <= 3600.0
