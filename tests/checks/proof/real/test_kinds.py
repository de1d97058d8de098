"""tests, coverage and tdd with the real vitest, jest, node, go and cargo, on one change that is proved more and more."""

from collections.abc import Callable

import pytest
from tests.checks.proof.real.conftest import Project, write
from tests.checks.proof.real.kinds import CARGO, KINDS, Kind

from kaptar.checks.verdict import CheckResult

pytestmark = pytest.mark.proof
Start = Callable[[Kind], Project]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def state(result: CheckResult) -> tuple[str, str]:
    return result.state, result.reason


@each_kind
def test_a_change_is_judged_by_what_its_tests_prove(kind: Kind, start: Start) -> None:
    project = start(kind)
    lone = kind.lone[0]

    write(project, kind, kind.right, kind.weak)
    project.write({lone: f"{kind.lone[1]}// changed\n"})
    found = project.check(kind.source, lone)
    assert state(found[kind.source, "tests"]) == ("passed", "")
    assert [f.rule for f in found[kind.source, "tdd"].findings] == ["tdd/no-proof"]
    (covered,) = found[kind.source, "coverage"].findings or (None,)
    if kind is CARGO and covered is None:  # a tool that the image may lack; whether it works is the tool's own business
        assert "cargo-llvm-cov" in found[kind.source, "coverage"].reason
    elif kind is not CARGO:
        assert covered is not None
        assert (covered.line, "67 %" in covered.message or "50 %" in covered.message) == (kind.missed, True)
    assert (found[lone, "tests"].state, found[lone, "tests"].due) == ("not_run", False)
    assert [f.rule for f in found[lone, "tdd"].findings] == ["tdd/no-test"]

    write(project, kind, kind.right, kind.strong)
    found = project.check(kind.source)
    assert state(found[kind.source, "tests"]) == state(found[kind.source, "tdd"]) == ("passed", "")
    if kind is not CARGO:
        assert state(found[kind.source, "coverage"]) == ("passed", "")


@each_kind
def test_a_test_that_cannot_be_built_without_the_change_is_a_proof(kind: Kind, start: Start) -> None:
    project = start(kind)
    write(project, kind, kind.right, kind.strong)
    project.commit()
    write(project, kind, kind.more, kind.strong)
    assert [f.rule for f in project.check(kind.source, names=("tdd",))[kind.source, "tdd"].findings] == ["tdd/no-proof"]
    write(project, kind, kind.more, kind.more_tested)
    assert state(project.check(kind.source, names=("tdd",))[kind.source, "tdd"]) == ("passed", "")


@each_kind
def test_tests_that_fail_are_skipped_die_or_do_not_end(kind: Kind, start: Start) -> None:
    project = start(kind)
    write(project, kind, kind.right, kind.failing)
    found = project.check(kind.source, names=("tests", "tdd"))
    (failure,) = found[kind.source, "tests"].findings
    assert (failure.path, failure.line) == (kind.test, kind.failing_line)
    assert [f.rule for f in found[kind.source, "tdd"].findings] == ["tdd/no-proof"]

    write(project, kind, kind.right, kind.skipped)
    found = project.check(kind.source, names=("tests",))
    assert [f.rule for f in found[kind.source, "tests"].findings] == ["tests/none-ran"]

    write(project, kind, kind.right, kind.dies)
    found = project.check(kind.source, names=("tests", "tdd"))
    assert found[kind.source, "tests"].state in ("findings", "broke")
    if kind is not CARGO:  # it runs tests side by side: one that ended before the process did may be proof
        assert found[kind.source, "tdd"].state in ("findings", "broke")


@each_kind
def test_a_source_that_does_not_build_fails_its_tests(kind: Kind, start: Start) -> None:
    project = start(kind)
    write(project, kind, kind.right.replace("{", "{ (", 1), kind.strong)
    (failure,) = project.check(kind.source, names=("tests",))[kind.source, "tests"].findings
    assert (failure.rule, bool(failure.message)) == ("tests/failed", True)
