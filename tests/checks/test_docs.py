"""docs/checks.md says what is true of the checks."""

import re
from pathlib import Path

import pytest

from kaptar.checks.check import Check
from kaptar.checks.guards.guard import Guard
from kaptar.checks.registry import CHECKS, GUARDS
from kaptar.checks.rules.rules import RULES, explained

TEXT = (Path(__file__).parents[2] / "docs" / "checks.md").read_text("utf-8")
TABLE = TEXT.split("## The checks", 1)[1].split("\n## ", 1)[0]

RUNS = {"host": "in Python", "guest": "in a guest", "tool": "with a tool", "slow": "with a slow tool"}
"""The table's word for each cost of a check."""


@pytest.mark.parametrize("each", [*GUARDS.values(), *CHECKS.values()], ids=lambda each: each.name)
def test_each_guard_and_check_has_a_true_row(each: Guard | Check) -> None:
    (row,) = re.findall(rf"^\| `{each.name}` \|.*\|$", TABLE, re.MULTILINE)
    *_, runs, default, _ = (cell.strip() for cell in row.split("|"))
    assert runs == (RUNS[each.cost] if isinstance(each, Check) else "reads the path, and `.env` and key files")
    assert default == ("on" if each.default else "off")


def test_each_limit_is_named_with_its_default() -> None:
    rows = "\n".join(re.findall(r"^\| `.*\d+ \|$", TEXT, re.MULTILINE))
    for check in CHECKS.values():
        for name, default in check.limits:
            assert f"`{name}`" in rows
            assert str(default) in rows


def test_each_rule_belongs_to_a_check_and_is_explained() -> None:
    assert {rule.partition("/")[0] for rule in RULES} <= {*GUARDS, *CHECKS}
    for name, rule in RULES.items():
        assert explained(name) is rule
        assert all(rule), name
