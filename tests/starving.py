"""A system that gives no threads, as one whose limit is reached."""

import _thread
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def no_threads(after: int = 0, name: str = "") -> Iterator[list[str]]:
    """Until the end, threads fail to start as Python tells it; gives a list that fills with what was tried.

    Args:
        after: so many start before.
        name: only threads whose name begins so, and those without one.
    """
    tried: list[str] = []
    start = threading.Thread.start
    start_new: Callable[..., int] = _thread.start_new_thread

    def refuse(what: str) -> bool:
        tried.append(what)
        return len(tried) > after

    def of_thread(self: threading.Thread) -> None:
        if self.name.startswith(name) and refuse(self.name):
            raise RuntimeError("can't start new thread")
        start(self)

    def of_module(*args: Any) -> int:
        if refuse("_thread"):
            raise RuntimeError("can't start new thread")
        return start_new(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading.Thread, "start", of_thread)
        patch.setattr(_thread, "start_new_thread", of_module)
        yield tried
