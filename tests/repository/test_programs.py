"""No program of a repository runs because PATH has a part that is relative, or empty."""

import ast
import os
from pathlib import Path

import pytest

from kaptar.repository.git import git
from kaptar.repository.process import Ended, Finished, run
from kaptar.repository.programs import absolute_parts, program

SOURCE = Path(__file__).parents[2] / "src" / "kaptar"
STARTS = {
    "repository/process.py": "looks it up itself", "repository/living.py": "ps, looked up",
    "repository/children.py": "starts what its callers name, and /bin/sh",
    "api/hive_process.py": "this interpreter",
    "api/ahead.py": "this interpreter",
    "checks/tools/warm/channel.py": "the path that `find_tool` gave", "checks/tools/warm/dmypy.py": "/bin/sh, with such a path",
    "clients/entry/git_hooks.py": "this interpreter; has the standard library alone",
    "clients/entry/without_hive.py": "this interpreter, or `kaptar`; has the standard library alone",
}  # fmt: skip


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with programs of its own in it, which is the current one."""
    for folder in (tmp_path, tmp_path / "bin"):
        folder.mkdir(exist_ok=True)
        for name in ("git", "tool"):
            (folder / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/RAN\n")
            (folder / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("part", ["", ".", "bin", "./bin", "../x/bin"])
@pytest.mark.parametrize("first", [True, False])
def test_relative_parts_of_path_are_no_place_for_programs(
    part: str, first: bool, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = os.environ["PATH"]
    monkeypatch.setenv("PATH", f"{part}:{usual}" if first else f"{usual}:{part}")
    assert program("tool") is None
    assert isinstance(run(["tool"], clone, timeout_s=30), Ended)
    assert isinstance(git(["status"], clone), Finished)
    inner = run(["sh", "-c", "tool; git --version"], clone, timeout_s=30)
    assert isinstance(inner, Finished)
    assert inner.out.startswith(b"git version")
    assert not (clone / "RAN").exists()
    assert program("tool", f"{part}:{clone}/bin") == f"{clone}/bin/tool"


def test_the_absolute_parts_stay_in_their_order() -> None:
    assert absolute_parts("/b:.:/a::x/y:/c") == "/b:/a:/c"


def test_nobody_else_looks_up_or_starts_programs() -> None:
    looks: set[str] = set()
    starts: set[str] = set()
    begun = ("subprocess.", "os.exec", "os.spawn", "os.posix_spawn", "start_child")
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        called = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)}
        looks |= {name} if called & {"shutil.which", "which"} else set()
        starts |= {name} if any(each.startswith(begun) for each in called) else set()
    assert looks == {"repository/programs.py", "clients/entry/without_hive.py"}
    assert starts == STARTS.keys()
