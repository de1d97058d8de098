"""Tools of a project run after the user has said so, and not once what steers them has changed."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from kaptar.errors import InputError
from kaptar.repository.steering import Late, Limit
from kaptar.repository.trust import Trust, TrustOfEvent, differences


def test_nothing_is_trusted_until_it_is_said(trust: Trust, root: Path) -> None:
    (root / "conftest.py").write_text("")
    assert trust.problem().startswith("untrusted: nobody")
    granted = trust.grant()
    assert list(granted.files) == ["conftest.py"]
    assert trust.problem() == ""
    assert trust.revoke()
    assert trust.problem().startswith("untrusted")


STEERING = [
    "pyproject.toml", "a/conftest.py", "eslint.config.mjs", "b/.eslintrc.json", "package.json", "web/vitest.config.ts",
    "ruff.toml", "tsconfig.base.json", ".cargo/config.toml", "build.rs", "go.mod", "sub/package.yaml", ".pytest.toml",
    ".biome.jsonc", "oxlint.config.ts", "web/postcss.config.js", "src/usercustomize.py", "Conftest.py", ".prototools",
    ".go-version", ".mise/config.toml", "mise/config.toml", ".mise/conf.d/a.toml",
]  # fmt: skip


@pytest.mark.parametrize("name", STEERING)
def test_trust_ends_when_a_steering_file_appears_changes_or_goes(trust: Trust, root: Path, name: str) -> None:
    trust.grant()
    path = root / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("1")
    assert name in trust.problem()
    trust.grant()
    assert trust.problem() == ""
    path.write_text("2")
    assert name in trust.problem()
    path.write_text("1")
    assert trust.problem() == ""
    path.unlink()
    assert name in trust.problem()


def test_what_a_linked_folder_of_cargo_leads_to_is_watched(trust: Trust, root: Path) -> None:
    (root / "other").mkdir()
    (root / ".cargo").symlink_to("other")
    trust.grant()
    (root / "other" / "config.toml").write_text("1")
    assert ".cargo/config.toml" in trust.problem()
    trust.grant()
    assert trust.problem() == ""
    (root / "other" / "config.toml").write_text("2")
    assert ".cargo/config.toml" in trust.problem()


def test_a_change_that_keeps_size_and_time_is_seen(trust: Trust, root: Path) -> None:
    file = root / "conftest.py"
    file.write_text("good")
    before = file.stat()
    trust.grant()
    assert trust.problem() == ""
    file.write_text("evil")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "conftest.py" in trust.problem()


def test_other_files_do_not_matter(trust: Trust, root: Path) -> None:
    trust.grant()
    (root / "a.py").write_text("x")
    (root / "node_modules").mkdir()
    (root / "node_modules" / "package.json").write_text("{}")
    assert trust.problem() == ""


def test_trust_is_private_of_one_repository_and_damage_is_no_trust(trust: Trust, root: Path, tmp_path: Path) -> None:
    trust.grant()
    (stored,) = (tmp_path / "trust").iterdir()
    assert stored.stat().st_mode & 0o777 == 0o600
    assert Trust(tmp_path, tmp_path / "trust").problem()
    stored.chmod(0o666)
    assert trust.problem()
    stored.chmod(0o600)
    stored.write_text("{")
    assert trust.problem()


def test_a_repository_with_too_many_folders_is_refused(root: Path, tmp_path: Path) -> None:
    for name in "abc":
        (root / name).mkdir()
    with pytest.raises(InputError, match="more than 2 folders"):
        Trust(root, tmp_path / "trust", most_folders=2).grant()


def test_differences() -> None:
    assert differences({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"}) == ["b", "c", "d"]


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, timeout=60)


@pytest.fixture
def tracked(root: Path, tmp_path: Path) -> Path:
    """A repository of git's that tracks a file in a folder named build."""
    (root / ".git").rmdir()
    git(root, "init", "-q")
    (root / "a" / "build").mkdir(parents=True)
    (root / "a" / "build" / "x.js").write_text("")
    git(root, "add", "-f", ".")
    return root


@pytest.mark.parametrize("name", ["build", "dist", "target", "venv", ".venv", "node_modules", "__pycache__", ".kaptar"])
def test_folders_that_git_tracks_are_watched_whatever_their_name(name: str, trust: Trust, root: Path) -> None:
    (root / ".git").rmdir()
    git(root, "init", "-q")
    folder = root / "a" / name / "inner"
    folder.mkdir(parents=True)
    (folder / "x.js").write_text("")
    trust.grant()
    assert trust.problem() == ""
    git(root, "add", "-f", ".")
    (folder / "eslint.config.js").write_text("code()")
    assert f"a/{name}/inner/eslint.config.js" in trust.problem()
    trust.grant()
    assert trust.problem() == ""
    (folder.parent / "conftest.py").write_text("code()")
    assert f"a/{name}/conftest.py" in trust.problem()


def test_no_tool_runs_over_a_file_beside_a_steering_file_that_is_not_watched(trust: Trust, root: Path) -> None:
    folder = root / "build" / "inner"
    folder.mkdir(parents=True)
    (folder / "x.js").write_text("")
    trust.grant()
    assert trust.problem(folder / "x.js") == ""
    (root / "build" / "eslint.config.js").write_text("code()")
    assert trust.problem() == ""
    assert "build/eslint.config.js" in trust.problem(folder / "x.js")
    assert trust.problem(root / "x.js") == ""


@pytest.mark.parametrize("name", [".kaptar", "a/.kaptar", "a/.git", ".git", ".git/x/y"])
def test_no_tool_runs_over_a_file_beside_a_steering_file_in_a_folder_of_git_or_kaptar(
    name: str, trust: Trust, root: Path
) -> None:
    """An archive may bring a folder of this name that is none."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    trust.grant()
    assert trust.problem(folder / "x.py") == ""
    (folder / "ruff.toml").write_text("")
    assert trust.problem() == ""
    assert trust.problem(folder / "x.py") == f"untrusted: in a folder that git does not track: {name}/ruff.toml"


def test_a_folder_that_cannot_be_listed_and_may_be_entered_is_no_empty_one(
    trust: Trust, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mode 311: whoever knows a name in it opens the file."""
    (root / "sub").mkdir()
    (root / "other").mkdir()
    lists, refused = os.scandir, {f"{root}/sub/"}

    def scandir(path: str) -> object:
        if path in refused:
            raise PermissionError(13, "Permission denied")
        return lists(path)

    trust.grant()
    (root / "sub" / "ruff.toml").write_text("")
    monkeypatch.setattr("os.scandir", scandir)
    with pytest.raises(InputError, match=r"^sub/ cannot be looked at: Permission denied"):
        trust.problem()
    with pytest.raises(InputError, match="sub/"):
        trust.grant()


def test_a_folder_that_nobody_may_enter_steers_nothing(trust: Trust, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a database's own folder of mode 700."""
    (root / "sub").mkdir()
    trust.grant()
    lists, looks = os.scandir, os.stat

    def refuse(path: str) -> None:
        if str(path).startswith(f"{root}/sub"):
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.scandir", lambda path: (refuse(path), lists(path))[1])
    monkeypatch.setattr("os.stat", lambda path, *a, **k: (refuse(path), looks(path, *a, **k))[1])
    (root / "sub" / "a").write_text("")
    assert trust.problem() == ""


def test_what_git_tracks_is_asked_again_when_its_index_changes(tracked: Path, tmp_path: Path) -> None:
    trust = Trust(tracked, tmp_path / "trust", now_ns=later)
    (tracked / "dist").mkdir()
    (tracked / "dist" / "conftest.py").write_text("")
    trust.grant()
    assert trust.problem() == ""
    git(tracked, "add", "-f", "dist")
    assert "dist/conftest.py" in trust.problem()


def test_without_an_answer_of_git_there_is_no_trust(tracked: Path, tmp_path: Path) -> None:
    trust = Trust(tracked, tmp_path / "trust")
    trust.grant()
    (tracked / ".git" / "index").write_bytes(b"damaged")
    with pytest.raises(InputError, match="git does not say which files it tracks"):
        trust.problem()


def later() -> int:
    """A time by which all that a test has written is settled."""
    return time.time_ns() + 3_600_000_000_000


def test_a_look_lists_only_folders_that_changed(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trust = Trust(root, tmp_path / "trust", now_ns=later)
    for number in range(50):
        (root / f"f{number}" / "g").mkdir(parents=True)
        (root / f"f{number}" / "conftest.py").write_text("")
    trust.grant()
    listed: list[str] = []
    read: list[str] = []
    scandir, stat_ = os.scandir, os.open

    def list_(path: str) -> "os.ScandirIterator[str]":
        listed.append(os.path.relpath(path, root))
        return scandir(path)

    def open_(path: str, flags: int, mode: int = 0o777) -> int:
        read.append(os.path.relpath(path, root))
        return stat_(path, flags, mode)

    monkeypatch.setattr(os, "scandir", list_)
    monkeypatch.setattr(os, "open", open_)
    assert trust.problem() == ""
    assert listed == []
    (root / "f7" / "g" / "tox.ini").write_text("")
    assert "f7/g/tox.ini" in trust.problem()
    assert listed == ["f7/g"]
    (root / "f8" / "conftest.py").write_text("changed")
    assert "f8/conftest.py" in trust.problem()
    assert [name for name in read if name.startswith("f") and name != "f7/g/tox.ini"] == ["f8/conftest.py"]


def test_a_folder_that_has_just_changed_is_listed_again(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two changes within one tick of the file system's clock leave the same times."""
    trust = Trust(root, tmp_path / "trust")
    trust.grant()
    real = os.lstat
    frozen = real(root)
    monkeypatch.setattr(os, "lstat", lambda path: frozen if os.fspath(path) == str(root) else real(path))
    assert trust.problem() == ""
    (root / "conftest.py").write_text("")
    assert "conftest.py" in trust.problem()


def test_a_look_ends_in_time_and_goes_on_where_it_was(root: Path, tmp_path: Path) -> None:
    for number in range(300):
        (root / f"f{number}").mkdir()
    trust = Trust(root, tmp_path / "trust", now_ns=later)
    trust.grant()
    ticks = iter(range(1000))
    with pytest.raises(Late, match="in time"):
        trust.problem(limit=Limit(3, lambda: next(ticks)))
    assert next(ticks) < 8
    assert trust.problem() == ""


def test_an_event_looks_once(root: Path, tmp_path: Path) -> None:
    looks: list[Limit] = []

    class Counted(Trust):
        def problem(self, file: Path | None = None, limit: Limit = Limit()) -> str:  # noqa: B008 - an immutable value
            looks.append(limit)
            return super().problem(file, limit)

    now = [0.0]
    event = TrustOfEvent(Counted(root, tmp_path / "trust"), Limit(5.0, lambda: now[0]))
    for name in ("a.py", "b.py", "c.py"):
        assert event.problem(root / name, 30.0).startswith("untrusted: nobody")
    assert [limit.until for limit in looks] == [5.0]
    now[0] = 60.0
    event.problem(root / "a.py", 30.0)
    assert [limit.until for limit in looks] == [5.0, 90.0]
