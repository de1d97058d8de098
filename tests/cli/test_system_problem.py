"""Problems of the machine are told in one line with what to do, and are no bug of Kaptar's."""

import errno
import os
from pathlib import Path

import pytest

from kaptar.atomic import write_atomically
from kaptar.cli import run
from kaptar.cli.system_problem import of_system


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EACCES, errno.EMFILE, errno.EFBIG])
@pytest.mark.parametrize("name", [None, "/repo/.kaptar/token"])
def test_each_says_what_to_do(number: int, name: str | None) -> None:
    said = of_system(OSError(number, os.strerror(number), name))
    assert said.startswith(f"{name or 'a file'}: {os.strerror(number)}; ")
    assert said.partition("; ")[2]


def test_others_may_be_a_bug() -> None:
    assert of_system(OSError("no number")) == ""
    assert of_system(FileNotFoundError(errno.ENOENT, "No such file or directory", "a")) == ""


@pytest.mark.parametrize("command", ["up", "init"])
def test_a_full_disk_is_no_bug(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git" / "objects").mkdir(parents=True)
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kaptar.repository.own.make_own_folder", full)
    monkeypatch.setattr("kaptar.api.init.make_own_folder", full)
    monkeypatch.setattr("kaptar.api.hive_process.make_own_folder", full)
    assert run([command, *(["--client", "claude"] if command == "init" else [])]) == 1
    said = capsys.readouterr().err
    assert said == "error: a file: No space left on device; make room there, then run the command again\n"


def test_a_write_that_fails_names_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device") as caught:
        write_atomically(tmp_path / "token", b"x")
    assert caught.value.filename == str(tmp_path / "token")
    assert list(tmp_path.iterdir()) == []
