"""Which toolchain is taken, and what is said where there is none. The tools are small scripts here."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Install = Callable[..., Path]


@pytest.fixture
def roots() -> list[Path]:
    """The toolchains that there are."""
    return []


@pytest.fixture
def install(tmp_path: Path, roots: list[Path], toolchain: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a toolchain of a version under a root; `std` is where its standard library for wasm32 comes from."""
    tools = tmp_path / "tools"
    tools.mkdir()
    script(tools / "wasm-ld-19", "echo LLD 19")
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")

    def place(version: str, std: str | None) -> Path:
        root = tmp_path / version
        answer = (
            f'if [ "$1" = --print ]; then echo {root}; else printf "rustc {version}\\nhost: here\\nrelease: {version}\\n"; fi'
        )
        script(root / "bin/rustc", answer)
        script(root / "bin/cargo", "true")
        library = {"installed": f"{toolchain.TARGET}/lib/libstd-1.rlib", "source": "src/rust/library/std/Cargo.toml"}
        if std is not None:
            path = root / "lib/rustlib" / library[std]
            path.parent.mkdir(parents=True)
            path.touch()
        roots.append(root)
        return root

    return place


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_the_first_that_fits_is_taken(toolchain: ModuleType, install: Install, roots: list[Path]) -> None:
    install("1.95.0", "installed")
    install("1.97.0", None)
    fitting = install("1.96.1", "installed")
    install("1.98.0", "source")
    found = toolchain.find(roots=roots)
    assert (found.cargo, found.std_source) == (fitting / "bin/cargo", None)
    assert found.record()["std"] == "installed"


def test_that_of_the_shipped_modules_is_preferred(toolchain: ModuleType, install: Install, roots: list[Path]) -> None:
    install("1.96.1", "installed")
    other = install("1.98.0", "source")
    record = toolchain.find(roots=roots).record() | {"rustc": "rustc 1.98.0", "std": "built from source"}
    found = toolchain.find(record, roots)
    assert (found.rustc, found.std_source) == (other / "bin/rustc", other / "lib/rustlib/src/rust/library")


def test_nothing_that_fits_says_what_to_install(toolchain: ModuleType, install: Install, roots: list[Path]) -> None:
    install("1.80.0", "installed")
    install("1.97.0", None)
    with pytest.raises(toolchain.NoToolchain) as error:
        toolchain.find(roots=roots)
    text = str(error.value)
    assert "rustc is 1.80" in text
    assert "has neither std for wasm32-unknown-unknown nor its sources" in text
    assert "apt-get install rustc-web" in text
    assert "\n" not in text
