"""``kaptar baseline`` and ``kaptar check --baseline``: exit codes, the file, and what people read."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Kaptar = Callable[..., Any]
TOKEN = "ghp_" + "a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"
NAME = "kaptar-baseline.jsonl"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True, timeout=60)
    (tmp_path / "sub").mkdir()
    for name in ("bad.txt", "sub/bad.txt"):
        (tmp_path / name).write_text(f"T={TOKEN}\n")
    return tmp_path


def test_what_is_there_is_known_from_then_on(kaptar: Kaptar, repository: Path) -> None:
    assert kaptar("check", ".").code == 1
    done = kaptar("baseline")
    assert (done.code, done.out) == (0, f"{NAME}: 2 findings in 2 files, known from now on; add it to git\n")
    checked = kaptar("check", ".")
    assert checked.code == 0
    assert "3 files: nothing found, 2 in the baseline" in checked.out
    assert TOKEN not in (repository / NAME).read_text()
    (repository / "bad.txt").write_text(f"\nT={TOKEN}\nU={TOKEN[:-1]}x\n")
    assert kaptar("check", ".").code == 1


def test_it_is_the_same_in_another_place_and_when_it_is_written_again(
    kaptar: Kaptar, repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kaptar("baseline")
    first = (repository / NAME).read_bytes()
    monkeypatch.chdir(repository / "sub")
    assert kaptar("baseline", "--json").value["findings"] == 2
    assert (repository / NAME).read_bytes() == first
    other = tmp_path_factory.mktemp("other")
    subprocess.run(["git", "init", "-q"], cwd=other, check=True, timeout=60)
    for name in ("sub/bad.txt", "bad.txt"):
        (other / name).parent.mkdir(exist_ok=True)
        (other / name).write_text(f"\nT={TOKEN}\n")
    monkeypatch.chdir(other)
    kaptar("baseline")
    assert (other / NAME).read_bytes() == first


def test_entries_that_match_nothing_are_named(kaptar: Kaptar, repository: Path) -> None:
    kaptar("baseline")
    (repository / "bad.txt").write_text("x\n")
    (repository / "sub" / "bad.txt").unlink()
    done = kaptar("check", ".")
    assert done.code == 0
    said = "2 entries of the baseline match nothing: run `kaptar baseline` again"
    assert f"{said} (sub/bad.txt: secrets/github-token, bad.txt: secrets/github-token)\n2 files: nothing found" in done.out
    assert "1 entry of the baseline matches nothing" in kaptar("check", "bad.txt").out
    assert "baseline" not in kaptar("check", NAME).out
    kaptar("baseline")
    assert "match" not in kaptar("check", ".").out


def test_a_file_that_is_named_counts_in_place_of_the_settings(kaptar: Kaptar, repository: Path) -> None:
    assert kaptar("baseline", "--to", "known").code == 0
    assert kaptar("check", "bad.txt").code == 1
    assert kaptar("check", "--baseline", "known", "bad.txt").code == 0
    gone = kaptar("check", "--baseline", "gone", "bad.txt")
    assert gone.code == 2
    assert "gone: there is no such baseline; `kaptar baseline --to FILE` writes one" in gone.err


def test_the_settings_name_another_file(kaptar: Kaptar, repository: Path) -> None:
    (repository / "kaptar.toml").write_text('[hooks]\nbaseline = "etc/known"\n')
    (repository / "etc").mkdir()
    assert kaptar("check", ".").code == 1
    assert kaptar("baseline").code == 0
    assert (repository / "etc" / "known").is_file()
    assert kaptar("check", ".").code == 0


def test_a_damaged_one_is_wrong_usage_until_it_is_written_again(kaptar: Kaptar, repository: Path) -> None:
    (repository / NAME).write_text('{"kaptar_baseline":1}\n<<<<<<<\n')
    done = kaptar("check", "bad.txt")
    assert done.code == 2
    assert f"{NAME}:2: no line of a baseline" in done.err
    assert kaptar("baseline").code == 0
    assert kaptar("check", "bad.txt").code == 0


def test_outside_of_a_repository_or_without_a_place_none_is_written(
    kaptar: Kaptar, repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert kaptar("baseline", "--to", "sub").code == 1
    monkeypatch.chdir(tmp_path_factory.mktemp("plain"))
    done = kaptar("baseline")
    assert done.code == 1
    assert "in no git repository" in done.err


@pytest.mark.parametrize("named", ["{out}/profile", "../out/profile", "etc/profile", ".git/profile", "etc"])
def test_what_settings_name_is_written_in_the_repository_alone(
    named: str, kaptar: Kaptar, repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone may bring the setting, and the link."""
    base = tmp_path_factory.mktemp("base")
    out, inner = base / "out", base / "inner"
    out.mkdir()
    (out / "profile").write_text("mine\n")
    subprocess.run(["git", "init", "-q", str(inner)], check=True, timeout=60)
    (inner / ".git" / "profile").write_text("mine\n")
    (inner / "etc").symlink_to(out)
    (inner / "kaptar.toml").write_text(f'[hooks]\nbaseline = "{named.format(out=out)}"\n')
    monkeypatch.chdir(inner)
    done = kaptar("baseline")
    assert done.code != 0
    assert "baseline" in done.err
    assert [each.name for each in out.iterdir()] == ["profile"]
    assert (out / "profile").read_text() == (inner / ".git" / "profile").read_text() == "mine\n"
    assert (inner / "etc").is_symlink()


def test_entries_of_gone_files_are_those_of_the_own_repository(
    kaptar: Kaptar, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kaptar("baseline")
    inner = repository / "inner"
    subprocess.run(["git", "init", "-q", str(inner)], check=True, timeout=60)
    (inner / "own.txt").write_text(f"T={TOKEN}\n")
    monkeypatch.chdir(inner)
    assert "match" not in kaptar("check", ".").out
    kaptar("baseline")
    (inner / "own.txt").unlink()
    assert "1 entry of the baseline matches nothing: run `kaptar baseline` again (own.txt:" in kaptar("check", ".").out


def test_a_file_whose_name_is_no_utf_8_is_not_gone(kaptar: Kaptar, repository: Path) -> None:
    name = b"caf\xe9.txt".decode("utf-8", "surrogateescape")
    (repository / name).write_text(f"T={TOKEN}\n")
    assert kaptar("baseline").code == 0
    assert "match" not in kaptar("check", ".").out
    (repository / name).unlink()
    assert "1 entry of the baseline matches nothing" in kaptar("check", ".").out
