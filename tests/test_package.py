"""What is published: the source archive carries the guests' sources, the wheel the built guests, neither a build's leftovers."""

import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
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


def test_the_wheel_s_metadata(built: Path) -> None:
    """The build itself refuses classifiers that do not exist. There is no address to name yet, and none is made up."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        found = message_from_bytes(archive.read(name))
    assert found["Name"] == "kaptar"
    assert found["Requires-Python"] == ">=3.11"
    assert {"Programming Language :: Python :: 3.11", "Typing :: Typed"} <= set(found.get_all("Classifier", []))
    assert "hooks" in found["Keywords"].split(",")
    assert found["Description-Content-Type"] == "text/markdown"
    assert str(found.get_payload()).startswith("# Kaptar")
    assert found.get_all("Project-URL") is None


def test_an_installed_wheel_runs(built: Path, tmp_path: Path) -> None:
    """As ``pip install`` puts it down; its dependencies are those of this environment."""
    (wheel,) = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(tmp_path / "site"), str(wheel)], check=True, timeout=120)
    code = "import kaptar, sys; from kaptar.cli import run; print(kaptar.__file__); sys.exit(run(['doctor', '--json']))"
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    where, answer = done.stdout.splitlines()
    assert where.startswith(str(tmp_path))
    (guests,) = (check for check in json.loads(answer)["checks"] if check["name"] == "guests")
    assert guests["status"] == "ok"


def test_the_locks_name_no_place_to_install_from() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert "://" not in text
        assert not [line for line in text.splitlines() if line.startswith("-")]
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith("#")]
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)


@pytest.mark.parametrize(("lock", "extras"), [("run.txt", ["host"]), ("dev.txt", ["host", "secrets", "dev"])])
def test_the_locks_satisfy_the_project(lock: str, extras: list[str]) -> None:
    """A dependency that was added or raised without `make lock` would be missing on the next machine only."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(entry for extra in extras for entry in project["optional-dependencies"][extra])]
    lines = (ROOT / "requirements" / lock).read_text("utf-8").splitlines()
    pinned = dict(line.split(" ")[0].split("==") for line in lines if "==" in line and not line.startswith((" ", "#")))
    for requirement in map(Requirement, wanted):
        if requirement.name != "kaptar":
            assert requirement.specifier.contains(pinned[requirement.name]), f"{requirement}: run `make lock`"


FORMER = "skep"
"""The project's former name, and where it may stand."""
MAY_SAY_IT = (
    "CHANGELOG.md", "src/kaptar/config/former.py", "tests/config/test_former.py", "tests/clients/install/test_former.py",
    "tests/clients/install/former.json", "tests/test_package.py",
    "tests/repository/test_writer.py",
    # the layout of the version that landed before the renaming, for comparisons with it
    "bench/kaptar_bench/against/adapters.py",
)  # fmt: skip


def test_the_former_name_is_in_one_module() -> None:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("no git checkout here: needs git")
    names = [name for name in done.stdout.split("\0") if name and not name.startswith(MAY_SAY_IT) and (ROOT / name).is_file()]
    assert len(names) > 300
    told = []
    for name in names:
        text = (ROOT / name).read_bytes().decode("utf-8", "replace").lower()
        if FORMER in text or FORMER in name:
            told.append(name)
    assert told == []
