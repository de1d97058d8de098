"""Built modules are added to a folder one by one, and compared with a rebuild."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

RECORD = {"rustc": "rustc 1", "std": "installed", "linker": "lld 1", "clang": None}
BOTH = {"a", "b"}
WASM, OTHER = b"\0asm\1\0\0\0", b"\0asm\1\0\0\0\0\2\1x"
"""Modules with nothing in them, and with a section of their own."""


def store(artifacts: ModuleType, folder: Path, name: str, wasm: bytes = WASM, record: Any = RECORD, keep: Any = BOTH) -> Any:
    from compile_guest import Built  # type: ignore[import-not-found]
    from source_digest import Guest  # type: ignore[import-not-found]

    built = Built(Guest(name, f"kaptar-{name}", None), wasm, {"version": "1.0", "ops": []}, "sources", 0.5)
    return artifacts.store(folder, built, record, keep=keep)


def modules(folder: Path) -> set[str]:
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {path.stem for path in folder.glob("*.wasm")} == set(manifest["modules"])
    return set(manifest["modules"])


def test_a_partial_build_keeps_the_others(artifacts: ModuleType, tmp_path: Path) -> None:
    first = store(artifacts, tmp_path, "a")
    store(artifacts, tmp_path, "b", OTHER)
    manifest = artifacts.read(tmp_path)
    assert manifest["modules"]["a"] == first
    assert modules(tmp_path) == BOTH
    assert (manifest["convention"], manifest["toolchain"]) == (1, RECORD)
    assert {path.suffix for path in tmp_path.iterdir()} == {".wasm", ".json"}


def test_modules_without_a_crate_and_of_another_toolchain_go(artifacts: ModuleType, tmp_path: Path) -> None:
    store(artifacts, tmp_path, "a")
    store(artifacts, tmp_path, "b", keep={"b"})
    assert modules(tmp_path) == {"b"}
    store(artifacts, tmp_path, "a", record=RECORD | {"rustc": "rustc 2"})
    assert modules(tmp_path) == {"a"}


def test_a_shipped_manifest_has_one_toolchain(artifacts: ModuleType, tmp_path: Path) -> None:
    artifacts.require_same_toolchain(tmp_path, RECORD)
    store(artifacts, tmp_path, "a")
    artifacts.require_same_toolchain(tmp_path, RECORD)
    with pytest.raises(artifacts.Mismatch, match="rebuild all modules"):
        artifacts.require_same_toolchain(tmp_path, RECORD | {"linker": "lld 2"})


def test_a_difference_is_named(artifacts: ModuleType, tmp_path: Path) -> None:
    shipped, fresh = tmp_path / "shipped", tmp_path / "fresh"
    store(artifacts, shipped, "a")
    assert artifacts.difference(shipped, "a", store(artifacts, fresh, "a")) == {}
    other = store(artifacts, fresh, "a", OTHER)
    assert artifacts.difference(shipped, "a", other) == {"a": "the rebuilt module has other bytes"}
    (shipped / "a.wasm").unlink()
    assert list(artifacts.difference(shipped, "a", other)) == ["a"]
