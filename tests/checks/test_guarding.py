"""Files that two worktrees judge, lists of files that are left alone, and text whose file is not known."""

import ast
import os
import subprocess
import time
from pathlib import Path

import pytest
from tests.checks.conftest import Make, event, result, rules

from kaptar.checks.event import FileChange
from kaptar.checks.guarding import verdict_by_names
from kaptar.checks.guards.same_file import Links
from kaptar.checks.registry import GUARDS
from kaptar.checks.settings import make_settings
from kaptar.checks.worktrees import Worktrees
from kaptar.config.load import load_config
from kaptar.config.watched import ConfigSource
from kaptar.repository.steering import SETTLED_NS

SECRET = b'KEY = "ghp_a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"\n'


def repository(folder: Path, settings: str) -> Path:
    subprocess.run(["git", "init", "-q", str(folder)], check=True, timeout=60)
    (folder / "kaptar.toml").write_text(settings)
    return folder.resolve()


def worktrees(home: Path) -> Worktrees:
    return Worktrees(home, lambda root: ConfigSource((), lambda: load_config(root, {})))


def test_a_link_into_another_worktree_is_judged_by_both(tmp_path: Path) -> None:
    here = repository(tmp_path / "here", '[hooks]\nprotected = ["mine/**"]\n')
    there = repository(tmp_path / "there", '[hooks]\nprotected = ["theirs/**"]\n')
    for folder in (here / "mine", here / "x", there / "theirs", there / "y"):
        folder.mkdir()
    (there / "theirs/a.py").write_text("")
    (there / "y/a.py").write_text("")
    for link, target in (("mine/free", "y/a.py"), ("x/a.py", "theirs/a.py"), ("x/b.py", "y/a.py")):
        (here / link).symlink_to(there / target)
    known = worktrees(here)

    def stopped(path: str) -> bool:
        asked = event(FileChange(str(here / path), content=b"x = 1\n"), phase="before")
        return verdict_by_names(GUARDS.values(), asked, lambda each: known.of(each, str(here))).outcome == "block"

    assert [stopped(path) for path in ("mine/free", "x/a.py", "x/b.py")] == [True, True, False]


def test_a_file_of_another_repository_has_its_settings_and_a_nested_one_has_not(tmp_path: Path) -> None:
    here, there = repository(tmp_path / "here", ""), repository(tmp_path / "there", "")
    inner = repository(here / "inner", "")
    known = worktrees(here)
    assert known.of(str(there / "a.py"), str(here)).root == there
    assert known.of(str(inner / "a.py"), str(here)).root == here
    assert known.of(str(tmp_path / "a.py"), str(there)).root == there
    assert known.of(str(tmp_path / "a.py"), "").root == here
    assert known.of("x\0y", "z\0").root == here


@pytest.mark.parametrize(("name", "target"), [("vendor/a.py", "src/a.py"), ("src/a.py", "vendor/a.py")])
def test_a_list_of_files_left_alone_must_name_the_link_and_its_target(name: str, target: str, make: Make, root: Path) -> None:
    for folder in ("vendor", "src"):
        (root / folder).mkdir()
    (root / target).write_text("")
    (root / name).symlink_to(root / target)
    for checks in (make(skip=("vendor/**",)), make(ignore={"secrets": ("vendor/**",)})):
        verdict = checks.check_event(event(FileChange(str(root / name), content=SECRET), phase="before"), 30)
        assert rules(verdict) == ["secrets/github-token"]
    (root / name).unlink()
    (root / name).write_text("")
    plain = make(skip=("vendor/**",)).check_event(event(FileChange(str(root / name), content=SECRET), phase="before"), 30)
    assert (plain.outcome == "pass") is name.startswith("vendor")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"problem": "the quotation is not there", "added": SECRET}, 0),
        ({"content": b"\0" + SECRET}, 1),
        ({"content": SECRET + b" " * (17 << 20)}, 0),
    ],
    ids=["not computed", "a zero byte", "too large"],
)
def test_secrets_are_looked_for_where_the_content_is_not_checked(
    change: dict[str, object], line: int, make: Make, root: Path
) -> None:
    """Of a binary file the whole content is known, so that the finding has its line."""
    path = str(root / "a.py")
    verdict = make().check_event(event(FileChange(path, **change), phase="before"), 60)  # type: ignore[arg-type]
    assert rules(verdict) == ["secrets/github-token"]
    assert (verdict.findings[0].line, verdict.complete) == (line, False)
    assert result(verdict, "file").due


def test_binary_content_that_is_about_to_be_written_is_said(make: Make, root: Path) -> None:
    verdict = make().check_event(event(FileChange(str(root / "a.bin"), content=b"\0x"), phase="before"), 30)
    assert (verdict.outcome, verdict.complete) == ("pass", False)
    (root / "a.bin").write_bytes(b"\0x")
    assert make().check_event(event(FileChange(str(root / "a.bin"))), 30).complete


SOURCE = Path(__file__).parents[2] / "src" / "kaptar"
FOLLOWS_LINKS = {
    "checks/staged_changes.py": "a command's paths, which a person or git names",
    "checks/worktrees.py": "a worktree is looked for around the folder; the names come from `names`",
    "checks/settings.py": "the worktree's own folder",
    "checks/guards/own_places.py": "the user's folders, not a path of an edit",
    "clients/fields.py": "the part of a path before its last `..`",
    "clients/shell.py": "the notes of a session",
    "clients/commanding.py": "the places that a command names; the names of the ledger, which they are compared with, are real",
    "clients/git.py": "whether a hook of the repository leads out of it",
    "clients/holding.py": "the folder that a client works in, for the commands that a denial names",
    "clients/tracked.py": "whether a tracked path is a link itself",
}
"""Files of the path of an edit that follow links by themselves, and why. All other code asks `kaptar.repository.names`."""


def calls(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_names_of_paths_come_from_one_place() -> None:
    asked = [*(SOURCE / "checks").glob("*.py"), *(SOURCE / "checks/guards").glob("*.py"), *(SOURCE / "clients").glob("*.py")]
    by_itself = {str(p.relative_to(SOURCE)) for p in asked if calls(p) & {"realpath", "readlink", "resolve"}}
    assert by_itself == set(FOLLOWS_LINKS)


def test_lists_of_files_are_asked_by_all_names() -> None:
    """`skip` by `Snapshot.is_in`, `ignore` by `Policy`, `protected` by its guard."""
    makers = ("compile_globs", "matcher_of", "paths_of")
    files = (SOURCE / "checks").rglob("*.py")
    askers = {str(p.relative_to(SOURCE)) for p in files if any(each in p.read_text("utf-8") for each in makers)}
    assert askers == {"checks/guards/protected.py", "checks/policy.py", "checks/settings.py"}
    users = [p for p in (SOURCE / "checks").rglob("*.py") if "settings.skip" in p.read_text("utf-8")]
    counts = {p.name: p.read_text("utf-8").count("settings.skip") for p in users}
    assert counts == {"runner.py": 1, "beside.py": 1}  # the latter asks whether another judge is needed, and leaves nothing alone
    assert "snapshot.is_in(settings.skip)" in (SOURCE / "checks/runner.py").read_text("utf-8")
    assert make_settings(load_config(env={}), SOURCE).own_places


def test_an_edit_asks_the_disk_little_about_names(make: Make, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders that have not changed are not listed again; one look each tells. The bound is above what is asked today, 30."""
    made, edit = make(), event(FileChange(str(root / "a.txt"), content=b"a\n"), phase="before")
    checks = made._replace(settings=made.settings._replace(links=Links(lambda: time.time_ns() + 2 * SETTLED_NS)))
    asked: list[str] = []
    checks.check_event(edit, 30)
    for name in ("stat", "lstat", "readlink", "scandir"):
        of_system = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, _f=of_system, _n=name, **k: asked.append(_n) or _f(*a, **k))  # type: ignore[misc]
    checks.check_event(edit, 30)
    assert "scandir" not in asked
    assert 0 < len(asked) <= 40, asked
