"""Evidence: how often readers of public repositories found the warnings of a rule useful, and the level that follows from it.

A warning is told to agents while they work, so it has to earn its place: seven of ten were useful, of five and more that were
read, or it is certain. All others are infos, which ``kaptar check`` tells and hooks do not. Errors are none of its business.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from kaptar.checks.event import Phase
from kaptar.checks.finding import Finding, Severity

LEAST_READ = 5
LEAST_USEFUL = 0.7
"""Of the warnings of a rule that were read."""


class Evidence(NamedTuple):
    """The readings of one rule's warnings.

    Attributes:
        useful, read: of warnings, each read where it stands; a reviewer would want to see a useful one in new code.
        certain: why such a warning cannot be wrong, whatever was read; "" where it can.
    """

    useful: int = 0
    read: int = 0
    certain: str = ""

    @property
    def is_enough(self) -> bool:
        """Whether the rule may warn."""
        return bool(self.certain) or (self.read >= LEAST_READ and self.useful >= LEAST_USEFUL * self.read)


_COUNTED = Evidence(certain="it is counted, and the user has set the limit")

EVIDENCE: Mapping[str, Evidence] = {
    "security/archive-traversal": Evidence(7, 13),
    "security/debug-server": Evidence(10, 11),
    "security/eval": Evidence(19, 49),
    "security/path-traversal": Evidence(0, 19),
    "security/shell-injection": Evidence(6, 10),
    "security/sql-injection": Evidence(2, 7),
    "security/template-autoescape": Evidence(3, 5),
    "security/template-injection": Evidence(3, 6),
    "security/temporary-name": Evidence(5, 14),
    "security/unsafe-deserialization": Evidence(2, 11),
    "secrets/assigned": Evidence(18, 32),
    "secrets/google-api-key": Evidence(1, 1),
    "secrets/password": Evidence(0, 2),
    "syntax/parse": Evidence(1, 36),
    "suppressions/incomplete": Evidence(certain="the comment names no rule or no reason"),
    "size/file": _COUNTED,
    "complexity/branches": _COUNTED,
    "complexity/length": _COUNTED,
    "complexity/nesting": _COUNTED,
    "markdown/link": Evidence(certain="the file is not there"),
    "markdown/fence": Evidence(certain="no line closes it"),
}
"""By rule; a rule that is not here has none. docs/checks.md says what was read. Of forms that the rules have made errors, infos
or nothing since, the readings are left out."""

OF_AN_EDIT: Mapping[str, Evidence] = {
    "syntax/parse": Evidence(certain="the parser has read the text before the edit further than the one after it"),
}
"""The same for what an edit brings, where that says more than what lies in a repository."""


def level(rule: str, severity: Severity, phase: Phase) -> Severity:
    """The severity of a rule's finding: a warning without evidence is an info."""
    if severity != "warning":
        return severity
    of_edit = OF_AN_EDIT.get(rule) if phase != "check" else None
    return severity if (of_edit or EVIDENCE.get(rule, Evidence())).is_enough else "info"


def levelled(findings: Iterable[Finding], phase: Phase) -> tuple[Finding, ...]:
    """The findings, each with the severity that the evidence allows."""
    return tuple(_levelled(each, level(each.rule, each.severity, phase)) for each in findings)


def _levelled(finding: Finding, severity: Severity) -> Finding:
    return finding if severity == finding.severity else msgspec.structs.replace(finding, severity=severity)
