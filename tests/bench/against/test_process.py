"""A child's process, its files and its hive end with it, however it ends."""

import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaptar.errors import Unavailable
from kaptar.repository.living import living, started_at
from kaptar_bench.against.adapters import Version as Adapted
from kaptar_bench.against.process import Child
from kaptar_bench.against.versions import Version

LEAVES_A_HIVE = textwrap.dedent("""
    import pathlib, subprocess, sys
    state = pathlib.Path(sys.argv[-1]) / "repository" / ".kaptar"
    state.mkdir(parents=True, mode=0o700)
    hive = "import sys, time; from pathlib import Path; from kaptar.repository.living import write_note;"
    hive += "write_note(Path(sys.argv[1]), 'v'); print('noted', flush=True); time.sleep(300)"
    command = [sys.executable, "-c", hive, str(state / "pid")]
    subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True).stdout.readline()
    sys.stdin.readline()
    print("{}", flush=True)
    sys.stdin.readline()
""")


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where children have their folders."""
    folder = tmp_path / "t"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def program(tmp_path: Path, text: str) -> Version:
    """A version whose interpreter is this program."""
    path = tmp_path / "python"
    path.write_text(text)
    path.chmod(0o700)
    return Version("broken", "first", path)


def test_nothing_is_left_of_a_child_that_does_not_start(folders: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="has ended"), Child(program(tmp_path, "#!/bin/sh\nexit 1\n"), {}):
        pass


def test_nothing_is_started_before_the_block(folders: Path, tmp_path: Path) -> None:
    Child(program(tmp_path, "#!/bin/sh\nsleep 300\n"), {})


def test_the_hive_of_a_child_that_died_is_ended(folders: Path, tmp_path: Path) -> None:
    with Child(program(tmp_path, f"#!{sys.executable}\n{LEAVES_A_HIVE}"), {}) as child:
        with pytest.raises(Unavailable, match="has ended"):
            child.open("call")
        assert "has ended" in child.gone
        (note,) = map(living, folders.glob("*/repository/.kaptar/pid"))
        assert note is not None
    assert started_at(note.pid) != note.started


def test_what_cannot_be_closed_leaves_the_rest_closed(tmp_path: Path) -> None:
    closed: list[str] = []

    def breaks() -> None:
        raise OSError("no")

    version = Adapted("kaptar", tmp_path, {})
    version.opened.callback(closed.append, "first")
    version.opened.callback(breaks)
    with pytest.raises(OSError, match="no"):
        version.close()
    assert closed == ["first"]
