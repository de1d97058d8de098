"""Findings that went from one file of a commit to another: they are not new there. Pure.

They are known by check and fingerprint, which is of rule and text of the place, or of a secret its value, and not of the file.
"""

from collections import Counter
from collections.abc import Collection, Iterable

import msgspec

from kaptar.checks.verdict import CheckResult, Judged

Key = tuple[str, str]
"""A check's name and a finding's fingerprint."""


def keys_of(result: CheckResult) -> Counter[Key]:
    """What the findings of a result are known by, and how many of each there are."""
    return Counter((result.check, finding.fingerprint) for finding in result.findings if finding.fingerprint)


def checks_with_findings(judged: Iterable[Judged], comparable: Collection[str]) -> frozenset[str]:
    """Those of the comparable checks that have found something new."""
    return frozenset(result.check for result, _ in judged if result.check in comparable and keys_of(result))


def without_moved(judged: Iterable[Judged], gone: Counter[Key]) -> list[Judged]:
    """The results without findings that are gone from other files. Each one that is gone stands in for one.

    Args:
        gone: findings that files had, and have no longer.
    """
    left = Counter(gone)
    return [each._replace(result=_without(each.result, left)) for each in judged]


def _without(result: CheckResult, left: Counter[Key]) -> CheckResult:
    new = []
    for finding in result.findings:
        key = (result.check, finding.fingerprint)
        if finding.fingerprint and left[key] > 0:
            left[key] -= 1
        else:
            new.append(finding)
    if len(new) == len(result.findings):
        return result
    state = result.state if new or result.state != "findings" or result.reason else "passed"
    known = result.known + len(result.findings) - len(new)
    return msgspec.structs.replace(result, findings=tuple(new), known=known, state=state)
