"""A finding that an edit touches without mending it stays the old one; one that comes beside it is new."""

import pytest

from kaptar.checks.brought import FileRules, Looked, standing
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.policy import Policy
from kaptar.config.sections import HooksConfig

RULES = FileRules(Policy(HooksConfig(), {}, (), ()), "a", ("a",), "place", "none")


def look(content: bytes, message: str = "m", severity: Severity = "error", *, lines: int = 1) -> Looked:
    """A check that finds fault with each line that holds ``run(``, and with so many lines from there on."""
    at = [number for number, line in enumerate(content.split(b"\n"), 1) if b"run(" in line]
    found = tuple(
        Finding(check="security", rule="security/shell", path="", line=n, end_line=n + lines - 1, column=1,
                severity=severity, message=message)
        for n in at
    )  # fmt: skip
    return Looked(found, content)


def new_lines(now: Looked, before: Looked) -> list[int]:
    return [each.line for each in standing(now, before, RULES).findings]


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        (b"x\nrun(a)\n", b"x\nrun(b, check=True)\n", []),
        (b"x\nrun(a)\n", b"x\nr = run(a)\n", []),
        (b"def f(a):\n    run(a)\n    y\n", b"def f(b):\n    run(b)\n    y\n", []),
        (b"x\nrun(a, b)\ny\n", b"x\nrun(\n    a,\n    b,\n)\ny\n", []),
        (b"run(a)\n", b"run(a)\nrun(b)\n", [2]),
        (b"run(a)\n", b"run(b)\nrun(c)\n", [2]),
        (b"run(a)\nx\ny\n", b"x\ny\nrun(b)\n", [3]),
        (b"run(a)\nx\nrun(b)\n", b"run(c)\nx\nrun(d)\nrun(e)\n", [4]),
        (b"", b"run(a)\n", [1]),
    ],
    ids=["an argument", "a name before", "a parameter", "broken over lines", "beside it", "one becomes two",
         "gone here and new elsewhere", "in two changes", "a new file"],
)  # fmt: skip
def test_within_a_change_rule_and_message_count(before: bytes, after: bytes, new: list[int]) -> None:
    assert new_lines(look(after), look(before)) == new


def test_a_line_that_is_put_into_a_place_touches_it_and_one_next_to_it_does_not() -> None:
    old = look(b"run(\n  a,\n)\n", lines=3)
    assert new_lines(look(b"run(\n  a,\n  b,\n)\n", lines=4), old) == []
    assert new_lines(look(b"run(b)\nx\n"), look(b"run(a)\nx\n", "another fault")) == [1]


def test_another_message_or_severity_is_new() -> None:
    assert new_lines(look(b"run(b)\n", "input reaches a shell"), look(b"run(a)\n")) == [1]
    assert new_lines(look(b"run(b)\n"), look(b"run(a)\n", severity="warning")) == [1]


def test_many_findings_in_one_change_are_each_used_once() -> None:
    before, after = (b"".join(b"run(%s%d)\n" % (name, n) for n in range(many)) for name, many in ((b"a", 2000), (b"b", 2001)))
    assert new_lines(look(after), look(before)) == [2001]
