"""Each check against its own example, and what the built-in ones must and must not say."""

import re
from pathlib import Path

import pytest
from tests.checks.conftest import Make, event, result, rules

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
    """Bad content has findings and good content none. A check of paths alone has its example in the path."""
    pipeline = make(checks={check.name: True})
    for content, state in ((check.example.bad, "findings"), (check.example.good, "passed")):
        path = root / (check.example.path if state == "findings" or not check.path_only else "area.py")
        found = result(pipeline.check_event(event(FileChange(str(path), content=content)), 30), check.name)
        assert (found.state, found.reason) == (state, "")
        assert all(f.check == check.name and f.rule in RULES and f.path for f in found.findings)


def test_every_rule_of_the_guests_is_in_the_catalogue() -> None:
    text = "\n".join(
        path.read_text("utf-8") for crate in ("javascript", "python") for path in (GUESTS / crate).rglob("src/**/*.rs")
    )
    named = set(re.findall(r'"(security/[a-z-]+)"', text)) - {"security/evil"}
    assert len(named) > 10
    assert named <= set(RULES)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        (".env", "protected/env-file"),
        ("a/.env.production", "protected/env-file"),
        (".ENV", "protected/env-file"),
        ("deploy/server.pem", "protected/key-file"),
        ("home/.ssh/config", "protected/key-file"),
        ("id_ed25519", "protected/key-file"),
        (".git/hooks/pre-commit", "protected/git"),
        ("sub/.git/config", "protected/git"),
        (".GIT/config", "protected/git"),
        ("a/../.git/config", "protected/git"),
        ("kaptar.toml", "protected/kaptar"),
        (".kaptar/token", "protected/kaptar"),
        (".claude/settings.json", "protected/hooks"),
        (".claude/settings.local.json", "protected/hooks"),
        (".cursor/hooks.json", "protected/hooks"),
        (".opencode/plugins/kaptar.js", "protected/hooks"),
        ("migrations/1.sql", "protected/path"),
        ("/etc/ssl/private/site.key", "protected/key-file"),
    ],
)
def test_protected_paths_block_before_an_edit_and_warn_after(make: Make, root: Path, path: str, rule: str) -> None:
    pipeline = make(protected=("migrations/**",))
    change = FileChange(str(root / path), content=b"{}\n" if path.endswith(".json") else b"x = 1\n")
    before = pipeline.check_event(event(change, phase="before"), 30)
    assert (before.outcome, rules(before)) == ("block", [rule])
    assert pipeline.check_event(event(change), 30).outcome == "warn"


@pytest.mark.parametrize(
    "path", ["a.py", ".env.example", ".env.local.sample", "id_rsa.pub", "kaptar.toml.md", "env.py", ".github/x.txt"]
)
def test_other_paths_are_free(make: Make, root: Path, path: str) -> None:
    verdict = make().check_event(event(FileChange(str(root / path), content=b"")), 30)
    assert result(verdict, "protected").state == "passed"


def test_a_link_to_a_protected_file_is_protected(make: Make, root: Path) -> None:
    (root / ".env").write_text("A=1\n")
    (root / "notes.txt").symlink_to(".env")
    assert rules(make().check_event(event(FileChange(str(root / "notes.txt"), content=b"A=2\n"), phase="before"), 30)) == [
        "protected/env-file"
    ]


OWN_TABLE = '[project]\nname = "x"\n\n[tool.kaptar.hooks]\nstrict = true\n'


@pytest.mark.parametrize(
    ("before", "after", "stopped"),
    [
        (OWN_TABLE, OWN_TABLE.replace("true", "false"), True),
        (OWN_TABLE, '[project]\nname = "x"\n', True),
        ('[project]\nname = "x"\n', OWN_TABLE, True),
        ("", "tool = {kaptar = {hooks = {strict = false}}}\n", True),
        (OWN_TABLE, OWN_TABLE.replace('"x"', '"y"'), False),
        ('[project]\nname = "x"\n', '[project]\nname = "kaptar-x"\n', False),
    ],
)
def test_settings_in_the_projects_own_file_are_protected_too(
    make: Make, root: Path, before: str, after: str, stopped: bool
) -> None:
    """A hive uses them from the next event on."""
    file = root / "pyproject.toml"
    file.write_text(before)
    verdict = make().check_event(event(FileChange(str(file), content=after.encode()), phase="before"), 30)
    assert (verdict.outcome, rules(verdict)) == (("block", ["protected/kaptar"]) if stopped else ("pass", []))


def test_the_user_s_own_commit_of_kaptar_toml_is_no_finding(make: Make, root: Path) -> None:
    (root / "kaptar.toml").write_text("")
    assert make().check_files([root / "kaptar.toml"]).outcome == "pass"


def test_an_edit_that_breaks_the_syntax_blocks_and_one_of_a_broken_file_warns(make: Make, root: Path) -> None:
    file = root / "a.py"
    file.write_text("x = 1\n")
    broken = FileChange(str(file), content=b"x = (\n")
    pipeline = make()
    assert result(pipeline.check_event(event(broken, phase="before"), 30), "syntax").findings[0].severity == "error"
    file.write_text("y = (\n")
    assert result(pipeline.check_event(event(broken, phase="before"), 30), "syntax").findings[0].severity == "warning"


@pytest.mark.guest
def test_a_grammar_that_may_be_wrong_blocks_only_an_edit_that_breaks_a_clean_file(make: Make, root: Path) -> None:
    file = root / "a.rs"
    broken = FileChange(str(file), content=b"fn f( {\n")
    pipeline = make()

    def severities(phase: Phase) -> set[str]:
        return {f.severity for f in result(pipeline.check_event(event(broken, phase=phase), 30), "syntax").findings}

    assert severities("before") == {"warning"}
    file.write_text("fn f() {}\n")
    assert severities("before") == {"error"}
    assert severities("after") == {"warning"}
    file.write_text("fn g( {\n")
    assert severities("before") == {"warning"}


def test_json_with_comments_is_left_alone_where_it_is_usual(make: Make, root: Path) -> None:
    content = b'{\n  // comment\n  "a": 1\n}\n'
    verdict = make().check_event(event(*(FileChange(str(root / n), content=content) for n in ("tsconfig.json", "a.json"))), 30)
    states = {r.path: r.state for r in verdict.results if r.check == "syntax"}
    assert states == {"tsconfig.json": "not_run", "a.json": "findings"}
    assert verdict.complete


@pytest.mark.guest
def test_security_is_silent_about_strings_and_comments(make: Make, root: Path) -> None:
    content = b'# eval(x)\nTEXT = "eval(x)"\n'
    assert result(make().check_event(event(FileChange(str(root / "a.py"), content=content)), 30), "security").state == "passed"
