"""Turns a crate into the bytes of a guest: one cargo call per module, so that features never leak between modules."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import wasm_file
from source_digest import RECIPE, Guest, Workspace
from toolchain import Toolchain

LIBC_HEADERS = "tree-sitter-language"
"""The crate that carries libc headers for grammars whose C is compiled without a sysroot."""


class BuildFailed(Exception):
    """A module was not built; the text names it and says why."""


@dataclass(frozen=True)
class Built:
    """A checked module. `manifest` is its section, `source_digest` what it was built from."""

    guest: Guest
    wasm: bytes
    manifest: dict[str, Any]
    source_digest: str
    seconds: float


class Compiler:
    """Builds modules of `workspace` with `tools`; intermediate files go to the folder `target`."""

    def __init__(self, workspace: Workspace, tools: Toolchain, target: Path, *, locked: bool) -> None:
        self.workspace, self.tools, self.target, self.locked = workspace, tools, target, locked
        self.home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
        self._fetch()

    def build(self, guest: Guest, target: Path) -> Built:
        """Raises BuildFailed: cargo fails, a tool is missing, or the module is not a guest."""
        started = time.monotonic()
        path = self._cargo_build(guest, target)
        wasm = wasm_file.keep_exports(path.read_bytes(), RECIPE["exports"])
        try:
            manifest = wasm_file.check_guest(wasm, guest.name, RECIPE["exports"])
            wasm_file.stack_bytes(wasm)
        except wasm_file.BadModule as error:
            raise BuildFailed(str(error)) from error
        digest = Workspace(self.workspace.root).digest(guest)  # read again: cargo may have added to Cargo.lock
        return Built(guest, wasm, manifest, digest, time.monotonic() - started)

    def _cargo_build(self, guest: Guest, target: Path) -> Path:
        command = [str(self.tools.cargo), "build", "--release", "--lib", "--target", RECIPE["target"]]
        command += ["--package", guest.crate, "--message-format", "json-render-diagnostics"]
        if self.locked:
            command.append("--locked")
        if guest.features is not None:
            command += ["--no-default-features", "--features", ",".join(guest.features)]
        if self.tools.std_source is not None:
            command.append(f"-Zbuild-std={','.join(RECIPE['std'])}")
        done = subprocess.run(
            command, cwd=self.workspace.root, env=self._environment(guest, target), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise BuildFailed(f"{guest.name}: cargo failed\n{done.stderr.strip()}")
        return _artifact(guest, self.workspace.folders[guest.crate], done.stdout)

    def _fetch(self) -> None:
        """Bring all sources here first: the folders that they are in must be known to be remapped.

        Raises BuildFailed.
        """
        command = [str(self.tools.cargo), "fetch", "--target", RECIPE["target"], *(["--locked"] if self.locked else [])]
        environment = os.environ | {"RUSTC": str(self.tools.rustc)}
        done = subprocess.run(command, cwd=self.workspace.root, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BuildFailed(f"cargo fetch failed\n{done.stderr.strip()}")

    def _environment(self, guest: Guest, target: Path) -> dict[str, str]:
        name = RECIPE["target"].replace("-", "_")
        flags = [*RECIPE["rustflags"], *self._remappings(target)]
        environment = os.environ | {
            "CARGO_TARGET_DIR": str(target),
            "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(flags),
            f"CARGO_TARGET_{name.upper()}_LINKER": self.tools.linker,
            "RUSTC": str(self.tools.rustc),
            "RUSTC_BOOTSTRAP": "1",
            "SOURCE_DATE_EPOCH": "0",
        }
        environment.pop("RUSTC_WRAPPER", None)
        if any(entry["name"] == LIBC_HEADERS for entry in self.workspace.reach(guest)[1]):
            environment |= self._c_environment(name)
        return environment

    def _remappings(self, target: Path) -> list[str]:
        std = [(self.tools.std_source.parent, "std")] if self.tools.std_source else []
        elsewhere = [(folder, crate) for crate, folder in self.workspace.elsewhere.items()]
        pairs = [*self._crate_folders(), *std, (self.workspace.root, "."), *elsewhere, (target, "target")]
        return [f"--remap-path-prefix={folder}={name}" for folder, name in pairs]

    def _crate_folders(self) -> list[tuple[Path, str]]:
        """Folders of this machine and the names that a module may hold instead; of two that fit, the last counts.

        The folder of a registry has a name of its own where a mirror is used, so it is replaced too.
        """
        return [(self.home, "cargo"), *((folder, "crates") for folder in sorted((self.home / "registry/src").glob("*")))]

    def _c_environment(self, name: str) -> dict[str, str]:
        if self.tools.clang is None or self.tools.archiver is None:
            raise BuildFailed("tree-sitter grammars need clang and llvm-ar: `apt-get install clang-19 llvm-19`")
        headers = self._folder_of(LIBC_HEADERS) / "wasm/include"
        remapped = [f"-ffile-prefix-map={folder}={name}" for folder, name in self._crate_folders()]
        return {
            f"CC_{name}": self.tools.clang,
            f"AR_{name}": self.tools.archiver,
            f"CFLAGS_{name}": " ".join([f"-I{headers}", *remapped, *RECIPE["cflags"]]),
        }

    def _folder_of(self, crate: str) -> Path:
        command = [str(self.tools.cargo), "metadata", "--format-version", "1", "--filter-platform", RECIPE["target"]]
        environment = os.environ | {"RUSTC": str(self.tools.rustc)}
        done = subprocess.run(command, cwd=self.workspace.root, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BuildFailed(f"cargo metadata failed\n{done.stderr.strip()}")
        packages = json.loads(done.stdout)["packages"]
        return next(Path(package["manifest_path"]).parent for package in packages if package["name"] == crate)


def compile_all(compiler: Compiler, guests: list[Guest], jobs: int) -> Iterator[Built]:
    """Build `guests`, `jobs` at a time, and give each as it is done.

    Cargo locks its target folder, so each job after the first has one of its own.
    """
    folders: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for number in range(jobs):
        folders.put(compiler.target / f"job-{number}" if number else compiler.target)

    def build(guest: Guest) -> Built:
        folder = folders.get()
        try:
            return compiler.build(guest, folder)
        finally:
            folders.put(folder)

    with ThreadPoolExecutor(jobs) as pool:
        waiting = [pool.submit(build, guest) for guest in guests]
        try:
            for done in as_completed(waiting):
                yield done.result()
        finally:
            for future in waiting:
                future.cancel()


def _artifact(guest: Guest, folder: Path, messages: str) -> Path:
    """The `.wasm` that cargo says it wrote for the crate in `folder`."""
    for line in messages.splitlines():
        message = json.loads(line)
        if message.get("reason") == "compiler-artifact" and Path(message["manifest_path"]).parent == folder:
            for name in message["filenames"]:
                if name.endswith(".wasm"):
                    return Path(name)
    raise BuildFailed(f'{guest.name}: {guest.crate} gives no .wasm; its [lib] needs crate-type = ["cdylib", "rlib"]')
