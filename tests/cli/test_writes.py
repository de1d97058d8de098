"""An edit that was killed half way is seen by every command, and rolled back by those that write."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.guest  # an edit that names its files is read by a guest alone

DYING = textwrap.dedent("""
    import os, signal, sys
    from kaptar.cli import run
    from kaptar.repository.disk import Disk
    rename = Disk.rename
    def dying(disk, old, new):
        rename(disk, old, new)
        if new.name == "a.py":
            os.kill(os.getpid(), signal.SIGKILL)
    Disk.rename = dying
    run(["apply", "--multi", sys.argv[1], "--write"])
""")
TWO = "*** Begin Patch\n*** Update File: deep/a.py\n@@\n-x = 1\n+x = 2\n*** Add File: c.py\n+x = 3\n*** End Patch\n"
EDIT = "<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n"
PLAN = '[[task]]\nid = "c"\nkind = "checksum"\nfiles = ["*.py"]\n'
Kaptar = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Where ``kaptar apply --write`` of two files was killed between their renames."""
    folder = tmp_path / "repo"
    (folder / "deep").mkdir(parents=True)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    for name in ("deep/a.py", "b.py"):
        (folder / name).write_text("x = 1\n")
    (folder / "edit.txt").write_text(EDIT)
    (folder / "two.txt").write_text(TWO)
    (folder / "plan.toml").write_text(PLAN)
    done = subprocess.run([sys.executable, "-c", DYING, "two.txt"], cwd=folder, check=False)
    assert done.returncode == -signal.SIGKILL
    assert (folder / "deep" / "a.py").read_text() == "x = 2\n"
    return folder


@pytest.fixture
def kaptar(repo: Path) -> Iterator[Kaptar]:
    with tempfile.TemporaryDirectory(prefix="sk") as runtime:

        def run(*words: str) -> "subprocess.CompletedProcess[str]":
            env = os.environ | {"XDG_RUNTIME_DIR": runtime}
            command = [sys.executable, "-m", "kaptar", *words]
            return subprocess.run(command, cwd=repo, env=env, capture_output=True, text=True, timeout=60, check=False)

        yield run
        run("down")


@pytest.mark.parametrize("words", [("status",), ("apply", "b.py", "edit.txt"), ("init", "--client", "codex", "--dry-run")])
def test_what_does_not_write_changes_nothing(words: tuple[str, ...], repo: Path, kaptar: Kaptar) -> None:
    done = kaptar(*words)
    if words[0] != "init":
        assert "an edit of deep/a.py, c.py was cut off half way" in done.stderr
    assert (repo / "deep" / "a.py").read_text() == "x = 2\n"


def test_the_doctor_tells(repo: Path, kaptar: Kaptar) -> None:
    said = kaptar("doctor").stdout
    assert "an edit of deep/a.py, c.py was cut off half way" in said
    (waiting,) = repo.glob(".c.py.*.kaptar")
    assert f"its temporary files are removed then: {waiting.name}" in said
    kaptar("up")
    assert not waiting.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("apply", "b.py", "edit.txt", "--write"),
        ("init", "--client", "codex"),
        ("init", "--undo"),
        ("check", "b.py", "--fix"),
        ("up",),
        ("run", "plan.toml", "--write", "--repository", "."),
    ],
    ids=lambda words: " ".join(words),
)
def test_what_writes_rolls_it_back(words: tuple[str, ...], repo: Path, kaptar: Kaptar) -> None:
    done = kaptar(*words)
    assert "kaptar: an edit that was cut off was rolled back: deep/a.py\n" in done.stderr, done.stderr
    assert (repo / "deep" / "a.py").read_text() == "x = 1\n"
    assert "cut off" not in kaptar("doctor").stdout
