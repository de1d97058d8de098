"""Tools of a project run after the user has said so, and not once what steers them has changed."""

import os
from pathlib import Path

import pytest

from kaptar.errors import InputError
from kaptar.repository.trust import Trust, differences


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
    "ruff.toml", "tsconfig.base.json", ".cargo/config.toml", "build.rs", "go.mod",
]  # fmt: skip


@pytest.mark.parametrize("name", STEERING)
def test_trust_ends_when_a_steering_file_appears_changes_or_goes(trust: Trust, root: Path, name: str) -> None:
    trust.grant()
    path = root / name
    path.parent.mkdir(exist_ok=True)
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
