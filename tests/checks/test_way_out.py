"""Ways out: what is written there works."""

import tomllib
from pathlib import Path

import pytest

from kaptar.checks.finding import Finding
from kaptar.checks.policy import Policy
from kaptar.checks.registry import CHECKS, GUARDS
from kaptar.checks.rules.rules import RULES
from kaptar.checks.suppress import Silence
from kaptar.checks.way_out import comment_for, ways_before, ways_out
from kaptar.config.sections import HooksConfig


def finding(path: str, rule: str = "secrets/github-token", line: int = 1) -> Finding:
    check = rule.partition("/")[0]
    return Finding(check=check, rule=rule, path=path, line=line, column=1, severity="error", message="m")


@pytest.mark.parametrize(
    ("path", "comment"),
    [("a.py", "# {}"), ("a/b.ts", "// {}"), ("a.rs", "// {}"), ("a.lua", "-- {}"), ("a.sql", "-- {}"), ("a.css", "/* {} */"),
     ("a.md", "<!-- {} -->"), ("a.vue", "<!-- {} -->"), ("a.jsonc", "// {}"), ("a.ini", "; {}"), ("a.tex", "% {}"),
     ("a.yaml", "# {}"), ("Makefile", "# {}"), ("notes", "# {}"), ("a.PHP", "# {}")],
)  # fmt: skip
def test_the_comment_has_the_form_of_the_language_and_silences_the_finding(path: str, comment: str) -> None:
    written = comment_for(finding(path))
    assert written == comment.format("kaptar: " + "ignore[secrets/github-token] -- REASON")
    for content in (f"x = 1  {written}\n", f"{written}\nx = 1\n"):
        line = content.index("x") // len(written) + 1 if content.startswith(written) else 1
        assert Silence(content.encode()).covers(finding(path, line=line))


@pytest.mark.parametrize("path", ["src/a.py", "app/[id]/page.tsx", "a {b}*?.py", 'a"b.py', "café.py"])
def test_the_setting_is_toml_and_softens_the_finding(path: str) -> None:
    for rule in ("secrets/github-token", "lint/E501"):
        *_, line = ways_out(finding(path, rule))
        section, written = line.removeprefix("in kaptar.toml  ").partition(", or ")[0].split("] ", 1)
        table = tomllib.loads(f"{section}]\n{written}\n")["hooks"]["severity_in"]
        policy = Policy(HooksConfig(severity_in=table), CHECKS, GUARDS, RULES)
        assert [each.severity for each in policy.placed((finding("", rule),), path)] == ["info"]
        assert [each.severity for each in policy.placed((finding("", rule),), "other.py")] == ["error"]


def test_where_no_comment_can_stand_none_is_named() -> None:
    for each in (finding("a.json"), finding("a.ipynb"), finding("a.jsonl"), finding("a.py", "size/lines", line=0)):
        assert comment_for(each) == ""
        assert len(ways_out(each)) == 1


def test_where_no_comment_can_stand_it_says_why_and_what_can_be_written() -> None:
    (line,) = ways_out(finding("a/b.ipynb"))
    assert line.startswith("JSON has no comments: in kaptar.toml  [hooks.severity_in]")
    assert "kaptar baseline" in line
    assert ways_out(finding("a.ipynb", "size/lines", line=0))[0].startswith("in kaptar.toml")


def test_a_file_of_another_worktree_has_a_setting_for_the_rule_alone() -> None:
    assert '[hooks.severity] "secrets/github-token" = "info"' in ways_out(finding(str(Path("/other/a.py"))))[-1]


def test_a_guard_says_itself_what_to_do() -> None:
    assert ways_out(finding(".env", "protected/env-file", line=0)) == ()


def test_each_line_is_short() -> None:
    for rule in RULES:
        each = finding("src/some/folder/of/the/project/module.py", rule)
        assert all(len(line) < 200 for line in (*ways_out(each), *ways_before(each))), rule


def test_a_baseline_is_written_from_files() -> None:
    assert "`kaptar baseline` for all that is there" in ways_out(finding("a.py"))[-1]
    assert "`kaptar baseline` once the user has written it" in ways_before(finding("a.py"))[-1]
