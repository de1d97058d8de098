"""Bounded waits of tests, for what no event tells of: another process's end, a count in a pool, a folder that goes."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_PAUSE_S = 0.01


def wait_until(look: Callable[[], T], what: str, within_s: float = 10.0) -> T:
    """Look again and again until the answer is true, and give it.

    An event, a condition or a line of a process's output is better: use this only where there is none.

    Args:
        look: asked about every hundredth of a second.
        what: the thing that is awaited, for the message.
        within_s: the bound in seconds.
    Raises:
        AssertionError: the time is over. It names ``what``, and the last answer.
    """
    until = time.monotonic() + within_s
    while not (found := look()):
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {within_s:g} s; the last answer was {found!r}")
        time.sleep(_PAUSE_S)
    return found
