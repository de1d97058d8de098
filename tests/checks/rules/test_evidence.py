"""Warnings: a rule that readers did not find useful often enough has none, whoever looks."""

import re
from pathlib import Path
from typing import Any, cast

import pytest
from tests.checks.conftest import Make, event, result
from tests.checks.secrets.looking import HEXADECIMAL, made

from kaptar.checks.check import Check, Cost, Example, Ran
from kaptar.checks.event import FileChange, Phase
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.job import CheckJob
from kaptar.checks.registry import CHECKS
from kaptar.checks.rules.evidence import EVIDENCE, LEAST_READ, OF_AN_EDIT, Evidence, level, levelled
from kaptar.checks.rules.rules import RULES
from kaptar.checks.snapshot import Snapshot

BUILT_IN = {name for name, check in CHECKS.items() if check.cost in ("host", "guest")}
OURS = sorted(rule for rule in RULES if rule.partition("/")[0] in BUILT_IN)
PAGE = (Path(__file__).parents[3] / "docs" / "checks.md").read_text("utf-8")
PHASES: tuple[Phase, ...] = ("before", "after", "check")


def found(rule: str, severity: Severity) -> Finding:
    return Finding(check=rule.partition("/")[0], rule=rule, path="", line=1, column=1, severity=severity, message="x")


@pytest.mark.parametrize("rule", OURS)
@pytest.mark.parametrize("phase", PHASES)
def test_a_rule_warns_where_its_evidence_is_enough_and_nowhere_else(rule: str, phase: Phase) -> None:
    given = EVIDENCE.get(rule, Evidence())
    if phase != "check" and rule in OF_AN_EDIT:
        given = OF_AN_EDIT[rule]
    enough = given.certain != "" or (given.read >= LEAST_READ and given.useful / given.read >= 0.7)
    assert level(rule, "warning", phase) == ("warning" if enough else "info")


@pytest.mark.parametrize("rule", ["security/new", "secrets/new", "x", *sorted(set(OURS) - set(EVIDENCE))])
def test_a_rule_that_nobody_has_read_is_no_warning(rule: str) -> None:
    assert [each.severity for each in levelled([found(rule, "warning")], "check")] == ["info"]


@pytest.mark.parametrize(
    ("evidence", "enough"),
    [
        (Evidence(), False), (Evidence(4, 4), False), (Evidence(5, 5), True), (Evidence(3, 5), False), (Evidence(4, 5), True),
        (Evidence(7, 10), True), (Evidence(69, 99), False), (Evidence(0, 50), False), (Evidence(certain="it is counted"), True),
        (Evidence(0, 9, "a checksum"), True),
    ],
)  # fmt: skip
def test_enough_is_seven_of_ten_and_five_read_or_certain(evidence: Evidence, enough: bool) -> None:
    assert evidence.is_enough is enough


def test_the_evidence_is_of_rules_that_are_there() -> None:
    assert {*EVIDENCE, *OF_AN_EDIT} <= set(OURS)
    assert all(0 <= each.useful <= each.read for each in EVIDENCE.values())


def test_errors_and_infos_stay_what_they_are() -> None:
    given = [found("security/sql-injection", "error"), found("security/eval", "info"), found("size/file", "warning")]
    assert levelled(given, "check") == tuple(given)


@pytest.mark.parametrize("rule", [rule for rule, evidence in EVIDENCE.items() if evidence.read])
def test_the_page_has_the_evidence(rule: str) -> None:
    evidence = EVIDENCE[rule]
    kept = "warning" if evidence.is_enough else "info"
    assert re.search(rf"^\| `{rule}` \| {evidence.read} \| {evidence.useful} \| {kept} \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("cost", "severity"), [("host", "info"), ("guest", "info"), ("tool", "warning"), ("slow", "warning")])
def test_what_a_tool_of_the_project_says_is_the_projects(cost: Cost, severity: Severity) -> None:
    check = Check(
        name="x", summary="x", run=lambda _snapshot, _context: Ran((found("x/new", "warning"),)),
        example=Example("a.py", b"", b""), cost=cost,
    )  # fmt: skip
    shot = cast(Snapshot, type("Shot", (), {"phase": "after"})())
    answer = CheckJob(check, shot, cast(Any, None), None, 0.0).run().answer
    assert isinstance(answer, Ran)
    assert [each.severity for each in answer.findings] == [severity]


@pytest.mark.guest
@pytest.mark.parametrize("phase", ["after", "check"])
@pytest.mark.parametrize(
    ("path", "content", "severity"),
    [
        ("src/a.py", b"import yaml\n\ndef f(s):\n    return yaml.load(s)\n", "info"),
        ("src/b.py", b"def f(s):\n    return eval(s)\n", "info"),
        ("src/c.py", b"import tempfile\n\nname = tempfile.mktemp()\n", "info"),
        ("src/d.js", b"const s = require('node-serialize');\nexport const f = (x) => s.unserialize(x);\n", "info"),
        ("src/e.py", b"from flask import Flask\n\napp = Flask(__name__)\napp.run(host='0.0.0.0', debug=True)\n", "warning"),
        ("src/f.py", b"from flask import request\n\ndef f():\n    return eval(request.args['x'])\n", "error"),
    ],
)
def test_code_is_told_at_the_level_of_its_rule(
    make: Make, root: Path, phase: Phase, path: str, content: bytes, severity: str
) -> None:
    (root / "src").mkdir(exist_ok=True)
    (root / path).write_bytes(content)
    looked = result(make().check_event(event(FileChange(str(root / path), content=content), phase=phase), 30), "security")
    assert severity in {each.severity for each in looked.findings}
    assert {"error", "warning"}.isdisjoint({each.severity for each in looked.findings} - {severity})


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize(("size", "severity"), [(32, "info"), (40, "error")])
def test_a_value_of_a_secrets_name_is_told_at_the_level_of_its_rule(
    make: Make, root: Path, phase: Phase, size: int, severity: str
) -> None:
    value = made(size) if severity == "error" else made(size, HEXADECIMAL)
    content = f'API_TOKEN = "{value}"\n'.encode()
    (root / "a.py").write_bytes(content if phase != "before" else b"")
    looked = result(make().check_event(event(FileChange(str(root / "a.py"), content=content), phase=phase), 30), "secrets")
    assert [each.severity for each in looked.findings] == [severity]
