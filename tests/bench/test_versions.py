"""Two versions are installed alike."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kaptar_bench.against.versions import install_into


def test_what_is_installed_is_compiled_whatever_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    folder, wheel = tmp_path / "version", tmp_path / "little-1-py3-none-any.whl"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    with zipfile.ZipFile(wheel, "w") as files:
        files.writestr("little.py", "x = 1\n")
        files.writestr("little-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: little\nVersion: 1\n")
        files.writestr("little-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        files.writestr("little-1.dist-info/RECORD", "")
    install_into(folder, "--no-deps", "--no-index", str(wheel))
    assert list(folder.rglob("little.*.pyc"))
