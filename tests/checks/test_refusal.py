"""What Kaptar itself writes is refused by what blocks an agent's edit, whatever severity that starts from."""

import pytest

from kaptar.checks.finding import Finding, Severity
from kaptar.checks.refusal import refusal_by
from kaptar.checks.verdict import CheckResult, Judged, Verdict, judge


def verdict(blocks_from: Severity, *found: tuple[str, Severity]) -> Verdict:
    """A verdict over one finding for each check and severity."""
    results = []
    for line, (check, severity) in enumerate(found, 1):
        finding = Finding(check=check, rule=f"{check}/r", path="a.py", line=line, column=1, severity=severity, message="m")
        results.append(CheckResult(check=check, path="a.py", state="findings", findings=(finding,)))
    return judge(Judged(result, blocks_from) for result in results)


@pytest.mark.parametrize(
    ("blocks_from", "severity", "refused"),
    [("error", "error", True), ("error", "warning", False), ("warning", "warning", True), ("info", "info", True)],
)
def test_it_refuses_exactly_what_blocks(blocks_from: Severity, severity: Severity, refused: bool) -> None:
    judged = verdict(blocks_from, ("lint", severity))
    assert (judged.outcome == "block") == refused
    said = refusal_by(judged, errors_compared=False)
    assert said.partition(";")[0] == ("line 1: m (lint/r)" if refused else "")
    assert ("; if that is wrong, the user writes the comment  # kaptar: " + "ignore[lint/r] -- REASON" in said) == refused


def test_parse_errors_refuse_only_where_nobody_has_compared_them() -> None:
    judged = verdict("error", ("syntax", "error"))
    assert refusal_by(judged, errors_compared=False).startswith("line 1: m (syntax/r); ")
    assert refusal_by(judged, errors_compared=True) == ""
    both = verdict("error", ("syntax", "error"), ("secrets", "error"))
    assert refusal_by(both, errors_compared=True).startswith("line 2: m (secrets/r); ")


def test_a_guard_names_no_line() -> None:
    finding = Finding(check="protected", rule="protected/x", path="a", line=0, column=0, severity="error", message="m")
    result = CheckResult(check="protected", path="a", state="findings", findings=(finding,))
    assert refusal_by(judge([Judged(result, "error")]), errors_compared=False) == "m (protected/x)"


def test_stricter_settings_beside_those_of_the_file_refuse_too() -> None:
    finding = Finding(check="lint", rule="lint/r", path="a.py", line=1, column=1, severity="warning", message="m")
    result = CheckResult(check="lint", path="a.py", state="findings", findings=(finding,))
    both = judge([Judged(result, "error"), Judged(result, "warning")])
    assert (both.outcome, both.blocking) == ("block", (finding,))
    assert refusal_by(both, errors_compared=True).startswith("line 1: m (lint/r)")


def test_a_verdict_that_blocks_without_a_finding_refuses() -> None:
    verdict = Verdict(outcome="block", complete=False, results=())
    assert refusal_by(verdict, errors_compared=True) == "not all of it was checked"
