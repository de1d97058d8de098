"""The JavaScript guest's own crate, built for this machine: how much of the time is WASM's."""

import functools
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from kaptar_bench.effort import Effort

_BUILD_TIMEOUT_S = 1800
_RUN_TIMEOUT_S = 120
ROUNDS = 9


def validate_times(source: bytes, effort: Effort) -> tuple[list[float], str]:
    """Milliseconds per check, one figure a round; or none, and why not."""
    if not effort.installs:
        return [], "a short run builds nothing"
    program = _program()
    if isinstance(program, str):
        return [], program
    with tempfile.NamedTemporaryFile(suffix=".js") as file:
        file.write(source)
        file.flush()
        command = [str(program), file.name, str(ROUNDS)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_RUN_TIMEOUT_S, check=False)
    if done.returncode:
        return [], f"the native build failed: {done.stderr.strip()[-200:]}"
    return [float(line) for line in done.stdout.split()], ""


@functools.cache
def _program() -> Path | str:
    """The built program, or why there is none. The build takes minutes the first time."""
    guests = Path(__file__).parents[3] / "guests"
    if not (guests / "build").is_file():
        return "the sources of the guests are not here (a checkout has them)"
    sys.path.insert(0, str(guests))
    try:
        toolchain = import_module("toolchain")
    finally:
        sys.path.remove(str(guests))
    try:
        tools = toolchain.find()
    except toolchain.NoToolchain as problem:
        return f"no Rust toolchain: {problem}"
    environment = os.environ | {"RUSTC": str(tools.rustc), "CARGO_TARGET_DIR": str(guests / "target")}
    command = [str(tools.cargo), "build", "--release", "--locked", "--example", "time_validate", "-p", "kaptar-javascript"]
    done = subprocess.run(
        command, cwd=guests, env=environment, capture_output=True, text=True, timeout=_BUILD_TIMEOUT_S, check=False
    )
    if done.returncode:
        return f"cargo build failed: {done.stderr.strip()[-200:]}"
    return guests / "target" / "release" / "examples" / "time_validate"
