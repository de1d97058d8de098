"""Sources that are right: standard libraries of this machine, and the newest packages, by the registries' ordinary clients."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

PYPI = (
    "django", "flask", "requests", "black", "mypy", "sphinx", "rich", "pydantic", "fastapi", "pytest", "ansible-core", "jinja2",
)  # fmt: skip
NPM = (
    "typescript", "react", "vue", "svelte", "next", "eslint", "prettier", "webpack", "@babel/core", "@types/node", "rxjs", "vite",
    "express", "@angular/core", "tailwindcss", "bootstrap", "three", "react-native", "lodash", "zod",
)  # fmt: skip
CRATES = ("serde", "tokio", "clap", "axum", "rand", "regex", "syn", "rayon", "bevy_ecs", "hyper")
"""The newest version of each is taken."""
_TIMEOUT_S = 180
_MOST_BYTES = 1_000_000


def standard_libraries() -> Iterator[Path]:
    """Folders with the standard libraries of languages that are installed here."""
    yield Path(sysconfig.get_path("stdlib"))
    go, rustc = shutil.which("go"), shutil.which("rustc")
    if go is not None:
        yield Path(_said([go, "env", "GOROOT"])) / "src"
    if rustc is not None:
        yield Path(_said([rustc, "--print", "sysroot"])) / "lib/rustlib/src/rust/library"
    yield Path("/usr/include")


def fetch(folder: Path) -> Iterator[Path]:
    """Folders with the newest packages, unpacked below ``folder``. What a registry does not give is told on stderr."""
    for name in PYPI:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", ".", name]
        yield from _unpacked(name, command, folder)
    npm = shutil.which("npm")
    for name in NPM if npm else ():
        yield from _unpacked(name, [str(npm), "pack", "--silent", name], folder)
    yield from _crates(folder)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Relative path and content of the regular files below a folder that are text of at most a megabyte, in order."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST_BYTES:
            continue
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            yield str(path.relative_to(folder)), content


def _unpacked(name: str, command: list[str], folder: Path) -> Iterator[Path]:
    room = folder / name.replace("/", "+")
    room.mkdir(parents=True)
    if not _ran(name, command, room):
        return
    for archive in sorted(room.iterdir()):
        target = room / "sources"
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                wheel.extractall(target)
        else:
            with tarfile.open(archive) as tarball:
                tarball.extractall(target, filter="data")
        yield target


def _crates(folder: Path) -> Iterator[Path]:
    cargo = shutil.which("cargo")
    if cargo is None:
        return
    room = folder / "crates"
    (room / "src").mkdir(parents=True)
    (room / "src/lib.rs").write_text("")
    wanted = "".join(f'{name} = "*"\n' for name in CRATES)
    (room / "Cargo.toml").write_text(f'[package]\nname = "wanted"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n{wanted}')
    if _ran("crates", [cargo, "vendor", "-q", "sources"], room):
        yield room / "sources"


def _ran(name: str, command: list[str], folder: Path) -> bool:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_TIMEOUT_S, check=False, env=os.environ)
    except (OSError, subprocess.TimeoutExpired) as problem:
        print(f"bench syntax: {name} is not there: {problem}", file=sys.stderr)
        return False
    if done.returncode != 0:
        print(f"bench syntax: {name} is not there: {done.stderr.decode('utf-8', 'replace')[-200:]}", file=sys.stderr)
    return done.returncode == 0


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=True).stdout.strip()
