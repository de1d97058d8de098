"""A verdict in words for a model: facts, in an order that helps, and never more than clients take."""

from kaptar.checks.event import CommandEvent, EditEvent
from kaptar.checks.finding import Finding
from kaptar.checks.verdict import Verdict
from kaptar.escaping import escaped

MAX_CHARS = 7500
"""Clients cut or refuse longer texts (Claude Code: from 10,000 characters on)."""

_MAX_MESSAGE = 600
_GO_ON = (
    "Where a finding is wrong, a person lets the edit pass: by a comment `kaptar: ignore[RULE] -- reason` at its place, or by "
    "hooks.severity or hooks.ignore in kaptar.toml."
)


def stopped(event: EditEvent | CommandEvent, verdict: Verdict) -> str:
    """Why an edit or a command was not let through."""
    why = "" if verdict.findings else " In strict mode what was not checked is stopped."
    go_on = _GO_ON if any(finding.line for finding in verdict.findings) else ""
    kept = "no file was changed by it" if isinstance(event, EditEvent) else "it did not run"
    return _listed(f"kaptar stopped this {event.tool or 'edit'}, so {kept}.{why}", verdict, go_on)


def found(event: EditEvent | CommandEvent, verdict: Verdict) -> str:
    """What the checks found after an edit that was carried out."""
    count = len(verdict.findings)
    return _listed(f"kaptar checked the files after this {event.tool or 'edit'}: {count} finding{'s' * (count != 1)}.", verdict)


def unfinished(verdict: Verdict) -> str:
    """One line on checks that were due and did not run or broke; "" when all ran. For people, on stderr."""
    missing = _missing(verdict)
    return f"kaptar: not checked: {escaped('; '.join(missing))}\n" if missing else ""


def _listed(head: str, verdict: Verdict, go_on: str = "") -> str:
    lines = [head, *map(_line, verdict.findings)]
    if verdict.known:
        lines.append(f"Not counted: {verdict.known} that were there before; `kaptar check FILE` lists them.")
    if verdict.baseline:
        lines.append(f"Not counted: {verdict.baseline} in the baseline.")
    if go_on:
        lines.append(go_on)
    if missing := _missing(verdict):
        lines.append("Not checked: " + "; ".join(missing))
    if verdict.pending:
        lines.append("Still running: " + ", ".join(verdict.pending[:20]))
    return _bounded(lines)


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


def _bounded(lines: list[str]) -> str:
    """As many lines as fit, and how many did not."""
    size = 0
    kept: list[str] = []
    for line in map(escaped, lines):
        size += len(line) + 1
        if size > MAX_CHARS:
            kept.append(f"… and {len(lines) - len(kept)} more lines; `kaptar check` lists all.")
            break
        kept.append(line)
    return "\n".join(kept) + "\n"
