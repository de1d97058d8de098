"""A folder whose name is not UTF-8: one line says so, and nothing is left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kaptar.errors import InputError
from kaptar.repository.places import find_places
from kaptar.repository.trust import Trust


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    folder = tmp_path / os.fsdecode(b"odd-\xff")
    subprocess.run([b"git", b"init", b"-q", os.fsencode(folder)], check=True, timeout=60)
    return folder


def test_such_a_folder_has_no_places_and_no_trust(odd: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not UTF-8; rename it"):
        find_places(odd)
    with pytest.raises(InputError, match="not UTF-8; rename it"):
        Trust(odd, tmp_path / "trust").grant()


@pytest.mark.parametrize("words", [["up"], ["down"], ["status"], ["trust"], ["init", "--client", "claude"]])
def test_a_command_says_one_line_and_starts_nothing(words: list[str], odd: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "kaptar", *words], cwd=odd, env=environment, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"not UTF-8; rename it" in done.stderr
    assert not (odd / ".kaptar").exists()


@pytest.mark.guest
def test_a_write_is_whole_where_the_home_has_such_a_name(odd: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    subprocess.run(["git", "init", "-q", str(work)], check=True, timeout=60)
    (work / "a.py").write_text("x = 1\n")
    patch = "*** Begin Patch\n*** Update File: a.py\n@@\n-x = 1\n+x = 3\n*** Add File: b.py\n+y = 1\n*** End Patch\n"
    command = [sys.executable, "-m", "kaptar", "apply", "--multi", "-", "--write"]
    environment = {**os.environb, b"HOME": os.fsencode(odd)}
    done = subprocess.run(command, input=patch.encode(), cwd=work, env=environment, capture_output=True, timeout=60)
    assert (done.returncode, b"bug" in done.stderr) == (0, False)
    assert ((work / "a.py").read_text(), (work / "b.py").read_text()) == ("x = 3\n", "y = 1\n")
