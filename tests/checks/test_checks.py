"""Each check against its own example, and what the built-in ones must and must not say."""

import re
from pathlib import Path

import pytest
from tests.checks.conftest import Make, event, result

from kaptar.checks.check import Check
from kaptar.checks.event import FileChange, Phase
from kaptar.checks.registry import CHECKS
from kaptar.checks.rules.rules import RULES

GUESTS = Path(__file__).parents[2] / "guests"
IN_PROCESS = [
    pytest.param(check, id=check.name, marks=[pytest.mark.guest] if check.name == "security" else [])
    for check in CHECKS.values()
    if check.cost in ("host", "guest")
]


@pytest.mark.parametrize("check", IN_PROCESS)
def test_the_example_of_a_check_is_true(check: Check, make: Make, root: Path) -> None:
    """Bad content has findings and good content none."""
    checks = make(checks={check.name: True})
    for content, state in ((check.example.bad, "findings"), (check.example.good, "passed")):
        change = FileChange(str(root / check.example.path), content=content)
        found = result(checks.check_event(event(change), 30), check.name)
        assert (found.state, found.reason) == (state, "")
        assert all(f.check == check.name and f.rule in RULES and f.path for f in found.findings)


def test_every_rule_of_the_guests_is_in_the_catalogue() -> None:
    text = "\n".join(
        path.read_text("utf-8") for crate in ("javascript", "python") for path in (GUESTS / crate).rglob("src/**/*.rs")
    )
    named = set(re.findall(r'"(security/[a-z-]+)"', text)) - {"security/evil"}
    assert len(named) > 10
    assert named <= set(RULES)


@pytest.mark.guest
def test_an_edit_that_breaks_the_syntax_blocks_and_one_of_a_broken_file_does_not(make: Make, root: Path) -> None:
    file = root / "a.py"
    file.write_text("x = 1\n")
    broken = FileChange(str(file), content=b"x = (\n")
    pipeline = make()
    assert result(pipeline.check_event(event(broken, phase="before"), 30), "syntax").findings[0].severity == "error"
    file.write_text("y = (\n")
    known = result(pipeline.check_event(event(broken, phase="before"), 30), "syntax")
    assert (known.findings, known.known) == ((), 1)


@pytest.mark.guest
def test_a_grammar_that_may_be_wrong_blocks_nothing(make: Make, root: Path) -> None:
    file = root / "a.rs"
    broken = FileChange(str(file), content=b"fn f( {\n")
    pipeline = make()

    def severities(phase: Phase) -> set[str]:
        return {f.severity for f in result(pipeline.check_event(event(broken, phase=phase), 30), "syntax").findings}

    assert severities("before") == {"warning"}
    file.write_text("fn f() {}\n")
    assert severities("before") == severities("after") == {"warning"}
    file.write_text("fn g( {\n")
    assert severities("before") == set()


@pytest.mark.guest
def test_security_is_silent_about_strings_and_comments(make: Make, root: Path) -> None:
    content = b'# eval(x)\nTEXT = "eval(x)"\n'
    assert result(make().check_event(event(FileChange(str(root / "a.py"), content=content)), 30), "security").state == "passed"
