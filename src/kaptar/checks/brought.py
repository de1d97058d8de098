"""Findings that an edit brings, told from those that were there before. Pure.

`kaptar.checks.identity` says what a finding is known by. As many as were there before are not new, wherever they stand now: a
second copy is new, and a line that moved is not. `kaptar.checks.rewritten` tells those whose text the edit has changed.
"""

from collections.abc import Hashable, Iterable
from typing import Literal, NamedTuple

import msgspec

from kaptar.checks.finding import RANK, Finding
from kaptar.checks.identity import Compared, identities
from kaptar.checks.policy import Policy
from kaptar.checks.rewritten import rewritten
from kaptar.checks.suppress import Silence

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
        compared: see `kaptar.checks.check.Check`.
        comments: who may silence what is new: ``any`` comment, or none of those that would silence what blocks: an agent could
            write one with each edit.
    """

    policy: Policy
    path: str
    names: tuple[str, ...]
    compared: Compared
    comments: Literal["any", "none"]


def standing(now: Looked, before: Looked, rules: FileRules) -> Standing:
    """The findings of a changed file that the change has brought, and those that were there. Comments silence the latter."""
    if not now.findings:
        return Standing(())
    placed = rules.policy.placed(now.findings, rules.path, rules.names)
    earlier = Looked(rules.policy.placed(before.findings, rules.path, rules.names), before.content)
    new, known = _split(Looked(placed, now.content), earlier, rules)
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


def _split(now: Looked, before: Looked, rules: FileRules) -> tuple[list[Finding], list[Finding]]:
    """The new findings, in their order, and the known ones."""
    new, known, left = _matched(_with_keys(now, rules), _with_keys(before, rules))
    if rules.compared == "number":  # those that stand where one stood are known first, so that the new ones are named
        new, more, _ = _matched(((each, each.severity) for each in new), ((each, each.severity) for each in left))
        known += more
    elif rules.compared == "place" and new and left:
        still = rewritten(new, left, (now.content, before.content))
        known += (each for each, was in zip(new, still, strict=True) if was)
        new = [each for each, was in zip(new, still, strict=True) if not was]
    return new, known


def _with_keys(looked: Looked, rules: FileRules) -> Iterable[tuple[Finding, Hashable]]:
    known_by = identities(looked.findings, looked.content, rules.compared, rules.path)
    return zip(looked.findings, known_by, strict=True)


def _matched(
    now: Iterable[tuple[Finding, Hashable]], before: Iterable[tuple[Finding, Hashable]]
) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """The findings without an earlier one of the same key, those with one, and the earlier ones that are left."""
    left: dict[Hashable, list[Finding]] = {}
    for finding, key in before:
        left.setdefault(key, []).append(finding)
    new: list[Finding] = []
    known: list[Finding] = []
    for finding, key in now:
        if left.get(key):
            left[key].pop()
            known.append(finding)
        else:
            new.append(finding)
    return new, known, [finding for each in left.values() for finding in each]
