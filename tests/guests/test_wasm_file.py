"""What makes a module a guest, on modules written by hand."""

import json
from pathlib import Path
from types import ModuleType

import pytest

WANTED = ["memory", "kaptar_call"]
SHIPPED = Path(__file__).parents[2] / "src/kaptar/runtime/artifacts"
HEADER = b"\0asm\1\0\0\0"


def section(kind: int, body: bytes) -> bytes:
    assert len(body) < 128
    return bytes([kind, len(body)]) + body


def name(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


def exports(*names: str) -> bytes:
    return section(7, bytes([len(names)]) + b"".join(name(text) + b"\0\0" for text in names))


def manifest(text: str = '{"name": "a", "ops": []}') -> bytes:
    return section(0, name("kaptar.manifest") + text.encode())


def test_a_guest_gives_its_manifest(wasm_file: ModuleType) -> None:
    module = HEADER + exports(*WANTED) + manifest()
    assert wasm_file.check_guest(module, "a", WANTED) == {"name": "a", "ops": []}


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        (b"MZ", "not a WebAssembly module of version 1"),
        (HEADER + exports("memory") + manifest(), "a exports memory; wanted: kaptar_call, memory"),
        (HEADER + exports(*WANTED, "malloc") + manifest(), "a exports kaptar_call, malloc, memory; wanted"),
        (HEADER + exports(*WANTED), "a has no section kaptar.manifest"),
        (HEADER + exports(*WANTED) + manifest('{"name": "b"}'), "the manifest section of a names b"),
        (HEADER + section(8, b"\0") + exports(*WANTED) + manifest(), "a has a start function"),
        (HEADER + section(2, b"\1" + name("env") + name("abort") + b"\0\0") + exports(*WANTED), "a imports env.abort"),
    ],
)
def test_others_are_refused(wasm_file: ModuleType, module: bytes, reason: str) -> None:
    with pytest.raises(wasm_file.BadModule, match=reason):
        wasm_file.check_guest(module, "a", WANTED)


def test_other_exports_are_dropped_and_all_else_is_kept(wasm_file: ModuleType) -> None:
    parts = section(1, b"\1\x60\0\0"), exports("malloc", *WANTED, "free"), manifest()
    kept = wasm_file.keep_exports(HEADER + b"".join(parts), WANTED)
    assert kept == HEADER + parts[0] + exports(*WANTED) + parts[2]


def globals_(*entries: bytes) -> bytes:
    return section(6, bytes([len(entries)]) + b"".join(entries))


POINTER = b"\x7f\1\x41\x80\x80\xc0\0\x0b"  # mutable i32, 1 MiB
CONSTANT = b"\x7f\0\x41\5\x0b"


def test_the_stack_ends_where_the_one_global_that_changes_begins(wasm_file: ModuleType) -> None:
    assert wasm_file.stack_bytes(HEADER + globals_(POINTER, CONSTANT)) == 1 << 20
    assert wasm_file.stack_bytes(HEADER + globals_(POINTER, POINTER)) == 0
    assert wasm_file.stack_bytes(HEADER) == 0
    with pytest.raises(wasm_file.BadModule, match="not an i32"):
        wasm_file.stack_bytes(HEADER + globals_(b"\x7e\0\x42\5\x0b"))


def data(*segments: bytes) -> bytes:
    return section(11, bytes([len(segments)]) + b"".join(segments))


BEHIND = b"\0\x41\x80\x80\xc0\0\x0b\3abc"
BELOW = b"\0\x41\xff\xff\x3f\x0b\1x"  # at 1 MiB - 1


def test_data_lies_behind_the_stack(wasm_file: ModuleType) -> None:
    assert wasm_file.stack_bytes(HEADER + globals_(POINTER) + data(BEHIND, BEHIND)) == 1 << 20
    assert wasm_file.stack_bytes(HEADER + data(BELOW)) == 0


@pytest.mark.parametrize(
    ("segments", "reason"),
    [
        ((BEHIND, BELOW), "data lies at 1048575, below the end of the stack at 1048576"),
        ((b"\1\3abc",), "a data segment has no constant place"),
        ((b"\0\x23\0\x0b\0",), "a data segment has no constant place"),
        ((b"\0\x41\1\x41\1\x6a\x0b\0",), "a data segment has more than a constant as its place"),
    ],
)
def test_data_elsewhere_is_refused(wasm_file: ModuleType, segments: tuple[bytes, ...], reason: str) -> None:
    with pytest.raises(wasm_file.BadModule, match=reason):
        wasm_file.stack_bytes(HEADER + globals_(POINTER) + data(*segments))


def test_the_shipped_modules_are_laid_out_as_their_manifest_says(wasm_file: ModuleType) -> None:
    modules = json.loads((SHIPPED / "manifest.json").read_text("utf-8"))["modules"]
    stacks = {name: wasm_file.stack_bytes((SHIPPED / entry["file"]).read_bytes()) for name, entry in modules.items()}
    assert stacks == {name: entry["stack"] for name, entry in modules.items()}
    assert stacks["text"] == stacks["edit"] == 1 << 20
