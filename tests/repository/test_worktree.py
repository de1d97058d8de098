"""Worktrees of every layout, and the hook entry's own copies, which must find the same."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kaptar.clients.entry import with_hive, without_hive
from kaptar.config.load import config_files
from kaptar.errors import InputError
from kaptar.repository.places import find_places
from kaptar.repository.worktree import Worktree, common_directory, git_directory, root_of, worktree_of


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, timeout=60)


class Layout(NamedTuple):
    """Where somebody works, and what must be found: folders below the test's own.

    Attributes:
        common: None where there is no repository for a hive.
        plain: the hook's short way finds the hive by itself.
    """

    start: str
    top: str
    common: str | None
    plain: bool = False


def damaged(text: str) -> Callable[[Path], None]:
    def make(base: Path) -> None:
        (base / "main/inner").mkdir()
        (base / "main/inner/.git").write_text(text)

    return make


def nothing(base: Path) -> None: ...


def linked(base: Path) -> None:
    git(base / "main", "worktree", "add", "-q", "../linked")
    (base / "linked/deep").mkdir()


def submodule(base: Path) -> None:
    git(base, "clone", "-q", "main", "other")
    git(base / "main", "submodule", "--quiet", "add", "../other", "sub")


def bare(base: Path) -> None:
    git(base, "init", "-q", "--bare", "bare.git")


def bare_inside(base: Path) -> None:
    git(base / "main", "init", "-q", "--bare", "looks-bare")


def nested(base: Path) -> None:
    git(base / "main", "init", "-q", "inner")


def empty_git(base: Path) -> None:
    (base / "main/inner/.git").mkdir(parents=True)


def git_is_a_link(base: Path) -> None:
    (base / "by-link").mkdir()
    (base / "by-link/.git").symlink_to(base / "main/.git")


def folder_is_a_link(base: Path) -> None:
    (base / "way").symlink_to(base / "main")


def pipe(base: Path) -> None:
    (base / "main/inner").mkdir()
    os.mkfifo(base / "main/inner/.git")


LAYOUTS: dict[str, tuple[Callable[[Path], None], Layout]] = {
    "plain": (nothing, Layout("main", "main", "main/.git", plain=True)),
    "below": (nothing, Layout("main/deep/down", "main", "main/.git", plain=True)),
    "no repository": (nothing, Layout("empty", "empty", None)),
    "linked worktree": (linked, Layout("linked/deep", "linked", "main/.git")),
    "submodule": (submodule, Layout("main/sub", "main/sub", "main/.git/modules/sub")),
    "bare": (bare, Layout("bare.git", "bare.git", "bare.git")),
    "looks bare": (bare_inside, Layout("main/looks-bare", "main", "main/.git", plain=True)),
    "nested": (nested, Layout("main/inner", "main/inner", "main/inner/.git", plain=True)),
    "an empty .git folder": (empty_git, Layout("main/inner", "main/inner", "main/.git")),
    "a .git file that leads nowhere": (damaged("gitdir: /nowhere\n"), Layout("main/inner", "main/inner", "main/.git")),
    "a .git file that says something else": (damaged("hello"), Layout("main/inner", "main/inner", "main/.git")),
    "a .git file with a zero byte": (damaged("gitdir: ü\x00\n"), Layout("main/inner", "main/inner", "main/.git")),
    "a .git pipe": (pipe, Layout("main/inner", "main/inner", "main/.git")),
    ".git is a link": (git_is_a_link, Layout("by-link", "by-link", "main/.git")),
    "the folder is a link": (folder_is_a_link, Layout("way", "main", "main/.git", plain=True)),
}


@pytest.fixture(params=LAYOUTS, ids=str)
def layout(request: pytest.FixtureRequest, tmp_path: Path) -> Layout:
    """A layout with its folders made absolute."""
    (tmp_path / "main/deep/down").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    git(tmp_path / "main", "init", "-q")
    git(tmp_path / "main", "commit", "-q", "--allow-empty", "-m", "m")
    make, found = LAYOUTS[request.param]
    make(tmp_path)
    common = None if found.common is None else str(tmp_path / found.common)
    return Layout(str(tmp_path / found.start), str(tmp_path / found.top), common, found.plain)


def common_of_hive(folder: str) -> str | None:
    try:
        return str(find_places(Path(folder)).common)
    except InputError:
        return None


def test_the_top_and_the_common_directory(layout: Layout) -> None:
    assert str(root_of(Path(layout.start))) == layout.top
    assert common_of_hive(layout.start) == layout.common
    assert config_files(Path(layout.start), {})[-1].parent == Path(layout.top)


def test_the_hook_entry_finds_the_same(layout: Layout) -> None:
    assert without_hive.common_directory(layout.start) == layout.common


def test_the_short_way_of_the_hook_goes_to_the_same_socket(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or to none that anybody listens on: then the long way is taken."""
    tried: list[bytes] = []

    class Socket:
        def __init__(self, *kind: int) -> None: ...

        def settimeout(self, seconds: float) -> None: ...

        def connect(self, path: bytes) -> None:
            tried.append(path)
            raise ConnectionRefusedError

    monkeypatch.chdir(Path(layout.top).parent)
    runtime = Path(layout.top).parent / "run"
    (runtime / "kaptar").mkdir(parents=True, mode=0o700, exist_ok=True)
    monkeypatch.setattr("_socket.socket", Socket)
    top = with_hive.top_of(os.fsencode(os.path.realpath(layout.start)))
    assert with_hive.connected(top, os.fsencode(runtime)) is None
    found = layout.common and os.fsencode(find_places(Path(layout.start), {"XDG_RUNTIME_DIR": str(runtime)}).socket)
    assert (found in tried) is layout.plain
    assert with_hive.connected(top, b"run") is None
    assert not any(path.startswith(b"run/") for path in tried)


def test_a_damaged_worktree_is_none_of_git(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere\n")
    assert worktree_of(tmp_path) == Worktree(tmp_path, None)
    (tmp_path / ".git").write_text("x" * 100_000)
    assert git_directory(tmp_path) is None


def test_a_linked_worktree_has_a_git_directory_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "main").mkdir()
    git(tmp_path / "main", "init", "-q")
    git(tmp_path / "main", "commit", "-q", "--allow-empty", "-m", "m")
    linked(tmp_path)
    assert git_directory(tmp_path / "linked") == tmp_path / "main/.git/worktrees/linked"
    assert common_directory(tmp_path / "linked") == tmp_path / "main/.git"
