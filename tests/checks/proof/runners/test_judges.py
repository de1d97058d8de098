"""What counts as proof, and which failures are told."""

import pytest

from kaptar.checks.proof.runners import suite
from kaptar.checks.proof.runners.reports import CaseReport
from kaptar.checks.proof.tdd import judge
from kaptar.checks.proof.tests import failures

PASSED, FAILED, SKIPPED = CaseReport("a", True), CaseReport("a", False), CaseReport("a", None)


@pytest.mark.parametrize(
    ("before", "after", "proved"),
    [
        ([FAILED], [PASSED], True),
        ([], [PASSED], True),
        ([SKIPPED], [PASSED], True),
        ([CaseReport("x", False, whole=True)], [PASSED], True),
        ([PASSED], [PASSED], False),
        ([FAILED], [FAILED], False),
        ([FAILED], [SKIPPED], False),
        ([FAILED], [], False),
        ([PASSED], [PASSED, PASSED], True),
        ([PASSED, FAILED], [PASSED, FAILED], False),
        ([CaseReport("a", True, file="x")], [CaseReport("a", True, file="y")], True),
        ([CaseReport("a", True, group="x")], [CaseReport("a", True, group="x")], False),
    ],
)
def test_a_proof_is_a_test_that_passes_and_did_not(before: list[CaseReport], after: list[CaseReport], proved: bool) -> None:
    found = judge(suite.Tested(tuple(before), "x"), suite.Tested(tuple(after), "x"))
    assert [finding.rule for finding in found] == ([] if proved else ["tdd/no-proof"])


def test_one_error_of_many_packages_is_told_once() -> None:
    cases = [CaseReport(name, False, "y is undefined", "a.go", 3, name, whole=True) for name in ("p", "q", "r")]
    other = CaseReport("TestA", False, "y is undefined", "a.go", 3)
    assert [case.name for case in failures([*cases, other, PASSED, SKIPPED])] == ["TestA", "p with 2 more"]
