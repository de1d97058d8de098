"""Git directories without ``.git`` in their names, and edits that would make one."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.checks.conftest import Make, event, rules

from kaptar.checks.event import FileChange
from kaptar.checks.guards.git_layout import why_of_git

HELD = ("HEAD", "objects", "refs")


def told(make: Make, path: Path, op: Any = "create") -> list[str]:
    return rules(make().check_event(event(FileChange(str(path), op, content=b"x"), phase="before"), 30))


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "store")], check=True, timeout=60)
    return tmp_path / "store"


@pytest.mark.parametrize("name", ["config", "hooks/update", "hooks/new", "info/attributes", "config.worktree", "CONFIG"])
@pytest.mark.parametrize("where", ["inside", "outside"])
def test_a_bare_repository_is_protected_where_it_steers(name: str, where: str, bare: Path, make: Make, root: Path) -> None:
    if where == "inside":
        os.replace(bare, root / "fixtures")
        bare = root / "fixtures"
    assert told(make, bare / name) == ["protected/git"]
    assert told(make, bare / "description") == []
    assert told(make, bare.parent / name) == []


@pytest.mark.parametrize("last", HELD)
def test_the_file_that_would_make_a_repository_is_stopped(last: str, make: Make, root: Path) -> None:
    folder = root / "sub"
    folder.mkdir()
    assert told(make, folder / "config") == []
    for name in HELD:
        if name == last:
            continue
        file = folder / (name if name == "HEAD" else f"{name}/x")
        assert told(make, file) == []
        file.parent.mkdir(exist_ok=True)
        file.write_text("ref: refs/heads/main")
    lacking = folder / (last if last == "HEAD" else f"{last}/deep/x")
    assert told(make, lacking) == ["protected/git"]
    assert told(make, folder / last.lower()) == ["protected/git"]
    assert told(make, folder / "refs/x", "delete") == []
    assert told(make, folder / "heads.txt") == []


def test_files_of_one_edit_count_together(make: Make, root: Path) -> None:
    (root / "link").symlink_to("sub")
    files = [FileChange(str(root / name), "create", b"x") for name in ("sub/HEAD", "link/objects/x", "sub/refs/x", "sub/a")]
    verdict = make().check_event(event(*files, phase="before"), 30)
    assert verdict.outcome == "block"
    assert set(rules(verdict)) == {"protected/git"}
    assert make().check_event(event(*files[1:], phase="before"), 30).outcome == "pass"


def test_a_folder_that_leads_to_objects_elsewhere_is_one_too(make: Make, root: Path) -> None:
    (root / "HEAD").write_text("ref: refs/heads/main")
    assert told(make, root / "commondir") == ["protected/git"]


def test_no_setting_of_a_repository_opens_them(bare: Path, make: Make) -> None:
    checks = make(checks={"protected": False}, severity={"protected": "off"}, ignore={"protected": ("**",)})
    verdict = checks.check_event(event(FileChange(str(bare / "config"), content=b"x"), phase="before"), 30)
    assert verdict.outcome == "block"


def test_ordinary_folders_cost_no_look_at_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr("os.path.lexists", looked.append)
    assert why_of_git("/r/src/a.txt", ["/r/src/a.txt"]) == ""
    assert looked == []
    assert why_of_git("/r/src/hooks/a.txt", ["/r/src/hooks/a.txt"]) == ""
    assert looked == ["/r/src/HEAD"]
