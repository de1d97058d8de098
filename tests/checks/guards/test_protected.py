"""The guard `protected`: which paths no agent's edit may touch."""

from pathlib import Path

import pytest
from tests.checks.conftest import Make, event, result, rules

from kaptar.checks.event import FileChange
from kaptar.checks.rules.rules import RULES


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
    checks = make(protected=("migrations/**",))
    change = FileChange(str(root / path), content=b"{}\n" if path.endswith(".json") else b"x = 1\n")
    before = checks.check_event(event(change, phase="before"), 30)
    assert (before.outcome, rules(before)) == ("block", [rule])
    assert rule in RULES
    assert checks.check_event(event(change), 30).outcome == "warn"


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
