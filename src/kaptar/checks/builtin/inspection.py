"""Inspection: validity and security findings of a source from one parse, shared by the checks that need them."""

from collections import OrderedDict
from concurrent.futures import Future
from threading import Lock
from typing import TYPE_CHECKING

from kaptar.checks.snapshot import Snapshot
from kaptar.clock import Clock, monotonic
from kaptar.errors import DeadlineExceeded, KaptarError
from kaptar.runtime.operation import Result

if TYPE_CHECKING:
    from kaptar.checks.check import CheckContext

_Key = tuple[str, str]

RULES = {"rules": "security"}
"""What is asked of the rules."""


class Inspections:
    """The last answers of guests, by content and dialect: the checks of one snapshot ask one after the other, or at once.

    Thread-safe. A caller waits for the answer that another thread is computing. If that thread fails, maybe because nobody needs
    its answer any more, the caller asks itself.

    Args:
        entries: how many are kept; those of the events that are worked on at once are enough.
        clock: seconds, for deadlines.
    """

    def __init__(self, entries: int = 32, clock: Clock = monotonic) -> None:
        self._entries, self._clock = entries, clock
        self._kept: OrderedDict[_Key, Future[Result]] = OrderedDict()
        self._lock = Lock()

    def of(self, snapshot: Snapshot, context: "CheckContext") -> Result:
        """An `Inspection` of `kaptar.ops.syntax_types`, with its backend. Raises what a call does."""
        assert snapshot.language is not None
        key = (snapshot.digest, snapshot.language.dialect)
        answer, mine = self._entry(key)
        if not mine:
            return self._wait(answer, snapshot, context)
        try:
            found = _ask(snapshot, context)
        except BaseException as problem:
            self._forget(key)
            answer.set_exception(problem)
            raise
        if found.backend != "guest":
            self._forget(key)
        answer.set_result(found)
        return found

    def _wait(self, answer: Future[Result], snapshot: Snapshot, context: "CheckContext") -> Result:
        """What another thread finds out; where it fails, what is answered in the rest of the time."""
        until = self._clock() + context.timeout_s
        late = DeadlineExceeded(f"no answer within {context.timeout_s:g} s")
        try:
            return answer.result(context.timeout_s)
        except TimeoutError:
            raise late from None
        except KaptarError:
            left = until - self._clock()
        if left <= 0:
            raise late
        return _ask(snapshot, context._replace(timeout_s=left))

    def _entry(self, key: _Key) -> tuple[Future[Result], bool]:
        """The answer that is kept or on its way; or a new one, which the caller owes."""
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                return kept, False
            fresh: Future[Result] = Future()
            self._kept[key] = fresh
            if len(self._kept) > self._entries:
                self._kept.popitem(last=False)
            return fresh, True

    def _forget(self, key: _Key) -> None:
        with self._lock:
            self._kept.pop(key, None)


def _ask(snapshot: Snapshot, context: "CheckContext") -> Result:
    assert snapshot.language is not None
    return context.ask("syntax.inspect", snapshot.content, snapshot.language.dialect, RULES)
