"""Validity and security findings of a source from one parse, for the checks that each want a part of it."""

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from skep.hooks.snapshot import Snapshot
from skep.runtime.operation import Result

if TYPE_CHECKING:
    from skep.hooks.checks.check import Context

RULES = {"rules": "security"}
"""What is asked of the rules."""


class Inspections:
    """The last answers of guests, by content and dialect: the checks of one snapshot ask one after the other. Thread-safe.

    Args:
        entries: how many are kept; those of the events that are worked on at once are enough.
    """

    def __init__(self, entries: int = 32) -> None:
        self._entries = entries
        self._kept: OrderedDict[tuple[str, str], Result] = OrderedDict()
        self._lock = Lock()

    def of(self, snapshot: Snapshot, context: "Context") -> Result:
        """An `Inspection` of `skep.ops.syntax_types`, with its backend. Raises what a call does."""
        assert snapshot.content is not None
        assert snapshot.language is not None
        key = (snapshot.digest, snapshot.language.dialect)
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                return kept
        answer = context.ask("syntax.inspect", snapshot.content, snapshot.language.dialect, RULES)
        if answer.backend == "guest":
            self._keep(key, answer)
        return answer

    def _keep(self, key: tuple[str, str], answer: Result) -> None:
        with self._lock:
            self._kept[key] = answer
            if len(self._kept) > self._entries:
                self._kept.popitem(last=False)
