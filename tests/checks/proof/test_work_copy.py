"""The copy of a work tree, and changes that are taken back in it."""

import os
import subprocess
from pathlib import Path

import pytest

from kaptar.checks.proof.changed_lines import changed_lines
from kaptar.checks.proof.work_copy import WorkCopy, work_copy
from kaptar.checks.snapshot import Skipped


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = (tmp_path / "a repository").resolve()
    folder.mkdir()
    git(folder, "init", "-q")
    for path, text in {"same": "1\n", "edited": "1\n", "gone": "1\n", "d/old": "1\n", ".gitignore": "ignored\n", "[i].js": "1\n",
                       "i.js": "1\n", ".gitattributes": "same export-ignore\n"}.items():  # fmt: skip
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    commit(folder)
    return folder


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, timeout=60)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "state")


def content(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files if not path.name.startswith(".git")}


def test_it_has_today_s_files_until_they_are_taken_back(repository: Path) -> None:
    (repository / "edited").write_text("2\n")
    (repository / "gone").unlink()
    (repository / "new one").write_text("2\n")
    (repository / "-staged").write_text("2\n")
    git(repository, "add", "--", "-staged")
    (repository / "-staged").chmod(0o755)
    (repository / "ignored").write_text("2\n")
    common = {"same": "1\n", "d/old": "1\n", "[i].js": "1\n", "i.js": "1\n"}
    with work_copy(repository, 60) as copy:
        assert isinstance(copy, WorkCopy)
        assert content(copy.folder) == {**common, "edited": "2\n", "new one": "2\n", "-staged": "2\n"}
        assert (copy.folder / "-staged").stat().st_mode & 0o100
        assert copy.take_back([change for change in copy.changes if change.path != "new one"]) is None
        assert content(copy.folder) == {**common, "edited": "1\n", "gone": "1\n", "new one": "2\n"}
    assert not copy.folder.exists()
    assert (repository / "edited").read_text() == "2\n"


def test_a_link_to_a_folder_that_became_one_is_not_written_through(repository: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (repository / "place").symlink_to(outside)
    commit(repository)
    (repository / "place").unlink()
    (repository / "place").mkdir()
    (repository / "place" / "file").write_text("2\n")
    with work_copy(repository, 60) as copy:
        assert isinstance(copy, WorkCopy)
        assert (copy.folder / "place" / "file").read_text() == "2\n"
        assert copy.take_back(copy.changes) is None
        assert (copy.folder / "place").is_symlink()
    assert os.listdir(outside) == []


def test_nothing_to_compare_with_is_not_run(tmp_path: Path) -> None:
    with work_copy(tmp_path.resolve(), 60) as copy:
        assert isinstance(copy, Skipped)
    git(tmp_path, "init", "-q")
    with work_copy(tmp_path.resolve(), 60) as copy:
        assert isinstance(copy, Skipped)
        assert "commit" in copy.remedy


def test_a_name_with_brackets_is_no_pattern(repository: Path) -> None:
    (repository / "i.js").write_text("1\n2\n")
    assert changed_lines(repository / "[i].js", repository, 60) == frozenset()
    assert changed_lines(repository / "i.js", repository, 60) == {2}
