"""Schedule: which task runs next. Pure: ids in, ids out."""

from collections import deque
from collections.abc import Mapping
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Schedule(Generic[Item]):
    """Hands out the items of tasks whose needs have ended, one of each running task in turn.

    Args:
        needs: for each task the tasks that must have ended; without a cycle.
    """

    def __init__(self, needs: Mapping[str, tuple[str, ...]]) -> None:
        self._needs = dict(needs)
        self._waiting: dict[str, deque[Item]] = {}
        self._out: dict[str, int] = {}
        self._ended: set[str] = set()
        self._turn: deque[str] = deque()

    def startable(self) -> list[str]:
        """Tasks that can be opened now: all they need has ended."""
        return [t for t, needs in self._needs.items() if t not in self._out and self._ended.issuperset(needs)]

    def open(self, task: str, items: list[Item]) -> bool:
        """Give a task its items. True when it has none and so has ended at once."""
        self._waiting[task] = deque(items)
        self._out[task] = 0
        if items:
            self._turn.append(task)
            return False
        self._ended.add(task)
        return True

    def take(self) -> tuple[str, Item] | None:
        """The next item to work on, or None when nothing can start now."""
        if not self._turn:
            return None
        task = self._turn.popleft()
        item = self._waiting[task].popleft()
        self._out[task] += 1
        if self._waiting[task]:
            self._turn.append(task)
        return task, item

    def give_back(self, task: str) -> bool:
        """One item of a task is finished. True when the task has ended with it."""
        self._out[task] -= 1
        if self._out[task] or self._waiting[task]:
            return False
        self._ended.add(task)
        return True

    @property
    def finished(self) -> bool:
        """Whether every task has ended."""
        return len(self._ended) == len(self._needs)
