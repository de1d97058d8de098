"""The shipped modules are what the manifest says, import nothing, and export the convention and nothing else."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "src" / "kaptar" / "runtime" / "artifacts"
EXPORTS = {"memory", "kaptar_abi", "kaptar_alloc", "kaptar_call"}

pytestmark = pytest.mark.guest


def manifest() -> dict[str, Any]:
    path = SHIPPED / "manifest.json"
    content: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {"modules": {}}
    return content


MODULES: dict[str, dict[str, Any]] = manifest()["modules"]


def source_digests() -> dict[str, str]:
    sys.path.insert(0, str(ROOT / "guests"))
    try:
        from source_digest import source_digests as compute

        digests: dict[str, str] = compute(ROOT / "guests")
        return digests
    finally:
        sys.path.remove(str(ROOT / "guests"))


def test_every_guest_of_the_workspace_is_shipped_and_nothing_else() -> None:
    assert set(MODULES) == set(source_digests())
    assert {path.stem for path in SHIPPED.glob("*.wasm")} == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_the_digest_is_that_of_the_file(name: str) -> None:
    entry = MODULES[name]
    content = (SHIPPED / entry["file"]).read_bytes()
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (entry["digest"], entry["size"])


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_nothing_and_exports_the_convention(name: str) -> None:
    imports, exports = sections((SHIPPED / MODULES[name]["file"]).read_bytes())
    assert imports == 0
    assert exports == EXPORTS


@pytest.mark.parametrize("name", MODULES)
def test_a_module_carries_nothing_of_the_machine_that_built_it(name: str) -> None:
    content = (SHIPPED / MODULES[name]["file"]).read_bytes()
    assert str(Path.home()).encode() + b"/" not in content
    assert str(ROOT).encode() + b"/" not in content


def test_changed_sources_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Not a failure here: tests then use the local build, and `make guests-check` fails. But nobody shall overlook it."""
    changed = [
        name for name, digest in source_digests().items() if MODULES.get(name, {}).get("source_digest") not in (digest, None)
    ]
    local = ROOT / "guests" / "local" / "manifest.json"
    built = json.loads(local.read_text("utf-8"))["modules"] if local.exists() else {}
    with capsys.disabled():
        for name in changed:
            used = "guests/local" if name in built else "the older shipped module"
            print(f"\nguest {name}: its sources have changed; tests use {used}")


def sections(wasm: bytes) -> tuple[int, set[str]]:
    """The number of imports and the names of all exports, read from the module's own bytes (WebAssembly 1.0, section 5.5)."""
    assert wasm[:8] == b"\0asm\1\0\0\0"
    at, imports, exports = 8, 0, set[str]()
    while at < len(wasm):
        kind = wasm[at]
        size, at = number(wasm, at + 1)
        if kind == 2:
            imports, _ = number(wasm, at)
        elif kind == 7:
            exports = export_names(wasm, at)
        at += size
    return imports, exports


def export_names(wasm: bytes, at: int) -> set[str]:
    count, at = number(wasm, at)
    names = set()
    for _ in range(count):
        length, at = number(wasm, at)
        names.add(wasm[at : at + length].decode())
        _, at = number(wasm, at + length + 1)
    return names


def number(wasm: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number and the place after it."""
    value = shift = 0
    while True:
        byte = wasm[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
