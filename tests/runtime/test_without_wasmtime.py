"""With wasmtime missing or switched off, whatever has a twin works, and the rest says what to do."""

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

BLOCKED = """
    import sys
    class Blocker:
        def find_spec(self, name, path=None, target=None):
            if name.split(".")[0] == "wasmtime":
                raise ImportError("wasmtime is blocked")
    sys.meta_path.insert(0, Blocker())
"""
BROKEN = """
    import sys, types
    class Breaker:
        def find_spec(self, name, path=None, target=None):
            if name == "wasmtime":
                import importlib.machinery
                return importlib.machinery.ModuleSpec(name, self)
        def create_module(self, spec): return None
        def exec_module(self, module): raise OSError("libwasmtime.so: cannot open shared object file")
    sys.meta_path.insert(0, Breaker())
"""
CALLS = """
    from kaptar.config.load import load_config
    from kaptar.errors import Unavailable
    from kaptar.runtime.operation import REQUIRED, GuestCall, Operation, Param
    from kaptar.runtime.runtime import Runtime
    from pathlib import Path

    params = (Param("data", "bytes", REQUIRED),)
    def guest(data): return GuestCall("probe", "echo", (data,))
    both = Operation("text.both", "", params, "bytes", guest, twin=lambda data: data)
    only = Operation("text.only", "", params, "bytes", guest)
    operations = {each.name: each for each in (both, only)}
    with Runtime(load_config(Path(FOLDER)), operations, artifacts=Path(FOLDER) / "artifacts") as runtime:
        for _ in range(2):
            print(runtime.call("text.both", b"x")[:2])
        for arguments in (("text.only", b"x", None), ("text.both", b"x", "guest")):
            try:
                print(runtime.call(*arguments[:2], backend=arguments[2]))
            except Unavailable as problem:
                print(type(problem).__name__, problem)
        print(runtime.capabilities().guests)
"""


@pytest.fixture
def run(tmp_path: Path, artifacts: Path) -> Callable[..., list[str]]:
    def script(*parts: str, **env: str) -> list[str]:
        text = f"FOLDER = {str(tmp_path)!r}\n" + "\n".join(map(textwrap.dedent, parts))
        done = subprocess.run(
            [sys.executable, "-c", text], capture_output=True, text=True, timeout=60, check=False,
            env={"PATH": "", "XDG_CACHE_HOME": str(tmp_path / "xdg"), "HOME": str(tmp_path), **env},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return script


@pytest.mark.parametrize("obstacle", [BLOCKED, BROKEN])
def test_wasmtime_cannot_be_imported(run: Callable[..., list[str]], obstacle: str) -> None:
    answers = run(obstacle, CALLS)
    assert answers[:2] == ["(b'x', 'host')"] * 2
    assert [line.split()[0] for line in answers[2:4]] == ["Unavailable", "Unavailable"]
    assert all("pip install 'wasmtime" in line for line in answers[2:4])
    assert answers[4] == "False"


def test_wasm_is_switched_off_by_the_environment(run: Callable[..., list[str]]) -> None:
    answers = run(CALLS, DISABLE_WASM="1")
    assert answers[:2] == ["(b'x', 'host')"] * 2
    assert all("switched off" in line for line in answers[2:4])
    assert answers[4] == "False"


def test_a_runtime_that_only_uses_the_host_never_imports_wasmtime(run: Callable[..., list[str]]) -> None:
    check = "import sys; print([name for name in sys.modules if name.startswith('wasmtime')])"
    assert run("import kaptar", check) == ["[]"]
    assert run(CALLS, check, DISABLE_WASM="1")[-1] == "[]"
    assert run("import kaptar.runtime.runtime", check) == ["[]"]
