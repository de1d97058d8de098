"""Check: one question about one file, with its cost, the files that it looks at, and an example that is its test."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from kaptar.checks.builtin.inspection import Inspections
from kaptar.checks.event import Phase
from kaptar.checks.finding import Finding
from kaptar.checks.identity import Compared
from kaptar.checks.secrets.detector import Detector, no_detector
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools.warm.pool import Servers
from kaptar.clock import Clock, monotonic
from kaptar.repository.steering import Limit
from kaptar.repository.trust import TrustOfEvent
from kaptar.runtime.operation import Result
from kaptar.stop import Stop

if TYPE_CHECKING:
    from kaptar.checks.settings import Settings

Cost = Literal["host", "guest", "tool", "slow"]
"""Pure Python in the caller's thread; a guest, in milliseconds; a process of the project; one that nobody waits for."""

NO_DETECTOR = no_detector()
"""For who has no engine for secrets; it loads nothing."""

PATIENCE = 2.0
"""How many times its time an event's own work may last on the clock: a hook asks a busy hive for 12 s, a client waits 45 s."""

ALWAYS: frozenset[Phase] = frozenset({"before", "after", "check"})
WRITTEN: frozenset[Phase] = frozenset({"after", "check"})
JAVASCRIPT = frozenset({"javascript", "mjs", "cjs", "typescript", "tsx", "dts"})
INSPECTED = JAVASCRIPT | {"python"}
"""Dialects that guests have security rules for."""


class Ran(NamedTuple):
    """A check has looked. Its findings have no path: `Policy` writes it in, because content has many places.

    Attributes:
        rest: why it has not looked at all of the content; None where it has.
        lasting: whether it may be kept: not so where a program of the user had a part in it, or could have had one.
        unsure: rules that others find more by, with a part of the check that is not here: a baseline may have such findings.
    """

    findings: tuple[Finding, ...] = ()
    backend: str = "host"
    rest: Skipped | None = None
    lasting: bool = True
    unsure: frozenset[str] = frozenset()


class Operations(Protocol):
    """The part of `Runtime` that checks use."""

    def call(self, name: str, /, *args: Any, timeout_ms: int | None = None, interrupt: Stop | None = None) -> Result: ...


class CheckContext(NamedTuple):
    """The things that a check may use.

    Attributes:
        settings: of the worktree that the file lies in.
        parse_limit: bytes of the largest source that is parsed.
        inspections: what `syntax.inspect` said, shared by checks.
        timeout_s: for this check, and for each look of it.
        until: when the time of all that a job does is over, by ``clock``.
        stop: requested when nobody needs the answer any more.
        servers: warm servers of tools, where they may stay: in a hive.
        detector: the engine for secrets.
    """

    runtime: Operations
    settings: "Settings"
    parse_limit: int
    inspections: Inspections
    timeout_s: float
    stop: Stop
    servers: Servers | None = None
    detector: Detector = NO_DETECTOR
    until: float = float("inf")
    clock: Clock = monotonic

    @property
    def left_s(self) -> float:
        """What is left of the time, in seconds, for the next thing that is asked."""
        return max(0.0, min(self.timeout_s, self.until - self.clock()))

    @property
    def root(self) -> Path:
        """The folder of the file's worktree, resolved."""
        return self.settings.root

    @property
    def trust(self) -> TrustOfEvent:
        """Whether tools of the worktree may run."""
        return self.settings.seen or TrustOfEvent(self.settings.trust, Limit())

    def limit(self, name: str, default: int) -> int:
        """A threshold of ``hooks.limits``."""
        return self.settings.hooks.limits.get(name, default)

    def ask(self, operation: str, *args: Any) -> Result:
        """Call an operation within what is left of the check's time."""
        return self.runtime.call(operation, *args, timeout_ms=max(1, int(self.left_s * 1e3)), interrupt=self.stop)


class Example(NamedTuple):
    """Content with at least one finding, and content with none. ``path`` tells the language."""

    path: str
    bad: bytes
    good: bytes


def no_facts(_snapshot: Snapshot, _context: CheckContext) -> str | None:
    """For a check that looks at nothing but content and language."""
    return ""


def never(_snapshot: Snapshot, _context: CheckContext) -> bool:
    """For a check whose time is told by its cost."""
    return False


def nothing_later(_snapshot: Snapshot, _context: CheckContext) -> "Check | None":
    """For a check that answers at once, or not at all."""
    return None


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        languages: dialects that it is for; none: any text.
        default: whether it runs when ``hooks.checks`` says nothing.
        phases: of which events it is a part.
        limits: the names and defaults of its thresholds under ``hooks.limits``.
        facts: what its answer depends on beside content, language and settings, as text. None: the answer is never kept.
        compared: by what a finding is known that was there before an edit: the text of its ``place``, else rule and message
            within the lines that the edit changed; that text alone, which is a ``value``; its ``message`` (a measure of a
            function, which changes when the edit makes it worse); the ``number`` of findings of its severity (errors of syntax
            move with each edit); or ``never`` (what tests say is about more than this text).
        of_parts: it has something to say of text without the file around it.
        soon: whether a slow check will be quick this time, so that it is waited for.
        later: the check that has the rest of the answer, where this one cannot give all of it in time; nobody waits for it.
    """

    name: str
    summary: str
    run: Callable[[Snapshot, CheckContext], Ran | Skipped]
    example: Example
    languages: frozenset[str] = frozenset()
    cost: Cost = "host"
    default: bool = False
    phases: frozenset[Phase] = ALWAYS
    limits: tuple[tuple[str, int], ...] = ()
    compared: Compared = "place"
    of_parts: bool = False
    facts: Callable[[Snapshot, CheckContext], str | None] = no_facts
    soon: Callable[[Snapshot, CheckContext], bool] = never
    later: Callable[[Snapshot, CheckContext], "Check | None"] = nothing_later

    def is_for(self, snapshot: Snapshot) -> bool:
        """Whether it knows the language."""
        return not self.languages or (snapshot.language is not None and snapshot.language.dialect in self.languages)
