"""Threads of the event loop: work that would keep the loop waiting is done in one of them."""

from collections.abc import Callable
from typing import TypeVar

from anyio import to_thread

from kaptar.machine import is_without_thread

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """What short work gives. Where the system gives no thread, the loop does it itself: no part of the hive ends for that."""
    begun: list[None] = []

    def noted() -> T:
        begun.append(None)
        return work()

    try:
        return await to_thread.run_sync(noted)
    except RuntimeError as problem:
        if begun or not is_without_thread(problem):
            raise
    return work()
