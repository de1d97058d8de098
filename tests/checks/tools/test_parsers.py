"""The language's own parser decides where a tolerant grammar doubts, if the user trusts the project's tools."""

from pathlib import Path

import pytest
from tests.checks.conftest import Make, event, result

from kaptar.checks.event import FileChange
from kaptar.checks.tools import tool
from kaptar.checks.tools.parsers import PARSERS
from kaptar.checks.verdict import CheckResult
from kaptar.repository.process import Finished
from kaptar.repository.trust import Trust

SAID = {
    "go": b"<standard input>:2:9: expected ')', found '{'\n",
    "php": b"PHP Parse error:  syntax error, unexpected token in Standard input code on line 2\n",
    "bash": b"/dev/stdin: line 2: syntax error: unexpected end of file\n",
    "rust": b"error: expected expression, found `;`\n --> <stdin>:2:21\n",
}
WRONG = {"go": b"package p\nfunc f( {\n", "php": b"<?php\nfunction f( {\n", "bash": b"if {\nx\n", "rust": b"fn g() {}\nfn f( {\n"}
SUFFIX = {"go": "go", "php": "php", "bash": "sh", "rust": "rs"}

pytestmark = pytest.mark.guest


def program(root: Path, dialect: str, said: bytes, code: int) -> None:
    """The parser of a language, which says what it is to say."""
    path = root / ".venv/bin" / PARSERS[dialect].name
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "said").write_bytes(said)
    path.write_text(f'#!/bin/sh\ncat > /dev/null\ncat "{path.parent}/said" >&2\nexit {code}\n')
    path.chmod(0o755)


def look(make: Make, root: Path, dialect: str) -> CheckResult:
    change = FileChange(str(root / f"a.{SUFFIX[dialect]}"), content=WRONG[dialect])
    return result(make().check_event(event(change), 60), "syntax")


@pytest.mark.parametrize("dialect", PARSERS)
def test_what_the_language_s_own_parser_refuses_is_an_error(make: Make, root: Path, trust: Trust, dialect: str) -> None:
    program(root, dialect, SAID[dialect], 2)
    assert [each.severity for each in look(make, root, dialect).findings] == ["warning"], "not trusted"
    trust.grant()
    assert [(each.severity, each.line) for each in look(make, root, dialect).findings] == [("error", 2)]


@pytest.mark.parametrize("dialect", PARSERS)
def test_what_it_accepts_has_no_finding(make: Make, root: Path, trust: Trust, dialect: str) -> None:
    program(root, dialect, b"", 0)
    trust.grant()
    assert look(make, root, dialect).state == "passed"


@pytest.mark.parametrize("dialect", PARSERS)
def test_what_it_says_is_asked_anew_where_trust_or_the_program_changed(
    make: Make, root: Path, trust: Trust, dialect: str
) -> None:
    checks = make()
    change = FileChange(str(root / f"a.{SUFFIX[dialect]}"), content=WRONG[dialect])
    (root / change.path).write_bytes(WRONG[dialect])

    def severities() -> list[str]:
        return [each.severity for each in result(checks.check_files([change.path]), "syntax").findings]

    assert severities() == ["info"]
    program(root, dialect, SAID[dialect], 2)
    trust.grant()
    assert severities() == ["error"]
    program(root, dialect, b"", 0)
    trust.grant()
    assert severities() == []


@pytest.mark.parametrize("dialect", PARSERS)
def test_all_attempts_share_the_time_of_the_check(
    make: Make, root: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch, dialect: str
) -> None:
    program(root, dialect, SAID[dialect], 2)
    trust.grant()
    now, given = [100.0], list[float]()

    def slow(_command: object, _folder: object, *, timeout_s: float, **_more: object) -> Finished:
        given.append(timeout_s)
        now[0] += 7.0
        return Finished(2, b"", SAID[dialect])

    monkeypatch.setattr(tool, "run", slow)
    checks = make(clock=lambda: now[0], deadline_ms=20_000)
    checks.check_event(event(FileChange(str(root / f"a.{SUFFIX[dialect]}"), content=WRONG[dialect])), 20)
    times = len(PARSERS[dialect].attempts)
    assert given == [20.0 - 7.0 * n for n in range(times)]


@pytest.mark.parametrize("dialect", PARSERS)
def test_words_that_are_no_report_decide_nothing(make: Make, root: Path, trust: Trust, dialect: str) -> None:
    program(root, dialect, b"no such option\n", 64)
    trust.grant()
    assert {each.severity for each in look(make, root, dialect).findings} == {"warning"}
