"""Guard: says whether an edit or a command may go on, by what it names, before all checks.

Guards are not checks: no content is read for them, and they need no language and no worker. A guard that must look into a file
(`protected`, into ``pyproject.toml``) reads that file itself, within a bound.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kaptar.checks.event import CommandEvent, EditEvent, FileChange
from kaptar.checks.finding import RANK, Finding, Severity
from kaptar.checks.results import broke, skipped
from kaptar.checks.snapshot import FilePlace, Skipped
from kaptar.checks.verdict import CheckResult, State
from kaptar.clock import precise
from kaptar.errors import KaptarError

if TYPE_CHECKING:
    from kaptar.checks.settings import Settings


_NOT_OURS = (KaptarError, ValueError, OSError, RecursionError, MemoryError)
"""Errors that an input, a setting or a disk can cause. Any other is a bug of ours, and blocks nobody."""


class Touched(NamedTuple):
    """One file of an edit: where it is, what is done to it, and the event that says so."""

    place: FilePlace
    change: FileChange
    event: EditEvent


class Refusal(NamedTuple):
    """A guard's reason to stop an edit or a command.

    Attributes:
        rule: its id in `kaptar.checks.rules.rules`.
        severity: ``error`` before an edit; what cannot be stopped any more is a ``warning``.
        recommendation: what to do, as a fact.
        firm: no setting switches it off, softens it or silences it: a repository's file could.
    """

    rule: str
    severity: Severity
    message: str
    recommendation: str
    firm: bool = False


@dataclass(frozen=True)
class Guard:
    """One guard: a new one is one file and one line in the registry.

    Attributes:
        file: asked about each file of an edit.
        command: asked about a shell command before it runs; None: it has nothing to say about commands.
        default: whether it is asked when ``hooks.checks`` says nothing.
        firm: it is asked when it is switched off too: then only what is firm counts.
    """

    name: str
    summary: str
    file: "Callable[[Touched, Settings], Refusal | None] | None" = None
    command: "Callable[[CommandEvent, Settings], Refusal | None] | None" = None
    default: bool = True
    firm: bool = False


def ask_about_file(guards: Iterable[Guard], touched: Touched, settings: "Settings") -> list[CheckResult]:
    """What each guard of files says, as a result of a check with its name."""
    place, before = touched.place, touched.event.phase == "before"
    asked = _Asked(place.path, place.last, settings, before)
    return [asked.answer(g, partial(g.file, touched, settings)) for g in guards if g.file is not None]


def ask_about_command(guards: Iterable[Guard], event: CommandEvent, settings: "Settings") -> list[CheckResult]:
    """As `ask_about_file`, for the guards of commands. The results have no path."""
    asked = _Asked("", (), settings, event.phase == "before")
    return [asked.answer(g, partial(g.command, event, settings)) for g in guards if g.command is not None]


class _Asked(NamedTuple):
    """A question to guards: about which file, if any, by which settings, and whether its answer can still stop something."""

    path: str
    names: tuple[str, ...]
    settings: "Settings"
    before: bool

    def answer(self, guard: Guard, ask: Callable[[], Refusal | None]) -> CheckResult:
        """What a guard says. One that breaks by what it was asked about, or by the disk, stops what is about to be done."""
        on = guard.name in self.settings.on
        if not on and not guard.firm:
            return _off(guard.name, self.path)
        started = precise()
        try:
            refusal = ask()
        except Exception as problem:  # noqa: BLE001 - a guard's own fault is said; it must not end the event
            result = broke(guard.name, self.path, problem)
            if not (self.before and isinstance(problem, _NOT_OURS)):
                return result
            message = f"the guard {guard.name} broke, so nothing says that this may be done ({result.reason})"
            refusal = Refusal(f"{guard.name}/broke", "error", message, result.remedy, guard.firm)
        if not on and not (refusal and refusal.firm):
            return _off(guard.name, self.path)
        findings = self._findings(guard.name, refusal) if refusal else ()
        micros = (precise() - started) * 1e6
        state: State = "findings" if findings else "passed"
        return CheckResult(check=guard.name, path=self.path, state=state, findings=findings, micros=micros, backend="host")

    def _findings(self, guard: str, refusal: Refusal) -> tuple[Finding, ...]:
        """The refusal as the settings judge it; one that is firm stays at least what it is."""
        raised = _finding(guard, refusal, self.path)
        found = self.settings.policy.apply((raised,), self.path, None, self.names)
        if refusal.firm and not (found and RANK[found[0].severity] > RANK[raised.severity]):
            return (raised,)
        return found


def _off(guard: str, path: str) -> CheckResult:
    return skipped(guard, path, Skipped("off", f"`{guard} = true` under [hooks.checks] switches it on", due=False))


def _finding(guard: str, refusal: Refusal, path: str) -> Finding:
    return Finding(
        check=guard, rule=refusal.rule, path=path, line=0, column=0, severity=refusal.severity, message=refusal.message,
        recommendation=refusal.recommendation,
    )  # fmt: skip
