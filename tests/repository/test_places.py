"""Where a hive's things are, for every kind of repository."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kaptar.errors import InputError
from kaptar.repository.own import make_own_folder
from kaptar.repository.places import MAX_SOCKET_PATH, NoRepository, find_places, runtime_folder, socket_name


def git(folder: Path, *args: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q")
    (root / "a").write_text("a")
    git(root, "add", "a")
    git(root, "commit", "-qm", "a")
    return root


def test_folders_and_worktrees_share_one_hive(repository: Path) -> None:
    (repository / "deep" / "down").mkdir(parents=True)
    git(repository, "worktree", "add", "-q", "../other")
    top, deep, other = (find_places(p) for p in (repository, repository / "deep/down", repository.parent / "other"))
    assert top == deep
    assert top.state == repository / ".kaptar"
    assert (other.common, other.state, other.socket) == (top.common, top.state, top.socket)
    assert other.worktree == repository.parent / "other"


def test_a_bare_repository_keeps_its_state_inside(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "bare.git")
    places = find_places(tmp_path / "bare.git")
    assert places.state == tmp_path / "bare.git" / "kaptar"


def test_what_looks_like_a_bare_repository_in_a_worktree_is_none(repository: Path) -> None:
    """A clone may bring such files, with a folder ``kaptar`` beside them."""
    git(repository, "init", "-q", "--bare", "looks-bare")
    assert find_places(repository / "looks-bare") == find_places(repository)


def test_outside_of_a_repository(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no git repository"):
        find_places(tmp_path)


def lose_the_head(root: Path) -> Path:
    (root / ".git" / "HEAD").unlink()
    return root


def lose_the_objects(root: Path) -> Path:
    (root / ".git" / "objects").rename(root / "objects")
    return root


def move_the_main_worktree(root: Path) -> Path:
    git(root, "worktree", "add", "-q", "../linked")
    root.rename(root.with_name("moved"))
    return root.with_name("linked")


def write_over_the_note(root: Path) -> Path:
    git(root, "worktree", "add", "-q", "../linked")
    (root.with_name("linked") / ".git").write_text("no note of git's")
    return root.with_name("linked")


def name_it_in_another_encoding(root: Path) -> Path:
    odd = root.with_name(os.fsdecode(b"caf\xe9"))
    root.rename(odd)
    return odd


@pytest.mark.parametrize(
    "change", [lose_the_head, lose_the_objects, move_the_main_worktree, write_over_the_note, name_it_in_another_encoding]
)
@pytest.mark.parametrize("below", ["", "deep/down"])
def test_a_repository_that_cannot_be_used_is_another_thing_than_none(
    below: str, change: Callable[[Path], Path], repository: Path
) -> None:
    """Git does not answer there either, or its answers cannot be written down."""
    folder = change(repository) / below
    folder.mkdir(parents=True, exist_ok=True)
    with pytest.raises(InputError, match=r"\.git") as raised:
        find_places(folder)
    assert not isinstance(raised.value, NoRepository)


def empty_folder(folder: Path) -> None:
    (folder / ".git").mkdir()


def link_to_nowhere(folder: Path) -> None:
    (folder / ".git").symlink_to("gone")


def other_things(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "notes.txt").write_text("")


@pytest.mark.parametrize("change", [empty_folder, link_to_nowhere, other_things, lambda _: None])
def test_where_nothing_of_a_repository_is_there_is_none(change: Callable[[Path], None], tmp_path: Path) -> None:
    change(tmp_path)
    with pytest.raises(NoRepository):
        find_places(tmp_path)


def test_a_repository_around_a_damaged_one_counts(repository: Path) -> None:
    """As it did: whose work it is, is known there."""
    (repository / "inner" / ".git" / "objects").mkdir(parents=True)
    assert find_places(repository / "inner") == find_places(repository)


def test_two_repositories_have_two_sockets(repository: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    git(second, "init", "-q")
    assert find_places(repository).socket != find_places(second).socket


@pytest.mark.parametrize("given", ["run", "./run", "../x/run", ".", "run/"])
def test_a_relative_runtime_folder_counts_as_not_set(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x" / "run" / "kaptar").mkdir(parents=True, mode=0o700)
    monkeypatch.chdir(tmp_path / "x")
    assert runtime_folder({"XDG_RUNTIME_DIR": given}) == runtime_folder({})
    assert runtime_folder({"XDG_RUNTIME_DIR": given}).is_absolute()
    assert runtime_folder({"XDG_RUNTIME_DIR": "/tmp"}) == Path("/tmp/kaptar")


def test_a_long_runtime_folder_is_not_used(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir()
    folder = runtime_folder({"XDG_RUNTIME_DIR": str(long)})
    assert len(os.fsencode(folder)) + 22 <= MAX_SOCKET_PATH


def test_a_folder_of_sockets_is_the_users_own(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o755)
    make_own_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(InputError, match="symbolic link"):
        make_own_folder(tmp_path / "link")


def test_no_folder_can_be_computed_whose_socket_is_another_ones() -> None:
    """The former names were paths modulo a prime: these two have the same remainder."""
    prime, first = (1 << 64) - 59, b"/home/user/project/.git"
    number = int.from_bytes(first, "big") + prime * int.from_bytes(b"x" * 15, "big")
    second = number.to_bytes((number.bit_length() + 7) // 8, "big")
    assert int.from_bytes(first, "big") % prime == int.from_bytes(second, "big") % prime
    names = {socket_name(first), socket_name(second), socket_name(first + b"/")}
    assert len(names) == 3
    assert all(len(bytes.fromhex(name.removesuffix(".sock"))) >= 16 for name in names)
