"""A repository with two versions of a small package, which builds its wheel by itself: nothing is downloaded."""

import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

BACKEND = """
import zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "NAME-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.write("src/NAME/__init__.py", "NAME/__init__.py")
        wheel.writestr("NAME-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: NAME\\nVersion: 1\\n")
        kind = "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        wheel.writestr("NAME-1.dist-info/WHEEL", kind)
        wheel.writestr("NAME-1.dist-info/RECORD", "")
    return name
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["src"]
[tool.hatch.build.targets.wheel]
packages = ["src/NAME"]
"""
PACKAGE = """
class Runtime:
    def __init__(self):
        print("a version may print")
    def call(self, name, *args, backend):
        return sum(range(WORK))
    def wait_ready(self, modules):
        pass
    def close(self):
        pass
"""


class Repository(NamedTuple):
    """``old`` and ``new`` are commits of packages of two names; the new one's calls take twenty times as long."""

    top: Path
    old: str
    new: str


def git(top: Path, *words: str) -> str:
    who = ("-c", "user.name=n", "-c", "user.email=e@e")
    done = subprocess.run(["git", "-C", str(top), *who, *words], check=True, capture_output=True, text=True, timeout=60)
    return done.stdout.strip()


def write(top: Path, name: str, work: int) -> None:
    """The files of a version."""
    files = {
        "pyproject.toml": PROJECT,
        "requirements/run.txt": "",
        "README.md": "read",
        "LICENSE": "free",
        "src/backend.py": BACKEND,
        f"src/{name}/__init__.py": PACKAGE.replace("WORK", str(work)),
    }
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text.replace("NAME", name))


def commit(top: Path) -> str:
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message", "m")
    return git(top, "rev-parse", "HEAD")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where versions are built once for all tests."""
    return tmp_path_factory.mktemp("versions")


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    top = tmp_path_factory.mktemp("repository")
    git(top, "init", "--quiet")
    write(top, "first", 2_000)
    old = commit(top)
    git(top, "rm", "-r", "--quiet", "src/first")
    write(top, "second", 40_000)
    return Repository(top, old, commit(top))
