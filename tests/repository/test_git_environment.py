"""Each git that reads is told to read the objects themselves: what a repository names in their place hides nothing."""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.repository.test_git import made

from kaptar.repository import git as readers
from kaptar.repository import users_git as users
from kaptar.repository.changes import TreeChanges, changes_of
from kaptar.repository.process import Finished
from kaptar.repository.staged import changed_since, commit_of, committed_contents, staged_contents, staged_files

HARMLESS, REAL = b"ok = 1\n", b"real = 2\n"
READERS: Mapping[str, Callable[[Path], object]] = {
    **{f"git {name}": lambda top, name=name: readers.git([name], top) for name in readers.READS},  # type: ignore[misc]
    **{f"trusted {name}": lambda top, name=name: readers.trusted_git([name], top)  # type: ignore[misc]
       for name in (*readers.READS, "read-tree", "checkout-index")},
    **{f"users {name}": lambda top, name=name: users.users_git([name], top)  # type: ignore[misc]
       for name in users.COMMANDS - {"commit"}},
    "filters_of": lambda top: readers.filters_of(top, ["a.py"]),
    "alias_of": lambda top: readers.alias_of(top, "st"),
    "setting_of": lambda top: readers.setting_of(top, "core.eol"),
    "hooks_folder": readers.hooks_folder,
    "tracks": lambda top: readers.tracks(top, top / "a.py"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(READERS))
def test_each_reader_is_told_to_read_what_is_stored(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Mapping[str, str | None]] = []

    def run(*_: object, environment: Mapping[str, str | None], **__: object) -> Finished:
        seen.append(environment)
        return Finished(0, b"", b"")

    monkeypatch.setenv("GIT_REPLACE_REF_BASE", "refs/other/")
    monkeypatch.setattr(readers, "run", run)
    monkeypatch.setattr(users, "run", run)
    READERS[name](tmp_path)
    assert seen
    for each in seen:
        assert (each["GIT_NO_REPLACE_OBJECTS"], each["GIT_GRAFT_FILE"]) == ("1", f"{os.devnull}/none")
        assert each["GIT_REPLACE_REF_BASE"] is None
        settings = {
            each[f"GIT_CONFIG_KEY_{n}"]: each[f"GIT_CONFIG_VALUE_{n}"] for n in range(int(each["GIT_CONFIG_COUNT"] or ""))
        }
        assert settings["core.commitGraph"] == "false"


def told(folder: Path, *words: str, given: bytes = b"") -> str:
    done = subprocess.run(["git", *words], cwd=folder, input=given, check=True, capture_output=True, timeout=60)
    return done.stdout.decode().strip()


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Two commits; the file is changed and staged after them."""
    folder = tmp_path / "repo"
    folder.mkdir()
    made(folder, "init", "-q")
    for content in (b"first = 0\n", HARMLESS):
        (folder / "a.py").write_bytes(content)
        made(folder, "add", ".")
        made(folder, "commit", "-qm", "m")
    (folder / "a.py").write_bytes(REAL)
    made(folder, "add", ".")
    return folder


def replaced_blob(repo: Path) -> None:
    told(repo, "replace", told(repo, "rev-parse", ":a.py"), told(repo, "rev-parse", "HEAD:a.py"))


def replaced_tree(repo: Path) -> None:
    told(repo, "replace", told(repo, "rev-parse", "HEAD^{tree}"), told(repo, "write-tree"))


def replaced_commit(repo: Path) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    told(repo, "replace", told(repo, "rev-parse", "HEAD"), told(repo, *who, "commit-tree", "-m", "m", told(repo, "write-tree")))


def packed_replacement(repo: Path) -> None:
    replaced_blob(repo)
    told(repo, "pack-refs", "--all")


def wrong_graph(repo: Path) -> None:
    """The graph says that the last commit has the tree that is staged."""
    told(repo, "commit-graph", "write", "--reachable")
    graph = repo / ".git" / "objects" / "info" / "commit-graph"
    graph.chmod(0o644)
    tree, staged = (bytes.fromhex(each) for each in (told(repo, "rev-parse", "HEAD^{tree}"), told(repo, "write-tree")))
    assert tree in graph.read_bytes()
    graph.write_bytes(graph.read_bytes().replace(tree, staged))


@pytest.mark.parametrize("hide", [replaced_blob, replaced_tree, replaced_commit, packed_replacement, wrong_graph])
def test_what_stands_for_an_object_hides_no_change(hide: Callable[[Path], None], repo: Path) -> None:
    hide(repo)
    path = str(repo / "a.py")
    assert staged_files(repo) == changed_since(repo, "HEAD") == [path]
    assert [each.content for each in staged_contents(repo, [path])] == [REAL]
    assert committed_contents(repo, "HEAD", [path]) == {path: HARMLESS}
    changes = changes_of(repo, 10.0)
    assert isinstance(changes, TreeChanges)
    assert changes.changed == ("a.py",)


def test_a_graft_leads_to_no_other_parent(repo: Path) -> None:
    first, last = told(repo, "rev-parse", "HEAD^"), told(repo, "rev-parse", "HEAD")
    (repo / ".git" / "info").mkdir(exist_ok=True)
    (repo / ".git" / "info" / "grafts").write_text(f"{last} {last}\n")
    assert commit_of(repo, "HEAD^") == first


def test_a_commit_of_the_user_is_made_as_the_user_sees_the_repository(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Mapping[str, str | None]] = []

    def run(*_: object, environment: Mapping[str, str | None], **__: object) -> Finished:
        seen.append(environment)
        return Finished(0, b"", b"")

    monkeypatch.setattr(users, "run", run)
    users.users_git(["commit"], repo)
    assert "GIT_NO_REPLACE_OBJECTS" not in seen[0]
