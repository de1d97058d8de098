"""What is published: the source archive carries the guests' sources, the wheel the built guests, neither a build's leftovers."""

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True, timeout=120
    )
    return folder


def test_the_source_archive(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {name.split("/", 1)[1] for name in tar.getnames()}
    wanted = [
        "guests/build",
        "guests/Cargo.lock",
        "guests/abi/src/lib.rs",
        "tests/test_package.py",
        "Makefile",
        "bench/kaptar_bench/rows.py",
        "requirements/dev.txt",
    ]
    assert set(wanted) <= names
    assert not [name for name in names if name.startswith(("guests/target", "guests/local", ".venv", ".cache"))]


def test_the_wheel(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = {path.name for path in (ROOT / "src/kaptar/runtime/artifacts").iterdir()}
    assert {name.rsplit("/", 1)[1] for name in names if "/artifacts/" in name} == shipped
    assert "kaptar/py.typed" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"kaptar"}, "the benches are a package of their own"
    assert wheel.name.endswith("-py3-none-any.whl"), os.listdir(built)


def test_the_locks_name_no_place_to_install_from() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert "://" not in text
        assert not [line for line in text.splitlines() if line.startswith("-")]
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith("#")]
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)


@pytest.mark.parametrize(("lock", "extras"), [("run.txt", ["host"]), ("dev.txt", ["host", "dev"])])
def test_the_locks_satisfy_the_project(lock: str, extras: list[str]) -> None:
    """A dependency that was added or raised without `make lock` would be missing on the next machine only."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(entry for extra in extras for entry in project["optional-dependencies"][extra])]
    lines = (ROOT / "requirements" / lock).read_text("utf-8").splitlines()
    pinned = dict(line.split(" ")[0].split("==") for line in lines if "==" in line and not line.startswith((" ", "#")))
    for requirement in map(Requirement, wanted):
        if requirement.name != "kaptar":
            assert requirement.specifier.contains(pinned[requirement.name]), f"{requirement}: run `make lock`"
