"""Imports go one way, pure modules do no I/O, and ``import kaptar`` is cheap."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "kaptar"

LAYERS = [
    {"errors", "ids", "clock"},
    {"languages", "settings", "atomic", "globs", "consensus"},
    {"config", "wire"},
    {"hive"},
    {"runtime", "bus", "memory"},
    {"ops", "edit", "hooks", "workspace", "boosters", "cluster"},
    {"agents"},
    {"api", "app", "worktrees"},
    {"server", "mcp_server", "cli", "bench", "testing", "hook_entry", "__main__"},
]
BESIDE = {
    ("hooks", "edit"),
    ("edit", "ops"),
    ("hooks", "ops"),
    ("boosters", "ops"),
    ("boosters", "edit"),
    ("app", "api"),
    ("app", "worktrees"),
    ("worktrees", "api"),
    ("bench", "hook_entry"),
    ("bench", "server"),
    ("cli", "bench"),
    ("cli", "hook_entry"),
    ("cli", "server"),
    ("__main__", "cli"),
}
"""Within a layer, these may import those."""

PURE = [
    "errors.py", "ids.py", "settings.py", "languages.py", "runtime/operation.py", "edit/plan.py", "edit/verify.py",
    "edit/outcome.py", "hooks/verdict.py", "hooks/servers/frames.py", "bus/routing.py",
    "agents/stealing.py", "agents/restart.py", "agents/schedule.py", "globs.py",
    "bench/compare.py", "consensus/**/*.py",
]  # fmt: skip
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
    """``runtime`` for ``kaptar.runtime.pool``; empty for the package itself and other packages."""
    parts = name.split(".")
    return parts[1] if parts[0] == "kaptar" and len(parts) > 1 and parts[1] in ALL else ""


ALL = set[str]().union(*LAYERS)
FILES = [path for path in sorted(SOURCE.rglob("*.py")) if path != SOURCE / "__init__.py"]
"""All but the front door, which names what is behind it."""


def layer(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


def test_every_component_has_a_layer() -> None:
    there = {
        path.stem if path.is_file() else path.name
        for path in SOURCE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert there - {"__init__"} <= ALL


def violations(own: str, imports: set[str]) -> set[str]:
    return {
        other
        for other in imports - {own, ""}
        if layer(other) > layer(own) or (layer(other) == layer(own) and (own, other) not in BESIDE)
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_one_way(path: Path) -> None:
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    assert not violations(own, {component(name) for name in imported(path)})


def test_a_wrong_import_would_be_found() -> None:
    assert violations("edit", {"hooks", "runtime"}) == {"hooks"}
    assert violations("runtime", {"ops", "errors", "config"}) == {"ops"}


@pytest.mark.parametrize("pattern", PURE)
def test_pure_modules_do_no_io(pattern: str) -> None:
    for path in SOURCE.glob(pattern):
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
