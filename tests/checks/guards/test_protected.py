"""The guard `protected`: which paths no agent's edit may touch."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from tests.checks.conftest import Make, event, result, rules

from kaptar.checks.event import FileChange
from kaptar.checks.guards.same_file import Links, MostListed, other_names
from kaptar.checks.rules.rules import RULES
from kaptar.repository.names import Names, fold, names_of
from kaptar.repository.steering import SETTLED_NS


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
        ("kaptar-baseline.jsonl", "protected/kaptar"),
        (".kaptar/token", "protected/kaptar"),
        (".kaptar", "protected/kaptar"),
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
    ("path", "rule"),
    [
        (".ssh/.env.example", "protected/key-file"),
        ("home/.gnupg/.env.schema", "protected/key-file"),
        (".SSH/.ENV.Sample", "protected/key-file"),
        (".gnupg/a/.env.local.dist", "protected/key-file"),
        (".kaptar/.env.example", "protected/kaptar"),
        ("k/.kaptar/.env.local.tmpl", "protected/kaptar"),
        (".git/.env.template", "protected/git"),
        ("sub/.git/hooks/.env.tpl", "protected/git"),
        ("migrations/.env.example", "protected/path"),
    ],
)
def test_the_name_of_a_template_opens_no_closed_folder(make: Make, root: Path, path: str, rule: str) -> None:
    checks = make(protected=("migrations/**",))
    verdict = checks.check_event(event(FileChange(str(root / path), content=b"A=\n"), phase="before"), 30)
    assert (verdict.outcome, rules(verdict)) == ("block", [rule])


@pytest.mark.parametrize("name", [".env", "deploy/server.pem", "store.p12", "migrations/1.sql"])
def test_a_file_that_is_merely_there_is_no_fault(make: Make, root: Path, name: str) -> None:
    file = root / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"DB_PASSWORD=x\n")
    verdict = make(protected=("migrations/**",)).check_files([file])
    assert verdict.outcome == "pass"
    (found,) = [f for r in verdict.results for f in r.findings if f.check == "protected"]
    assert found.severity == "info"


def test_a_setting_may_make_more_of_it(make: Make, root: Path) -> None:
    (root / "store.p12").write_bytes(b"x")
    assert make(severity={"protected/key-file": "error"}).check_files([root / "store.p12"]).outcome == "block"


@pytest.mark.parametrize(
    "path", ["a.py", ".env.example", ".env.local.sample", "id_rsa.pub", "kaptar.toml.md", "env.py", ".github/x.txt"]
)
def test_other_paths_are_free(make: Make, root: Path, path: str) -> None:
    verdict = make().check_event(event(FileChange(str(root / path), content=b"")), 30)
    assert result(verdict, "protected").state == "passed"


def test_a_link_to_a_protected_file_is_protected(make: Make, root: Path) -> None:
    (root / ".env").write_text("API_KEY=a1\n")
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
        ('[project]\nname = "x"\n', "tool = []  # kaptar\n", True),
        (OWN_TABLE, "[tool\n", True),
        (OWN_TABLE, OWN_TABLE + "#" * (5 << 20), True),
        ('[project]\nname = "x"\n', '[project]\nname = "x"\n' + "#" * (5 << 20), True),
        ("[tool\n", "[tool\n# more\n", False),
        ("", '[tool."\\u006baptar".hooks]\nstrict = false\n', True),
        ("", '[tool."\\U0000006bapta\\u0072".hooks]\nstrict = false\n', True),
        ("", '"\\u0074ool" = {"kapt\\u0061r" = {}}\n', True),
        ("", '[tool."s\\u006bep"]\n', True),
        ("", "[tool.'\\u006baptar']\n", False),  # no escape between single quotes
        ("", '[tool.x]\nx = "C:\\\\u006baptar"\n', False),
        (OWN_TABLE, OWN_TABLE.replace("true", "1"), True),
        (OWN_TABLE, OWN_TABLE.replace("[tool.kaptar.hooks]", '[tool."\\u006baptar"."hooks"]'), False),  # the same table
    ],
)
def test_settings_in_the_projects_own_file_are_protected_too(
    make: Make, root: Path, before: str, after: str, stopped: bool
) -> None:
    """A hive uses them from the next event on."""
    file = root / "pyproject.toml"
    file.write_text(before)
    verdict = make().check_event(event(FileChange(str(file), content=after.encode()), phase="before"), 30)
    found = [rule for rule in rules(verdict) if rule != "syntax/parse"]
    assert (verdict.outcome == "block", found) == ((True, ["protected/kaptar"]) if stopped else (False, []))


def test_the_user_s_own_commit_of_kaptar_toml_is_no_finding(make: Make, root: Path) -> None:
    (root / "kaptar.toml").write_text("")
    assert make().check_files([root / "kaptar.toml"]).outcome == "pass"


def told(make: Make, change: FileChange) -> list[str]:
    return rules(make().check_event(event(change, phase="before"), 30))


@pytest.mark.parametrize(
    ("changes", "stopped"),
    [
        ({"op": "delete"}, True),
        ({"problem": "the quotation is not there"}, True),
        ({}, False),  # by its name alone: the content is judged once it is known
    ],
)
def test_the_own_table_cannot_be_removed_with_its_file(changes: dict[str, str], stopped: bool, make: Make, root: Path) -> None:
    for name in ("pyproject.toml", "sub/pyproject.toml"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(OWN_TABLE)
        change = FileChange(str(root / name), **changes)  # type: ignore[arg-type]
        assert told(make, change) == (["protected/kaptar"] if stopped else [])
        (root / name).write_text('[project]\nname = "x"\n')
        assert told(make, change) == (["protected/kaptar"] if change.problem else [])  # whatever is in it: nobody knows


def test_by_no_name_of_its_file_either(make: Make, root: Path) -> None:
    (root / "real.toml").write_text(OWN_TABLE)
    (root / "pyproject.toml").symlink_to("real.toml")
    (root / "again.toml").symlink_to("pyproject.toml")
    for name in ("pyproject.toml", "again.toml", "real.toml"):
        assert told(make, FileChange(str(root / name), content=b"[project]\n")) == ["protected/kaptar"], name


@pytest.mark.parametrize("added", [b"[tool.kaptar.hooks]\n", b'[tool."\\u006baptar"]', b"[tool.kap", b"tar]", b""])
def test_an_edit_whose_result_is_not_known_may_change_the_own_table(added: bytes, make: Make, root: Path) -> None:
    (root / "pyproject.toml").write_text('[project]\nname = "x"\n')
    change = FileChange(str(root / "pyproject.toml"), problem="it does not fit", added=added)
    assert told(make, change) == ["protected/kaptar"]


@pytest.mark.parametrize("name", [".env", "kaptar.toml", ".claude/settings.json"])
@pytest.mark.parametrize("kind", ["link to it", "link from it", "hard link"])
def test_a_protected_file_is_protected_by_its_other_names(name: str, kind: str, make: Make, root: Path) -> None:
    (root / name).parent.mkdir(exist_ok=True)
    other = root / "plain.txt"
    if kind == "link from it":
        other.write_text("")
        (root / name).symlink_to(other)
    else:
        (root / name).write_text("")
        if kind == "hard link":
            other.hardlink_to(root / name)
        else:
            other.symlink_to(root / name)
    assert len(told(make, FileChange(str(other), content=b"x\n"))) == 1
    assert told(make, FileChange(str(root / "free.txt"), content=b"x\n")) == []


def test_a_hard_link_to_one_of_gits_hooks_is_protected(make: Make, root: Path) -> None:
    (root / ".git" / "hooks").mkdir(parents=True, exist_ok=True)
    (root / ".git" / "hooks" / "post-commit").write_text("#!/bin/sh\n")
    (root / "plain.sh").hardlink_to(root / ".git" / "hooks" / "post-commit")
    (root / "other.sh").write_text("")
    (root / "twin.sh").hardlink_to(root / "other.sh")
    assert told(make, FileChange(str(root / "plain.sh"), content=b"x\n")) == ["protected/git"]
    assert told(make, FileChange(str(root / "twin.sh"), content=b"x\n")) == []


@pytest.mark.parametrize("folds", [True, False])
def test_the_users_patterns_fold_where_the_file_system_does(
    folds: bool, make: Make, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS: the names are those of a file system that takes small and capital letters for the same."""

    def folding(path: str) -> Names:
        found = names_of(path)
        return found._replace(folds=folds, every=(*found.every, *([fold(path)] if folds else [])))

    monkeypatch.setattr("kaptar.checks.snapshot.names_of", folding)
    checks = make(protected=("Migrations/**", "caf\u00e9/**"))
    names = ("MIGRATIONS/1.sql", "migrations/1.sql", "cafe\u0301/x")
    assert [told_by(checks, root / name) for name in names] == [folds, folds, True]


def told_by(checks: Any, file: Path) -> bool:
    return bool(rules(checks.check_event(event(FileChange(str(file), content=b""), phase="before"), 30)))


WEAKER: list[dict[str, Any]] = [
    {"checks": {"protected": False}},
    {"severity": {"protected": "warning"}},
    {"severity": {"protected/git": "off", "protected/kaptar": "off", "protected/hooks": "off", "protected/key-file": "off"}},
    {"ignore": {"protected": ("**",)}},
]


@pytest.mark.parametrize("weaker", WEAKER)
def test_no_setting_of_a_repository_frees_what_steers_or_what_lies_outside(
    weaker: dict[str, Any], make: Make, root: Path, tmp_path: Path
) -> None:
    checks = make(**weaker)
    (root / "pyproject.toml").write_text(OWN_TABLE)
    outside = [str(tmp_path / name) for name in (".ssh/authorized_keys", ".claude/settings.json", ".aws/../.ssh/config")]
    inside = [str(root / name) for name in ("kaptar.toml", "pyproject.toml", ".git/hooks/pre-commit", "a/.claude/settings.json")]
    (root / "id_rsa").symlink_to(tmp_path / ".ssh" / "id_rsa")
    for path in (*outside, *inside, str(root / "id_rsa"), "/proc/self/cwd/x"):
        verdict = checks.check_event(event(FileChange(path, content=b"# x\n"), phase="before"), 30)
        assert (verdict.outcome, len([rule for rule in rules(verdict) if rule != "syntax/parse"])) == ("block", 1), path
    assert checks.check_event(event(FileChange(outside[0], content=b"")), 30).outcome == "warn"


@pytest.mark.parametrize("weaker", [WEAKER[0], WEAKER[1], {"severity": {"protected/env-file": "off"}}, WEAKER[3]])
def test_settings_of_a_repository_count_for_its_own_secrets(weaker: dict[str, Any], make: Make, root: Path) -> None:
    checks = make(**weaker)
    assert checks.check_event(event(FileChange(str(root / ".env"), content=b"A=1\n"), phase="before"), 30).outcome != "block"
    assert checks.check_files([root / "kaptar.toml"]).outcome == "pass"


def test_a_rule_that_is_stricter_stays(make: Make, root: Path) -> None:
    checks = make(severity={"protected/git": "error"})
    assert checks.check_event(event(FileChange(str(root / ".git/config"), content=b"")), 30).outcome == "block"


@pytest.mark.parametrize(
    ("link", "target", "edited", "rule"),
    [
        (".claude", "conf", "conf/settings.json", "protected/hooks"),
        ("kaptar.toml", "cfg/k.toml", "cfg/k.toml", "protected/kaptar"),
        (".env", "cfg/app.env", "cfg/app.env", "protected/env-file"),
        (".env.production", "certs/prod.conf", "certs/prod.conf", "protected/env-file"),
        (".ssh", "certs", "certs/authorized_keys", "protected/key-file"),
        (".kaptar", "conf", "conf/token", "protected/kaptar"),
        (".git/hooks", "../hk", "hk/pre-commit", "protected/git"),
        (".git/hooks/pre-commit", "../../scripts/pc", "scripts/pc", "protected/git"),
        (".git/hooks/pre-commit", "../../scripts/pc", "scripts", ""),
    ],
)
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_from_a_protected_name_protects_what_it_leads_to(
    exists: bool, link: str, target: str, edited: str, rule: str, make: Make, root: Path
) -> None:
    """Nothing need be there: the edit would make it."""
    checks = make()
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(target)
    (root / edited).parent.mkdir(exist_ok=True)
    if exists and rule:
        (root / edited).write_text("")
    change = FileChange(str(root / edited), content=b"")
    found = rules(checks.check_event(event(change, phase="before"), 30))
    assert [each for each in found if each != "syntax/parse"] == ([rule] if rule else [])
    free = FileChange(str(root / "free/settings.json"), content=b"{}\n")
    assert rules(checks.check_event(event(free, phase="before"), 30)) == []


@pytest.mark.parametrize(
    ("name", "rule"),
    [("svc/.env", "protected/env-file"), (".kaptar/token", "protected/kaptar"), ("a/b/x.pem", "protected/key-file")],
)
def test_a_hard_link_to_a_protected_file_anywhere_in_the_worktree(name: str, rule: str, make: Make, root: Path) -> None:
    (root / name).parent.mkdir(parents=True)
    (root / name).write_text("API_KEY=a1\n")
    (root / "plain.txt").hardlink_to(root / name)
    assert told(make, FileChange(str(root / "plain.txt"), content=b"A=2\n")) == [rule]


def test_a_hard_link_that_lies_deep_among_many_files(make: Make, root: Path) -> None:
    """Past the first 5,000 entries, and past the first 1,000 of its folder."""
    for folder in ("many", "zz/deep"):
        (root / folder).mkdir(parents=True)
    for number in range(3000):
        (root / f"many/{number}").touch()
        (root / f"zz/deep/{number}").touch()
    (root / "zz/deep/last.pem").write_text("A=1\n")
    (root / "plain.txt").hardlink_to(root / "zz/deep/last.pem")
    assert told(make, FileChange(str(root / "plain.txt"), content=b"A=2\n")) == ["protected/key-file"]


def test_a_file_whose_names_are_not_all_found_is_refused_by_name(make: Make, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        (root / f"{number}.txt").touch()
    (root / "zz").mkdir()
    (root / "zz/.env").write_text("A=1\n")
    (root / "plain.txt").hardlink_to(root / "zz/.env")
    monkeypatch.setattr(other_names, "__defaults__", (10,))
    verdict = make().check_event(event(FileChange(str(root / "plain.txt"), content=b"A=2\n"), phase="before"), 30)
    assert (verdict.outcome, rules(verdict)) == ("block", ["protected/path"])
    (finding,) = result(verdict, "protected").findings
    assert "plain.txt has 2 names on the disk (hard links), " in finding.message
    assert "among the first 10 entries of the worktree" in finding.message
    assert told(make, FileChange(str(root / "0.txt"), content=b"x\n")) == []


def test_a_hard_link_out_of_the_worktree_is_free(make: Make, root: Path, tmp_path: Path) -> None:
    """As in a store of packages: all of the worktree was searched."""
    (tmp_path / "store.txt").write_text("x\n")
    (root / "plain.txt").hardlink_to(tmp_path / "store.txt")
    assert told(make, FileChange(str(root / "plain.txt"), content=b"y\n")) == []


@pytest.mark.parametrize(
    ("link", "target", "edited", "rule"),
    [
        ("app/.env", "app/config/settings.txt", "app/config/settings.txt", "protected/env-file"),
        ("a/b/.env", "a/b/c/d/x.txt", "a/b/c/d/x.txt", "protected/env-file"),
        ("app/.claude", "app/config", "app/config/settings.json", "protected/hooks"),
        ("app/migrations", "app/sql", "app/sql/1.sql", ""),
    ],
)
def test_links_from_protected_names_on_the_way_to_a_file(
    link: str, target: str, edited: str, rule: str, make: Make, root: Path
) -> None:
    (root / edited).parent.mkdir(parents=True)
    (root / edited).write_text("")
    (root / link).symlink_to(root / target)
    assert told(make, FileChange(str(root / edited), content=b"{}\n")) == ([rule] if rule else [])


@pytest.mark.parametrize(
    "link", [".env", ".env.production", "zz.p12", ".git/hooks/pre-push", "d/.env.local", ".git/modules/zz/config"]
)
@pytest.mark.parametrize("beside", ["links", "files"])
def test_links_are_found_among_many_entries(link: str, beside: str, make: Make, root: Path) -> None:
    folder = (root / link).parent
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1500):
        (folder / f"l{number}").symlink_to("x") if beside == "links" else (folder / f"f{number}").touch()
    (root / "d").mkdir(exist_ok=True)
    (root / link).symlink_to(root / "d" / "plain.txt")
    assert len(told(make, FileChange(str(root / "d" / "plain.txt"), content=b"A = 2\n"))) == 1


FLOODS: dict[str, tuple[str, MostListed, bool]] = {
    "links": ("", MostListed(links=2), True),
    "files": ("", MostListed(entries=5), True),
    "links on the way": ("d", MostListed(links=2), True),
    "files on the way": ("d", MostListed(entries=5), True),
    "links of git": (".git/hooks", MostListed(links=2), True),
    "git directories": (".git/modules", MostListed(folders=2), True),
    "links beside the way": ("e", MostListed(links=2), False),
    "no more than are looked at": ("", MostListed(links=100, entries=200), False),
}


@pytest.mark.parametrize(("at", "most", "refused"), FLOODS.values(), ids=FLOODS)
def test_where_links_may_not_all_be_found_an_edit_is_refused_by_name(
    at: str, most: MostListed, refused: bool, make: Make, root: Path
) -> None:
    for name in (".git/hooks", ".git/modules", "d", "e"):
        (root / name).mkdir(parents=True, exist_ok=True)
    for number in range(6):
        (root / at / f"l{number}").symlink_to("nowhere")
        (root / at / f"m{number}").mkdir()
    made = make()
    checks = made._replace(settings=made.settings._replace(links=Links(most=most)))
    for _ in range(2):
        verdict = checks.check_event(event(FileChange(str(root / "d" / "plain.txt"), content=b"x\n"), phase="before"), 30)
        assert rules(verdict) == (["protected/path"] if refused else [])
        assert ("more entries than are looked through" in str(result(verdict, "protected").findings)) == refused


def test_links_from_protected_names_of_the_home(make: Make, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the user keeps these files in a repository."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    (home / ".claude").symlink_to(root / "dot-claude")
    (home / ".ssh").symlink_to(root / "dot-ssh")
    checks = make(checks={"protected": False})
    for name, rule in (("dot-claude/settings.json", "protected/hooks"), ("dot-ssh/config", "protected/key-file")):
        change = FileChange(str(root / name), content=b"{}\n")
        assert rules(checks.check_event(event(change, phase="before"), 30)) == [rule]


@pytest.mark.parametrize(("link", "edited"), [(".claude", "conf/settings.json"), (".git/hooks/pre-commit", "scripts/pc")])
def test_a_link_that_comes_later_is_seen_in_folders_that_are_looked_at_seldom(
    link: str, edited: str, make: Make, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / ".git" / "hooks").mkdir(parents=True, exist_ok=True)
    listed: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed.append(str(path)) or scandir(path))
    made, links = make(), Links(lambda: time.time_ns() + 2 * SETTLED_NS)  # no folder is too young to be remembered
    checks = made._replace(settings=made.settings._replace(links=links))
    change = FileChange(str(root / edited), content=b"")

    def asked() -> list[str]:
        return [rule for rule in rules(checks.check_event(event(change, phase="before"), 30)) if rule != "syntax/parse"]

    assert asked() == []
    assert listed
    del listed[:]
    assert asked() == []
    assert listed == []
    wait_for_another_time_of_change((root / link).parent)
    (root / link).symlink_to(root / edited if "hooks" in link else root / "conf")
    assert len(asked()) == 1
    wait_for_another_time_of_change((root / link).parent)
    (root / link).unlink()
    assert asked() == []


def wait_for_another_time_of_change(folder: Path) -> None:
    """Until a change of a folder has another time than the last one."""
    before = folder.stat().st_ctime_ns
    for _ in range(1_000_000):
        folder.touch()
        if folder.stat().st_ctime_ns != before:
            return
    raise AssertionError("the clock of the file system stands still")


@pytest.mark.parametrize("op", ["delete", "move"])
@pytest.mark.parametrize("kind", ["folder", "link", "target"])
@pytest.mark.parametrize(
    "name", [".claude", ".cursor", ".codex", ".gemini", ".opencode/plugins", ".kaptar", ".ssh", "sub/.claude"]
)
def test_a_folder_of_protected_names_is_not_removed(name: str, kind: str, op: Any, make: Make, root: Path) -> None:
    (root / name).parent.mkdir(exist_ok=True)
    (root / "conf").mkdir()
    if kind == "folder":
        (root / name).mkdir()
    else:
        (root / name).symlink_to(root / "conf")
    asked = "conf" if kind == "target" and name != "sub/.claude" else name
    assert len(told(make, FileChange(str(root / asked), op=op))) == 1
    assert told(make, FileChange(str(root / "free"), op=op)) == []


@pytest.mark.parametrize("op", ["delete", "move"])
def test_neither_is_what_lies_around_the_worktree_or_a_place_of_the_users(
    op: Any, make: Make, root: Path, tmp_path: Path
) -> None:
    checks = make(checks={"protected": False})
    for path in (str(root), f"{root}/.", f"{root}/a/..", str(tmp_path), str(Path.home()), "/"):
        assert len(rules(checks.check_event(event(FileChange(path, op=op), phase="before"), 30))) == 1, path


def test_settings_of_a_worktree_around_the_home_do_not_open_the_home(
    make: Make, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where somebody made a repository of the home itself."""
    monkeypatch.setenv("HOME", str(root))
    checks = make(checks={"protected": False}, protected=("free/**",))
    for name, outcome in ((".ssh/authorized_keys", "block"), (".netrc", "block"), ("free/a.txt", "pass")):
        verdict = checks.check_event(event(FileChange(str(root / name), content=b"a\n"), phase="before"), 30)
        assert verdict.outcome == outcome, name


def test_folders_count_in_letters_of_any_case(make: Make, root: Path) -> None:
    assert told(make, FileChange(str(root / ".Claude"), op="delete")) == ["protected/hooks"]


@pytest.mark.parametrize(
    "name", ["info/attributes", "HEAD", "modules/s/config", "config.worktree", "worktrees/w/config.worktree"]
)
def test_a_hard_link_to_a_file_anywhere_in_the_git_directory(name: str, make: Make, root: Path) -> None:
    (root / ".git" / name).parent.mkdir(parents=True, exist_ok=True)
    (root / ".git" / name).write_text("")
    (root / "notes.txt").hardlink_to(root / ".git" / name)
    verdict = make().check_event(event(FileChange(str(root / "notes.txt"), content=b"x\n"), phase="before"), 30)
    assert rules(verdict) == ["protected/git"]


@pytest.mark.parametrize(
    ("link", "edited"),
    [
        ("info", "moved/attributes"),
        ("modules", "moved/s/config"),
        ("worktrees", "moved/w/config.worktree"),
        ("config.worktree", "moved"),
        ("HEAD", "moved"),
        ("modules/s", "moved/config"),
        ("modules/s/config", "moved"),
        ("info/attributes", "moved"),
    ],
)
@pytest.mark.parametrize("later", [True, False])
def test_a_link_below_the_git_directory_protects_what_it_leads_to(
    link: str, edited: str, later: bool, make: Make, root: Path
) -> None:
    checks = make()

    def outcome() -> str:
        return checks.check_event(event(FileChange(str(root / edited), content=b"x\n"), phase="before"), 30).outcome

    if later:
        assert outcome() == "pass"
    (root / ".git" / link).parent.mkdir(parents=True, exist_ok=True)
    (root / ".git" / link).symlink_to(root / "moved")
    assert outcome() == "block"


def test_a_link_in_the_git_directory_counts_in_each_linked_worktree(make: Make, root: Path, tmp_path: Path) -> None:
    common = tmp_path / "main/.git"
    (common / "hooks").mkdir(parents=True)
    (common / "hooks/pre-commit").symlink_to(root / "scripts/pc")
    made = make()
    checks = made._replace(settings=made.settings._replace(repository=common))
    change = FileChange(str(root / "scripts/pc"), content=b"x\n")
    assert made.check_event(event(change, phase="before"), 30).outcome == "pass"
    assert checks.check_event(event(change, phase="before"), 30).outcome == "block"


def test_where_gits_settings_are_not_read_whole_no_edit_goes_on_and_no_setting_lets_it(make: Make, root: Path) -> None:
    (root / ".git/config").write_bytes(b"#" * (1 << 20) + b"\n[include]\npath = x\n")
    checks = make(checks={"protected": False})
    verdict = checks.check_event(event(FileChange(str(root / "a.py"), content=b"x = 1\n"), phase="before"), 30)
    assert rules(verdict) == ["protected/own-place"]
    assert "over the limit" in verdict.findings[0].message


@pytest.mark.parametrize("composed", [True, False])
def test_a_pattern_means_letters_however_their_marks_are_written(composed: bool, make: Make, root: Path) -> None:
    forms = ("geheim-\u00e9", "geheim-e\u0301")
    checks = make(protected=(f"{forms[composed]}/**",))
    for name in forms:
        verdict = checks.check_event(event(FileChange(str(root / name / "x.txt"), content=b"x\n"), phase="before"), 30)
        assert rules(verdict) == ["protected/path"]
