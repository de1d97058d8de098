"""No variable of the environment says which interpreter Kaptar starts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kaptar

SOURCE = str(Path(kaptar.__file__).parents[1])
ENTRY = str(Path(kaptar.__file__).parent / "clients" / "entry")
BOTH = f"""
import json, os, sys
sys.path[:0] = [{SOURCE!r}, {ENTRY!r}]
from kaptar.repository.interpreter import forget_others, interpreter
import without_hive
found = [without_hive.interpreter(), interpreter()]
forget_others()
os.chdir("/")
print(json.dumps([*found, interpreter(), sorted(name for name in os.environ if "EXECUTABLE" in name or "LAUNCHER" in name)]))
"""


def found(begun: str, folder: Path, **variables: str) -> list[str]:
    """What the function for the hook and the one for all others answer in an interpreter that was started by a name."""
    done = subprocess.run(
        [begun, "-S", "-c", BOTH],
        executable=begun if "/" in begun else None,
        cwd=folder,
        env={"PATH": f"{Path(sys.executable).parent}:.", "LANG": "C.UTF-8", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answer: list[str] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("named", ["./x", "x", "{}/x", "python", ""])
@pytest.mark.parametrize("variable", ["PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__"])
def test_what_was_started_counts_and_not_what_a_variable_names(variable: str, named: str, tmp_path: Path) -> None:
    """A program of a clone, of its current folder or in full, and another one of the machine."""
    for name in ("x", "python"):
        (tmp_path / name).write_text("#!/bin/sh\ntouch ran\n")
        (tmp_path / name).chmod(0o755)
    begun = os.path.abspath(sys.executable)
    assert found(begun, tmp_path, **{variable: named.format(tmp_path)}) == [begun, begun, begun, []]


def test_without_the_variable_it_is_pythons_own_answer(tmp_path: Path) -> None:
    begun = os.path.abspath(sys.executable)
    assert found(begun, tmp_path) == [begun, begun, begun, []]


def test_a_name_is_looked_up_in_the_absolute_folders_of_the_path(tmp_path: Path) -> None:
    """``python -m kaptar``."""
    name = Path(sys.executable).name
    (tmp_path / name).write_text("#!/bin/sh\ntouch ran\n")
    (tmp_path / name).chmod(0o755)
    right = str(Path(sys.executable).absolute())
    assert found(name, tmp_path, PYTHONEXECUTABLE="./x") == [right, right, right, []]
    assert found(name, tmp_path) == [right, right, right, []]


def test_a_relative_program_is_the_one_that_was_started(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    for variables in ({}, {"PYTHONEXECUTABLE": "./x"}):
        first, second = found("bin/python", tmp_path, **variables)[:2]
        assert {first, second} == {str(tmp_path / "bin" / "python")}, variables
