"""Findings that an edit brings, told from those that were there before. Pure.

A finding is known by its rule and the text of its place, where runs of blanks count as one. As many as were there before are not
new, wherever they stand now: a second copy is new, and a line that moved is not.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from kaptar.checks.finding import RANK, Finding
from kaptar.checks.policy import Policy
from kaptar.checks.suppress import Silence, without_comment

_CAME_WITH_IT = (
    "the comment that silences it came with this edit, or nobody can tell, so it does not count; a person adds or commits such a "
    "comment"
)


class Looked(NamedTuple):
    """Findings of a check, and the content that they are in."""

    findings: tuple[Finding, ...]
    content: bytes


class Standing(NamedTuple):
    """The findings that count, and those that were there before the edit, which count for nothing."""

    findings: tuple[Finding, ...]
    known: tuple[Finding, ...] = ()


class FileRules(NamedTuple):
    """Rules by which the findings of one file are compared.

    Attributes:
        path, names: see `Policy.placed`.
        by_number: see `Check.by_number`.
        comments: who may silence what is new: ``any`` comment, or none of those that would silence what blocks: an agent could
            write one with each edit.
    """

    policy: Policy
    path: str
    names: tuple[str, ...]
    by_number: bool
    comments: Literal["any", "none"]


def standing(now: Looked, before: Looked, rules: FileRules) -> Standing:
    """The findings of a changed file that the change has brought, and those that were there. Comments silence the latter."""
    placed = rules.policy.placed(now.findings, rules.path, rules.names)
    earlier = Looked(rules.policy.placed(before.findings, rules.path, rules.names), before.content)
    new, known = _split(Looked(placed, now.content), earlier, by_number=rules.by_number)
    silence = Silence(now.content)
    stands = (_unless_silent(finding, silence, rules) for finding in new)
    return Standing(
        tuple(finding for finding in stands if finding is not None),
        tuple(finding for finding in known if not silence.covers(finding)),
    )


def _unless_silent(finding: Finding, silence: Silence, rules: FileRules) -> Finding | None:
    if not silence.covers(finding):
        return finding
    if rules.comments == "any" or RANK[finding.severity] < RANK[rules.policy.blocks_from]:
        return None
    return msgspec.structs.replace(finding, recommendation=_CAME_WITH_IT)


def _split(now: Looked, before: Looked, *, by_number: bool) -> tuple[list[Finding], list[Finding]]:
    """The new findings and the known ones, each in their order."""
    left = Counter(_keys(before))
    new: list[Finding] = []
    known: list[Finding] = []
    for finding, key in zip(now.findings, _keys(now), strict=True):
        if left[key]:
            left[key] -= 1
            known.append(finding)
        else:
            new.append(finding)
    spare = left.total() if by_number else 0
    return new[spare:], known + new[:spare]


def _keys(looked: Looked) -> Iterator[tuple[str, str, bytes]]:
    lines = looked.content.split(b"\n") if looked.findings else []
    for finding in looked.findings:
        yield finding.rule, finding.path, _text(finding, lines)


def _text(finding: Finding, lines: list[bytes]) -> bytes:
    """The text of a finding's place, with runs of blanks as one space: of several lines the first; of a whole file nothing."""
    if not 0 < finding.line <= len(lines):
        return b""
    if finding.end_column > finding.column and finding.end_line in (0, finding.line):
        line = lines[finding.line - 1].decode("utf-8", "replace")
        return line[finding.column - 1 : finding.end_column - 1].encode()
    return b" ".join(without_comment(lines[finding.line - 1]).split())
