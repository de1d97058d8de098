"""Finds a Rust toolchain that can build guests, and says how to call it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST_RUST = (1, 96)
TARGET = "wasm32-unknown-unknown"
_REMEDY = (
    "install one of: `rustup toolchain install stable --target wasm32-unknown-unknown`; "
    "or, on Debian, `apt-get install rustc-web cargo-web rust-web-src lld-19 clang-19 llvm-19`"
)
_VERSIONED = tuple(f"-{number}" for number in range(22, 13, -1))


class NoToolchain(Exception):
    """Nothing here can build guests; the text says what to install."""


@dataclass(frozen=True)
class Toolchain:
    """Paths of the tools. `std_source` is None where the standard library for wasm32 is installed ready-made."""

    cargo: Path
    rustc: Path
    version: str
    std_source: Path | None
    linker: str
    linker_version: str
    clang: str | None
    clang_version: str | None
    archiver: str | None

    def record(self) -> dict[str, str | None]:
        """What the manifest says about the build: equal records build equal bytes."""
        return {
            "rustc": self.version,
            "std": "built from source" if self.std_source else "installed",
            "linker": self.linker_version,
            "clang": self.clang_version,
        }


def find(preferred: object = None, roots: Iterable[Path] | None = None) -> Toolchain:
    """The toolchain whose record equals `preferred`, else the first that fits.

    Args:
        roots: folders with bin/cargo and bin/rustc; by default those of this machine.
    Raises:
        NoToolchain: none fits.
    """
    reasons: list[str] = []
    found = [tools for root in (_roots() if roots is None else roots) if (tools := _examine(root, reasons)) is not None]
    if not found:
        seen = "; ".join(reasons) or "no Rust was found"
        raise NoToolchain(f"no Rust >= {_dotted(OLDEST_RUST)} that can build for {TARGET} ({seen}): {_REMEDY}")
    return next((tools for tools in found if tools.record() == preferred), found[0])


def _roots() -> Iterator[Path]:
    """Folders with bin/cargo and bin/rustc: rustup's (not its proxies, which may download), then the system's."""
    rustup = Path(os.environ.get("RUSTUP_HOME", Path.home() / ".rustup")) / "toolchains"
    roots = sorted(rustup.iterdir(), reverse=True) if rustup.is_dir() else []
    for root in [*roots, Path("/usr/local"), Path("/usr")]:
        if (root / "bin/cargo").is_file() and (root / "bin/rustc").is_file():
            yield root


def _examine(root: Path, reasons: list[str]) -> Toolchain | None:
    rustc = root / "bin/rustc"
    answer = _answer(str(rustc), "-vV")
    fields = dict(line.split(": ", 1) for line in answer.splitlines() if ": " in line)
    version = tuple(int(part) for part in re.findall(r"\d+", fields.get("release", ""))[:2])
    if version < OLDEST_RUST:
        reasons.append(f"{rustc} is {_dotted(version) or 'broken'}")
        return None
    sysroot = Path(_answer(str(rustc), "--print", "sysroot").strip()) / "lib/rustlib"
    source = None if any((sysroot / TARGET / "lib").glob("libstd-*")) else sysroot / "src/rust/library"
    if source is not None and not (source / "std/Cargo.toml").is_file():
        reasons.append(f"{rustc} has neither std for {TARGET} nor its sources")
        return None
    linker = _newest("wasm-ld") or str(sysroot / fields["host"] / "bin/rust-lld")
    if not Path(linker).is_file():
        reasons.append("no wasm-ld")
        return None
    clang = _newest("clang")
    return Toolchain(
        cargo=root / "bin/cargo",
        rustc=rustc,
        version=answer.splitlines()[0],
        std_source=source,
        linker=linker,
        linker_version=_version_line(linker, "-flavor", "wasm") if linker.endswith("rust-lld") else _version_line(linker),
        clang=clang,
        clang_version=_version_line(clang) if clang else None,
        archiver=_newest("llvm-ar"),
    )


def _newest(tool: str) -> str | None:
    """The newest installed of `tool`, `tool-19` and their like; the plain name last, as distributions keep it old."""
    return next((path for suffix in (*_VERSIONED, "") if (path := shutil.which(tool + suffix))), None)


def _version_line(tool: str, *arguments: str) -> str:
    return _answer(tool, *arguments, "--version").splitlines()[0]


def _answer(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
