"""No module of the current folder is loaded, whatever PYTHONPATH says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import kaptar
from kaptar.cli.search_path import absolute_parts

SOURCE = str(Path(kaptar.__file__).parents[1])
SCRIPT = "import sys\nsys.path[0] = '/'\nfrom kaptar.cli import main\nmain(['doctor', '--json'])"
"""As an installed command: its first place for modules is its own folder."""


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with modules of its own in it, which is the current one."""
    for name in ("click", "msgspec", "threading", "json"):
        (tmp_path / f"{name}.py").write_text("print('RAN')\n")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "click.py").write_text("print('RAN')\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("path", [f"{SOURCE}:", f":{SOURCE}", f".:{SOURCE}", f"{SOURCE}:below", f"./below:{SOURCE}:../x"])
def test_relative_parts_are_no_place_for_modules(path: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith("{"), done.stderr


@pytest.mark.usefixtures("clone")
def test_the_current_folder_is_no_place_for_modules_of_python_m() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kaptar", "doctor", "--json"], env=os.environ | {"PYTHONPATH": SOURCE}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("{"), done.stderr


def test_places_that_the_user_names_in_full_stay(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", f"/a:.:{clone}")
    assert absolute_parts(["/a", str(clone), str(clone), "/lib", "", "x"]) == ["/a", str(clone), "/lib"]
    monkeypatch.setenv("PYTHONPATH", "/a")
    assert absolute_parts(["/a", str(clone), "/lib"]) == ["/a", str(clone), "/lib"]
    monkeypatch.delenv("PYTHONPATH")
    assert absolute_parts(["/a", str(clone)]) == ["/a", str(clone)]
