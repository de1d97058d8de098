"""Linearizability: whether a history of calls that overlap could have been made one after the other.

The search of Wing and Gong with the memory of Lowe: calls are put in order one at a time, each when no other that has ended
before it began is left, and each pair of calls that were put in order and state of the model is tried once.
Source: G. Lowe, Testing for linearizability, 2017.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple


class Call(NamedTuple):
    """One call: when it began and ended, what was asked and what was answered."""

    began: int
    ended: int
    asked: Any
    answered: Any


Step = Callable[[Any, Any, Any], Iterable[Hashable]]
"""Gives the states after a call, by the state before it, what was asked and what was answered; none: the answer is wrong."""


class _Event:
    """A beginning or an end of a call, in a list of those that are not yet in order."""

    __slots__ = ("after", "before", "end", "number")

    def __init__(self, number: int, end: "_Event | None") -> None:
        self.number, self.end = number, end
        self.before: _Event | None = None
        self.after: _Event | None = None


def is_linearizable(calls: Sequence[Call], first: Hashable, step: Step) -> bool:
    """Whether there is an order in which each answer is right, and no call comes before one that ended when it began."""
    head = _events(calls)
    done, state = 0, first
    tried: set[tuple[int, Hashable]] = set()
    stack: list[tuple[_Event, Hashable, list[Hashable]]] = []
    entry, choices = head.after, None
    while head.after is not None:
        assert entry is not None
        if entry.end is not None:
            call = calls[entry.number]
            left = list(step(state, call.asked, call.answered)) if choices is None else choices
            choices = None
            now = done | 1 << entry.number
            while left and (now, left[-1]) in tried:
                left.pop()
            if left:
                after = left.pop()
                tried.add((now, after))
                stack.append((entry, state, left))
                done, state = now, after
                _take(entry)
                entry = head.after
            else:
                entry = entry.after
            continue
        if not stack:
            return False
        entry, state, choices = stack.pop()
        done ^= 1 << entry.number
        _put_back(entry)
    return True


def _events(calls: Sequence[Call]) -> _Event:
    """The head of a list of all events by their time; at one time beginnings come first, so that such calls overlap."""
    found: list[tuple[int, int, _Event]] = []
    for number, call in enumerate(calls):
        end = _Event(number, None)
        found += [(call.began, 0, _Event(number, end)), (call.ended, 1, end)]
    head = last = _Event(-1, None)
    for _, _, event in sorted(found, key=lambda each: each[:2]):
        last.after, event.before = event, last
        last = event
    return head


def _take(begin: _Event) -> None:
    for event in (begin, begin.end):
        assert event is not None
        assert event.before is not None
        event.before.after = event.after
        if event.after is not None:
            event.after.before = event.before


def _put_back(begin: _Event) -> None:
    for event in (begin.end, begin):
        assert event is not None
        assert event.before is not None
        event.before.after = event
        if event.after is not None:
            event.after.before = event
