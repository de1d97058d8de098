"""The content that git's index holds, read by few processes of git."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kaptar.errors import InputError
from kaptar.repository import staged
from kaptar.repository.git import git
from kaptar.repository.staged import changed_since, commit_of, committed_contents, staged_contents, staged_files


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    run(tmp_path, "init", "-q")
    return tmp_path


def run(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, timeout=60)


def stage(repo: Path, contents: dict[str, bytes]) -> list[str]:
    for name, content in contents.items():
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / name).write_bytes(content)
    run(repo, "add", "-A")
    return [str(repo / name) for name in contents]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What git is started for."""
    commands: list[str] = []

    def counted(arguments: Sequence[str], folder: Path, **options: Any) -> Any:
        commands.append(" ".join(arguments[:2]))
        return git(arguments, folder, **options)

    monkeypatch.setattr(staged, "git", counted)
    return commands


def read(repo: Path, paths: Sequence[str]) -> dict[str, bytes]:
    return {str(Path(path).relative_to(repo)): content for path, content in staged_contents(repo, paths)}


def test_contents_are_those_of_the_index_in_the_order_of_the_paths(repo: Path) -> None:
    contents = {"b": b"two\n", "a": b"", "ä \x01b": b"\n\0\n", "1:x": b"colon", "deep/er/c": b"last"}
    paths = stage(repo, contents)
    (repo / "b").write_bytes(b"changed since")
    assert read(repo, paths) == contents
    assert [path for path, _ in staged_contents(repo, paths)] == paths
    assert sorted(staged_files(repo)) == sorted(paths)


def test_a_name_with_a_line_end(repo: Path) -> None:
    paths = stage(repo, {"a\nb": b"1", "a": b"2", "b": b"3"})
    assert read(repo, paths) == {"a\nb": b"1", "a": b"2", "b": b"3"}


def test_the_number_of_processes_does_not_grow_with_the_files(repo: Path, asked: list[str]) -> None:
    paths = stage(repo, {f"n{number}": b"%d\n" % number for number in range(200)})
    assert len(read(repo, paths)) == 200
    assert asked == ["cat-file --batch-check", "cat-file --batch"]


def test_contents_are_read_in_pieces_of_a_bounded_size(repo: Path, asked: list[str]) -> None:
    paths = stage(repo, {f"n{number}": b"%d" % number * (12 << 20) for number in range(3)})
    contents = staged_contents(repo, paths)
    assert len(next(contents).content) == 12 << 20
    assert asked == ["cat-file --batch-check", "cat-file --batch"]
    assert [len(content) for _, content in contents] == [12 << 20] * 2
    assert asked == ["cat-file --batch-check", "cat-file --batch", "cat-file --batch"]


@pytest.mark.parametrize("name", ["gone", "folder", "untracked", "../outside"])
def test_a_path_that_is_not_in_the_index_is_named_before_any_content_is_given(repo: Path, name: str) -> None:
    stage(repo, {"a": b"1", "folder/b": b"2"})
    (repo / "untracked").write_text("x")
    with pytest.raises(InputError, match=name):
        next(staged_contents(repo, [str(repo / "a"), str(repo / name)]))


def test_a_file_under_a_link_is_found_by_its_folder(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    stage(repo, {"a": b"1"})
    away = tmp_path_factory.mktemp("away") / "link"
    away.symlink_to(repo)
    assert [content for _, content in staged_contents(repo, [str(away / "a")])] == [b"1"]


def test_what_a_commit_has_and_what_differs_from_it(repo: Path) -> None:
    paths = stage(repo, {"a": b"one\n", "d e/b": b"two\n", "gone": b""})
    assert commit_of(repo) == ""
    assert sorted(changed_since(repo, "")) == sorted(paths)
    run(repo, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "m")
    (repo / "a").write_bytes(b"three\n")
    (repo / "new").write_bytes(b"")
    (repo / "gone").unlink()
    commit = commit_of(repo)
    assert sorted(changed_since(repo, commit)) == [str(repo / "a"), str(repo / "new")]
    both = [paths[0], str(repo / "new")]
    assert committed_contents(repo, commit, both) == {paths[0]: b"one\n"}
    assert committed_contents(repo, commit, [str(repo / "d e" / "b"), *both])[str(repo / "d e" / "b")] == b"two\n"
    for wrong in ("nowhere", "--all", "HEAD:a"):
        with pytest.raises(InputError, match="no such commit"):
            commit_of(repo, wrong)
