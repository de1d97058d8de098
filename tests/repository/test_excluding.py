"""Git's list of ignored files gets one line, and nothing else does, whatever an archive put in its place."""

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kaptar.repository.disk import Disk, Where
from kaptar.repository.excluding import exclude_from_git
from kaptar.repository.places import Places, find_places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    subprocess.run(["git", "init", "-q", str(tmp_path / "r")], check=True, capture_output=True)
    (tmp_path / "r/.git/info/exclude").write_text("mine")
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "exclude").write_text("export A=1\n")
    return find_places(tmp_path / "r")


def test_the_line_comes_once_and_the_user_s_own_files_stay(places: Places) -> None:
    for _ in range(2):
        assert exclude_from_git(places) == ""
    assert (places.common / "info/exclude").read_text() == "mine\n/.kaptar/\n"
    assert not (places.worktree / ".gitignore").exists()


@pytest.mark.parametrize("held", [None, b"", b"mine\n", b"\xff\xfe"])
def test_what_the_list_held_stays(held: bytes | None, places: Places) -> None:
    file = places.common / "info/exclude"
    file.unlink()
    if held is None:
        file.parent.rmdir()
    else:
        file.write_bytes(held)
    assert exclude_from_git(places) == ""
    before = (held or b"") + (b"" if not held or held.endswith(b"\n") else b"\n")
    assert file.read_bytes() == before + b"/.kaptar/\n"
    ignored = subprocess.run(["git", "check-ignore", "-q", ".kaptar/token"], cwd=places.worktree, check=False)
    assert ignored.returncode == 0


def test_a_bare_repository_needs_no_line(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "bare.git")], check=True, capture_output=True)
    before = (tmp_path / "bare.git/info/exclude").read_text()
    assert exclude_from_git(find_places(tmp_path / "bare.git")) == ""
    assert (tmp_path / "bare.git/info/exclude").read_text() == before


def linked(path: Path) -> None:
    path.symlink_to("../../../user/exclude")


def dangling(path: Path) -> None:
    path.symlink_to("../../../user/new")


def hard_linked(path: Path) -> None:
    os.link(path.parents[3] / "user/exclude", path)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate((16 << 20) + 1)


def in_linked_folder(path: Path) -> None:
    path.parent.rmdir()
    path.parent.symlink_to("../../user")


def in_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("")


FAKES: list[tuple[Callable[[Path], None], str]] = [
    (linked, "it is a link"), (dangling, "it is a link"), (hard_linked, "second name"), (pipe, "not a regular file"),
    (listening, "not a regular file"), (Path.mkdir, "not a regular file"), (huge, "more than 16,777,216 bytes"),
    (in_linked_folder, "a folder on the way to it is a link"), (in_a_file, "its folder is gone"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "why"), FAKES, ids=lambda each: getattr(each, "__name__", ""))
def test_nothing_else_is_written_or_waited_for(make: Callable[[Path], None], why: str, places: Places) -> None:
    user = places.worktree.parent / "user"
    (places.common / "info/exclude").unlink()
    make(places.common / "info/exclude")
    said = exclude_from_git(places)
    assert said.startswith(f"git does not ignore {places.state} by {places.common}/info/exclude, because ")
    assert why in said
    assert {path.name: path.read_text() for path in user.iterdir()} == {"exclude": "export A=1\n"}


def test_a_link_that_comes_after_the_look_is_not_followed(places: Places) -> None:
    file = places.common / "info/exclude"

    class Late(Disk):
        def open(self, where: Where, flags: int, mode: int = 0o600) -> int:
            if flags & os.O_APPEND:
                file.unlink()
                linked(file)
            return super().open(where, flags, mode)

    assert "it cannot be changed" in exclude_from_git(places, Late())
    assert (places.worktree.parent / "user/exclude").read_text() == "export A=1\n"


def test_a_list_that_may_not_be_written_is_said(places: Places) -> None:
    class Full(Disk):
        def write(self, handle: int, data: bytes | memoryview) -> int:
            raise OSError(28, "No space left on device")

    assert exclude_from_git(places, Full()).endswith("because it cannot be changed: No space left on device")
