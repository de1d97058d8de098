"""Comments that silence a finding: ``kaptar: ignore[rule] -- reason``, on its line or alone on the line before. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kaptar.checks.finding import Finding

MARK = b"kaptar: ignore"
_COMMENT = re.compile(rb"(#|//|--|;|%|/\*|<!--)[ \t]*kaptar: ignore(?:\[([^\]\n]{0,200})\])?(.*)")
_REASON = re.compile(rb"\s*(?:--|:)\s*(\S.*)")
_OTHER_MARKS = (b"gitleaks:allow", b"allowlist", b"nosec", b"noqa:")
_OTHERS = re.compile(
    rb"(?:#|//|--|;|/\*|<!--)[ \t]{0,8}(?:gitleaks:allow|pragma: {0,2}(?:allowlist|whitelist) secret"
    rb"|(?P<next>pragma: {0,2}(?:allowlist|whitelist) nextline secret)"
    rb"|(?P<both>nosec\b|noqa: {0,2}(?:[A-Z]{1,4}[0-9]{1,4}[, ]{1,3}){0,8}S[0-9]{3}))"
)
_MOST_MARKS, _BEFORE, _BEHIND = 8, 64, 4096
"""Marks of a line that are looked at; characters before a mark that may be blank, and behind it that may be its reason."""


class Suppression(NamedTuple):
    """One comment. ``line`` is where it stands, ``silences`` the line that it is about, both from 1."""

    line: int
    column: int
    silences: int
    rules: tuple[str, ...]
    reason: str


def suppressions(content: bytes) -> tuple[Suppression, ...]:
    """All of a file's, also those without a rule or reason, which silence nothing."""
    return tuple(_found(content))


def _found(content: bytes) -> Iterator[Suppression]:
    """From mark to mark: lines without one are not looked at."""
    number, counted, at = 1, 0, content.find(MARK)
    while at >= 0:
        start, end = content.rfind(b"\n", counted, at) + 1 or counted, content.find(b"\n", at)
        end = len(content) if end < 0 else end
        number, counted = number + content.count(b"\n", counted, start), start
        line = content[start:end]
        match = _comment_in(line)
        if match is not None:
            yield _read(match, line, number)
        at = content.find(MARK, end)


def _comment_in(line: bytes) -> re.Match[bytes] | None:
    """The first comment of a line, looked for around its first marks alone: a line may be as long as the file."""
    at = line.find(MARK)
    for _ in range(_MOST_MARKS):
        if at < 0:
            return None
        if match := _COMMENT.search(line, max(0, at - _BEFORE), at + _BEHIND):
            return match
        at = line.find(MARK, at + 1)
    return None


def _read(match: re.Match[bytes], line: bytes, number: int) -> Suppression:
    alone = not line[: match.start()].strip()
    named = (match[2] or b"").decode("utf-8", "replace")
    rules = tuple(rule for rule in (part.strip() for part in named.split(",")) if rule)
    reason = _REASON.match(match[3])
    said = reason[1].decode("utf-8", "replace").removesuffix("*/").removesuffix("-->").strip() if reason else ""
    column = len(line[: match.start()].decode("utf-8", "replace")) + 1
    return Suppression(number, column, number + 1 if alone else number, rules, said)


def without_comment(line: bytes) -> bytes:
    """A line without the comment that silences a finding of it, so that its text is the same with and without one."""
    match = _comment_in(line) if MARK in line else None
    if match is not None:
        line = line[: match.start()]
    return _OTHERS.sub(b"", line[:_BEHIND]) + line[_BEHIND:] if any(mark in line for mark in _OTHER_MARKS) else line


def _of_other_tools(content: bytes) -> Iterator[tuple[int, str]]:
    """The lines whose findings comments for other tools silence, and the check that they are for."""
    if not any(mark in content for mark in _OTHER_MARKS):
        return
    for number, line in enumerate(content.split(b"\n"), 1):
        if any(mark in line for mark in _OTHER_MARKS):
            for match in _OTHERS.finditer(line[-_BEHIND:]):
                yield number + (match["next"] is not None), "secrets"
                if match["both"] is not None:
                    yield number, "security"


class Silence:
    """The comments of a file that silence findings, by line: of a finding only those for its own line are looked at.

    Comments for other tools count too: of gitleaks and detect-secrets for ``secrets``, of bandit and ruff's ``S`` rules for both.
    """

    def __init__(self, content: bytes) -> None:
        self._rules: dict[int, set[str]] = {}
        for each in suppressions(content):
            if each.reason:
                self._rules.setdefault(each.silences, set()).update(each.rules)
        for line, check in _of_other_tools(content):
            self._rules.setdefault(line, set()).add(check)

    def covers(self, finding: Finding) -> bool:
        """Whether a comment with a reason names the finding's rule, or its check, for its line. Whole-file findings stay."""
        rules = self._rules.get(finding.line, ())
        return finding.rule in rules or finding.check in rules
