"""The wait for a condition gives its answer, and is bounded."""

import pytest
from tests.waiting import wait_until


def test_it_gives_the_first_true_answer() -> None:
    answers = iter([0, None, "third", "fourth"])
    assert wait_until(lambda: next(answers), "an answer") == "third"


def test_what_does_not_happen_is_named() -> None:
    with pytest.raises(AssertionError, match=r"rain: not within 0\.02 s; the last answer was \[\]"):
        wait_until(list, "rain", 0.02)
