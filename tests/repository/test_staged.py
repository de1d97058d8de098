"""The content that git's index holds, read by few processes of git."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kaptar.errors import InputError
from kaptar.repository import staged
from kaptar.repository.git import git
from kaptar.repository.staged import (
    changed_since,
    commit_of,
    committed_contents,
    object_contents,
    recorded_contents,
    removed_since,
    staged_contents,
    staged_files,
)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    run(tmp_path, "init", "-q")
    return tmp_path


def run(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, timeout=60)


def told(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, timeout=60, text=True).stdout.strip()


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


def test_a_commit_records_of_a_link_its_target(repo: Path) -> None:
    stage(repo, {"a": b"one\n", "d/b": b"two\n"})
    links = {"link": "a", "gone": "nowhere", "folder": "d", "d/up": "../a", "out": "/etc/hosts", "odd\nname": "a"}
    for name, target in links.items():
        (repo / name).symlink_to(target)
    run(repo, "add", ".")
    run(repo, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "m")
    (repo / "link").unlink()
    (repo / "link").symlink_to("d/b")
    found = recorded_contents(repo, "HEAD", [*links, "a", "folder/b", "none"])
    assert found == {**{name: target.encode() for name, target in links.items()}, "a": b"one\n"}
    assert recorded_contents(repo, "", ["a"]) == {}
    assert committed_contents(repo, "HEAD", [str(repo / "link"), str(repo / "out")]) == {str(repo / "link"): b"one\n"}


@pytest.mark.parametrize("many", [1, 3, 200])
@pytest.mark.parametrize("odd", ["", "none", "a tree", "a commit"])
def test_objects_have_their_contents_however_many(repo: Path, many: int, odd: str) -> None:
    texts = {f"n{number}": f"{number} missing\n{'0' * 40} blob 3\n".encode() * number for number in range(many)}
    stage(repo, texts)
    run(repo, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "m")
    names = {name: told(repo, "rev-parse", f"HEAD:{name}") for name in texts}
    others = {"none": "0" * 40, "a tree": told(repo, "rev-parse", "HEAD^{tree}"), "a commit": told(repo, "rev-parse", "HEAD")}
    asked = dict([("odd", others[odd]), *names.items()]) if odd else names
    assert object_contents(repo, asked) == texts


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


def commit(repo: Path) -> str:
    run(repo, "add", "-A")
    run(repo, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "m")
    return commit_of(repo)


def kinds(repo: Path) -> None:
    """Names that have each kind of thing."""
    (repo / "file").write_bytes(b"one\n")
    (repo / "file2").write_bytes(b"two\n")
    (repo / "run").write_bytes(b"three\n")
    (repo / "link").symlink_to("file")
    (repo / "dangling").symlink_to("nowhere")
    (repo / "out").symlink_to("/etc")
    (repo / "folder").mkdir()
    (repo / "folder" / "a").write_bytes(b"four\n")


CHANGES = {
    "a link becomes a file": (("link",), ("link",)),
    "a link to nothing becomes a file": (("dangling",), ("dangling",)),
    "a link to a folder becomes a file": (("out",), ("out",)),
    "a file becomes another file": (("file",), ("file",)),
    "links become files with others": (("link", "file2", "out"), ("file2", "link", "out")),
}


@pytest.mark.parametrize(("names", "expected"), CHANGES.values(), ids=CHANGES)
def test_what_is_a_file_now_has_changed_whatever_it_was(repo: Path, names: Sequence[str], expected: Sequence[str]) -> None:
    kinds(repo)
    head = commit(repo)
    for name in names:
        (repo / name).unlink()
        (repo / name).write_bytes(b"new\n")
    assert changed_since(repo, head) == [str(repo / name) for name in expected]
    run(repo, "add", "-A")
    assert staged_files(repo) == [str(repo / name) for name in expected]
    assert read(repo, staged_files(repo)) == dict.fromkeys(expected, b"new\n")
    assert removed_since(repo, head, staged=True) == []


def test_a_file_that_becomes_runnable_and_one_in_place_of_a_folder_have_changed(repo: Path) -> None:
    kinds(repo)
    head = commit(repo)
    (repo / "run").chmod(0o755)
    (repo / "folder" / "a").unlink()
    (repo / "folder").rmdir()
    (repo / "folder").write_bytes(b"new\n")
    run(repo, "add", "-A")
    assert staged_files(repo) == changed_since(repo, head) == [str(repo / "folder"), str(repo / "run")]
    assert removed_since(repo, head, staged=True) == [str(repo / "folder" / "a")]


def test_what_is_no_file_any_more_is_gone(repo: Path) -> None:
    """A link has no content of its own, and what it leads to counts by its own name."""
    kinds(repo)
    head = commit(repo)
    (repo / "file2").unlink()
    (repo / "file2").symlink_to("file")
    (repo / "link2").symlink_to("file")
    (repo / "run").unlink()
    made_submodule(repo / "run")
    assert changed_since(repo, head) == []
    run(repo, "add", "-A")
    assert staged_files(repo) == []
    assert "file2" in {Path(path).name for path in removed_since(repo, head, staged=True)}


def made_submodule(folder: Path) -> None:
    folder.mkdir()
    run(folder, "init", "-q")
    (folder / "s").write_bytes(b"")
    commit(folder)


def test_before_the_first_commit_links_have_no_content_either(repo: Path) -> None:
    kinds(repo)
    run(repo, "add", "-A")
    expected = [str(repo / name) for name in ("file", "file2", "folder/a", "run")]
    assert staged_files(repo) == expected
    assert changed_since(repo, "") == expected


def test_the_names_of_a_conflict(repo: Path) -> None:
    """The worktree has content, the index has none."""
    kinds(repo)
    commit(repo)
    run(repo, "checkout", "-qb", "other")
    (repo / "file").write_bytes(b"other\n")
    commit(repo)
    run(repo, "checkout", "-q", "-")
    (repo / "file").write_bytes(b"mine\n")
    head = commit(repo)
    git_merge(repo)
    assert staged_files(repo) == []
    assert changed_since(repo, head) == [str(repo / "file")]


def git_merge(repo: Path) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *who, "merge", "other"], cwd=repo, check=False, capture_output=True, timeout=60)
