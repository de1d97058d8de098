"""A verdict in words for a model: facts, in an order that helps, and never more than clients take."""

from collections.abc import Callable

from kaptar.checks.event import CommandEvent, EditEvent
from kaptar.checks.finding import Finding
from kaptar.checks.verdict import Verdict
from kaptar.checks.way_out import ways_before, ways_out
from kaptar.escaping import escaped

MAX_CHARS = 7500
"""Clients cut or refuse longer texts (Claude Code: from 10,000 characters on)."""

_MAX_MESSAGE = 600
_GO_ON = "If the first finding is wrong, ask the user for one of these (what an agent writes does not count):"


def stopped(event: EditEvent | CommandEvent, verdict: Verdict) -> str:
    """Why an edit or a command was not let through."""
    why = "" if verdict.findings else " In strict mode what was not checked is stopped."
    kept = "no file was changed by it" if isinstance(event, EditEvent) else "it did not run"
    return _listed(f"kaptar stopped this {event.tool or 'edit'}, so {kept}.{why}", verdict, _go_on(verdict, ways_before))


def found(event: EditEvent | CommandEvent, verdict: Verdict) -> str:
    """What the checks found after an edit that was carried out."""
    count = len(verdict.findings)
    head = f"kaptar checked the files after this {event.tool or 'edit'}: {count} finding{'s' * (count != 1)}."
    return _listed(head, verdict, _go_on(verdict, ways_out) if verdict.outcome == "block" else ())


def unfinished(verdict: Verdict) -> str:
    """One line on checks that were due and did not run or broke; "" when all ran. For people, on stderr."""
    missing = _missing(verdict)
    return f"kaptar: not checked: {escaped('; '.join(missing))}\n" if missing else ""


def let_through(verdict: Verdict) -> str:
    """As `unfinished`, of an edit that is about to be made: what still runs has said nothing of it either."""
    runs = f"kaptar: without an answer in time: {escaped(', '.join(verdict.pending[:20]))}\n" if verdict.pending else ""
    return unfinished(verdict) + runs


def _listed(head: str, verdict: Verdict, go_on: tuple[str, ...] = ()) -> str:
    lines = [head, *map(_line, verdict.findings)]
    if known := _known(verdict):
        lines.append(f"Not counted: {known}; `kaptar check FILE` lists what it was. This is told once.")
    if missing := _missing(verdict):
        lines.append("Not checked: " + "; ".join(missing))
    if verdict.pending:
        lines.append("Still running: " + ", ".join(verdict.pending[:20]))
    return _bounded(lines, go_on)


def _go_on(verdict: Verdict, ways_of: Callable[[Finding], tuple[str, ...]]) -> tuple[str, ...]:
    """How a user lets the first finding pass."""
    ways = ways_of(verdict.findings[0]) if verdict.findings else ()
    return (_GO_ON, *(f"  {way}" for way in ways)) if ways else ()


def _known(verdict: Verdict) -> str:
    before = f"{verdict.known} that {_were(verdict.known)} there before" if verdict.known else ""
    return ", ".join(filter(None, (before, f"{verdict.baseline} in the baseline" if verdict.baseline else "")))


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _line(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}:{finding.column}" if finding.line else finding.path
    message = " ".join(finding.message.split())[:_MAX_MESSAGE]
    first, *_ = finding.recommendation.strip().splitlines() or [""]  # the others are a diff, which one line would make unreadable
    advice = " ".join(first.split())[:_MAX_MESSAGE]
    return f"- {place}: {finding.severity}: {message} [{finding.rule}]{'; ' + advice if advice else ''}"


def _missing(verdict: Verdict) -> list[str]:
    """Checks that were due and gave no result, each with its reason."""
    return [f"{r.check} of {r.path} ({'; '.join(filter(None, (r.reason[:200] or r.state, r.remedy[:200])))})"
            for r in verdict.missed[:20]]  # fmt: skip


def _bounded(lines: list[str], last: tuple[str, ...]) -> str:
    """As many lines as fit before the last ones, and how many did not."""
    last = tuple(map(escaped, last))
    size = sum(len(line) + 1 for line in last)
    kept: list[str] = []
    for line in map(escaped, lines):
        size += len(line) + 1
        if size > MAX_CHARS:
            kept.append(f"… and {len(lines) - len(kept)} more lines; `kaptar check` lists all.")
            break
        kept.append(line)
    return "\n".join((*kept, *last)) + "\n"
