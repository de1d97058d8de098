"""Imports go one way, pure modules do no I/O, and ``import kaptar`` is cheap."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "kaptar"

ORDER = (
    "errors", "escaping", "globs", "decoding", "clock", "latch", "stop", "languages", "machine", "atomic", "folders", "workers",
    "repository", "database", "config", "runtime", "ops", "shell", "edit", "workspace", "checks", "jobs", "clients", "api",
    "hive", "server", "clients/entry", "cli", "__main__",
)  # fmt: skip
"""From the ground up. Each may import those before it, and nothing else."""

DOORS = {"cli": {"api", "errors", "escaping", "server", "clients/entry"}, "clients/entry": {"api", "errors"}}
"""Front ends, and all that they may import. `cli` also starts the server, and a hook in this process."""

PURE = [
    "errors.py", "escaping.py", "config/settings.py", "languages.py", "globs/*.py", "workspace/resources.py",
    "workspace/leases/model.py", "workspace/area.py", "workspace/harm.py", "workspace/attribution.py",
    "workspace/explaining.py", "shell/*.py", "decoding/*.py", "runtime/operation.py",
    "edit/verify.py", "edit/outcome.py", "checks/verdict.py", "checks/moved.py", "checks/undone.py",
    "checks/tools/warm/frames.py", "jobs/schedule.py",
]  # fmt: skip
"""Paths below the package. Each must match a file."""
IO = {
    "anyio", "asyncio", "ctypes", "glob", "http", "mmap", "multiprocessing", "os", "random", "redis", "secrets", "select",
    "shutil", "signal", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid", "wasmtime",
}  # fmt: skip
HEAVY = {"wasmtime", "rich", "msgspec", "anyio", "cryptography", "click"}


def imported(path: Path) -> Iterator[str]:
    """Full names of what a file imports, at any depth and also only for types."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def component(name: str) -> str:
    """``runtime`` for ``kaptar.runtime.pool.pool``; empty for the package itself and other packages."""
    parts = name.split(".")
    if "/".join(parts[1:3]) in ORDER:
        return "/".join(parts[1:3])
    return parts[1] if parts[0] == "kaptar" and len(parts) > 1 and parts[1] in ORDER else ""


def component_of(path: Path) -> str:
    return component(".".join(("kaptar", *path.relative_to(SOURCE).with_suffix("").parts)))


FILES = [path for path in sorted(SOURCE.rglob("*.py")) if path != SOURCE / "__init__.py"]
"""All but the front door, which names what is behind it."""


def test_the_order_names_every_component_once_and_no_other() -> None:
    there = {
        path.stem if path.is_file() else path.name
        for path in SOURCE.iterdir()
        if list(path.rglob("*.py")) or path.suffix == ".py"
    }
    assert sorted(there - {"__init__", "__pycache__"}) == sorted(name for name in ORDER if "/" not in name)
    assert all((SOURCE / name).is_dir() for name in ORDER if "/" in name)


def violations(own: str, imports: set[str]) -> set[str]:
    """Those of the imported components that do not stand before the importing one."""
    return {other for other in imports - {own, ""} if ORDER.index(other) > ORDER.index(own)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_one_way(path: Path) -> None:
    own = component_of(path)
    assert not violations(own, {component(name) for name in imported(path)})


@pytest.mark.parametrize(
    "path", [path for path in FILES if component_of(path) in DOORS], ids=lambda path: str(path.relative_to(SOURCE))
)
def test_front_ends_import_the_front_desk_alone(path: Path) -> None:
    own = component_of(path)
    assert {component(name) for name in imported(path)} - {own, ""} <= DOORS[own]


def test_a_wrong_import_would_be_found() -> None:
    assert violations("edit", {"checks", "runtime"}) == {"checks"}
    assert violations("runtime", {"ops", "errors", "config"}) == {"ops"}
    assert violations("cli", {"errors", "server"}) == set()


@pytest.mark.parametrize("pattern", PURE)
def test_pure_modules_do_no_io(pattern: str) -> None:
    found = list(SOURCE.glob(pattern))
    assert found, "no such file: a pattern that matches nothing proves nothing"
    for path in found:
        roots = {name.split(".")[0] for name in imported(path)}
        assert not roots & IO, path


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_importing_the_package_imports_nothing_heavy() -> None:
    assert not loaded_by("import kaptar") & HEAVY


def test_the_version_needs_only_click() -> None:
    code = "import io, contextlib\nfrom kaptar.cli import run\nwith contextlib.redirect_stdout(io.StringIO()): run(['--version'])"
    assert loaded_by(code) & HEAVY == {"click"}


def test_importing_the_package_takes_less_than_50_ms() -> None:
    """Beside an interpreter that imports nothing. The best of each counts, and twice the bound: machines are busy."""

    def seconds(code: str) -> float:
        start = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
        return perf_counter() - start

    pairs = [(seconds("pass"), seconds("import kaptar")) for _ in range(7)]
    assert min(with_it for _, with_it in pairs) - min(without for without, _ in pairs) < 0.100
