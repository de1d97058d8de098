"""The verdict: only findings block, and what did not run is never a pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.checks.conftest import verdict_of

from kaptar.checks.finding import Finding, Severity
from kaptar.checks.verdict import CheckResult, unread


def finding(severity: Severity) -> Finding:
    return Finding(check="c", rule="r", path="p", line=1, column=1, severity=severity, message="m")


def result(state: str, *severities: Severity, due: bool = True) -> CheckResult:
    return CheckResult(check="c", path="p", state=state, due=due, findings=tuple(map(finding, severities)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("results", "outcome", "complete"),
    [
        ([], "pass", True),
        ([result("passed")], "pass", True),
        ([result("findings", "info")], "pass", True),
        ([result("findings", "warning")], "warn", True),
        ([result("findings", "error")], "block", True),
        ([result("not_run")], "pass", False),
        ([result("not_run", due=False)], "pass", True),
        ([result("broke")], "pass", False),
        ([result("broke"), result("findings", "error")], "block", False),
    ],
)
def test_outcomes(results: list[CheckResult], outcome: str, complete: bool) -> None:
    verdict = verdict_of(results)
    assert (verdict.outcome, verdict.complete) == (outcome, complete)


def test_pending_checks_make_it_incomplete() -> None:
    assert not verdict_of([result("passed")], pending=["types a.py"]).complete


states = st.sampled_from(["passed", "findings", "not_run", "broke"])


@given(st.lists(st.tuples(states, st.lists(st.sampled_from(["error", "warning", "info"]), max_size=2))))
def test_nothing_but_findings_blocks(raw: list[tuple[str, list[Severity]]]) -> None:
    results = [result(state, *severities) for state, severities in raw]
    blocked = verdict_of(results, blocks_from="warning").outcome == "block"
    assert blocked == any(s == "findings" and {"error", "warning"} & set(f) for s, f in raw)


@pytest.mark.parametrize(("check", "told"), [("secrets", True), ("syntax", False)])
def test_a_check_of_secrets_that_broke_leaves_it_open_whether_there_are_any(check: str, told: bool) -> None:
    broken = CheckResult(check=check, path="p", state="broke", reason="ValueError: x")
    assert bool(unread(verdict_of([broken]))) == told
