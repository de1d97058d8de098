"""Schedule: which task runs next. Pure: ids in, ids out. Each need is looked at once, whatever the number of tasks."""

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
        self._missing = {task: len(set(names)) for task, names in needs.items()}
        self._needed_by: dict[str, list[str]] = {task: [] for task in needs}
        for task, names in needs.items():
            for name in set(names):
                self._needed_by[name].append(task)
        self._startable = [task for task, missing in self._missing.items() if not missing]
        self._places = {task: place for place, task in enumerate(needs)}
        self._waiting: dict[str, deque[Item]] = {}
        self._out: dict[str, int] = {}
        self._ended = 0
        self._turn: deque[str] = deque()

    def startable(self) -> list[str]:
        """Tasks that can be opened now: all they need has ended. Each is named once, and is to be opened."""
        ready, self._startable = sorted(self._startable, key=self._places.__getitem__), []
        return ready

    def open(self, task: str, items: list[Item]) -> bool:
        """Give a task its items. True when it has none and so has ended at once."""
        self._waiting[task] = deque(items)
        self._out[task] = 0
        if items:
            self._turn.append(task)
            return False
        self._end(task)
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
        self._end(task)
        return True

    def _end(self, task: str) -> None:
        self._ended += 1
        for other in self._needed_by[task]:
            self._missing[other] -= 1
            if not self._missing[other]:
                self._startable.append(other)

    @property
    def finished(self) -> bool:
        """Whether every task has ended."""
        return self._ended == len(self._missing)
