"""Just enough of the WebAssembly binary format to check a built guest and to drop exports that it should not have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

_HEADER = b"\0asm\1\0\0\0"
_CUSTOM, _IMPORT, _GLOBAL, _EXPORT, _START, _DATA = 0, 2, 6, 7, 8, 11
_I32, _I32_CONST, _END, _ACTIVE = 0x7F, 0x41, 0x0B, 0
MANIFEST_SECTION = "kaptar.manifest"


class BadModule(Exception):
    """A module that is not a guest; the text says in what."""


class Global(NamedTuple):
    mutable: bool
    start: int


class Export(NamedTuple):
    name: str
    raw: bytes


def check_guest(wasm: bytes, name: str, exports: list[str]) -> dict[str, Any]:
    """The manifest of the module `wasm`.

    Raises:
        BadModule: it imports something, has a start function, exports other names than `exports`, or its manifest
            section is missing or names another module than `name`.
    """
    imports = [body for kind, body in _sections(wasm) if kind == _IMPORT]
    if imports and _leb(imports[0], 0)[0] > 0:
        raise BadModule(f"{name} imports {', '.join(sorted(_import_names(imports[0])))}; a guest imports nothing")
    if any(kind == _START for kind, _ in _sections(wasm)):
        raise BadModule(f"{name} has a start function; a guest runs only when it is called")
    found = sorted(export.name for body in _bodies(wasm, _EXPORT) for export in _exports(body))
    if found != sorted(exports):
        raise BadModule(f"{name} exports {', '.join(found)}; wanted: {', '.join(sorted(exports))}")
    manifest = _manifest(wasm)
    if manifest is None:
        raise BadModule(f"{name} has no section {MANIFEST_SECTION}; does the crate call kaptar_abi::guest! ?")
    if manifest["name"] != name:
        raise BadModule(f"the manifest section of {name} names {manifest['name']}")
    return manifest


def stack_bytes(wasm: bytes) -> int:
    """Where the data of a module begins, behind its stack; 0 for a module that is not laid out like that.

    A guest of Rust has one global that changes, the stack pointer, which starts at the end of the stack; all its other
    state is in the memory behind. So a host that puts that memory back has an instance that is like a new one.

    Raises:
        BadModule: data lies below, where a host does not put it back and the stack may overwrite it.
    """
    changing = [each for body in _bodies(wasm, _GLOBAL) for each in _globals(body) if each.mutable]
    stack = changing[0].start if len(changing) == 1 else 0
    first = min((place for body in _bodies(wasm, _DATA) for place in _data_places(body)), default=stack)
    if first < stack:
        raise BadModule(f"data lies at {first}, below the end of the stack at {stack}: link with --stack-first")
    return stack


def keep_exports(wasm: bytes, names: list[str]) -> bytes:
    """The same module with only the exports in `names`."""
    out = bytearray(_HEADER)
    for kind, body in _sections(wasm):
        if kind == _EXPORT:
            kept = [export.raw for export in _exports(body) if export.name in names]
            body = _to_leb(len(kept)) + b"".join(kept)
        out += bytes([kind]) + _to_leb(len(body)) + body
    return bytes(out)


def _manifest(wasm: bytes) -> dict[str, Any] | None:
    for body in _bodies(wasm, _CUSTOM):
        name, at = _name(body, 0)
        if name == MANIFEST_SECTION:
            manifest: dict[str, Any] = json.loads(body[at:])
            return manifest
    return None


def _bodies(wasm: bytes, wanted: int) -> Iterator[bytes]:
    return (body for kind, body in _sections(wasm) if kind == wanted)


def _sections(wasm: bytes) -> Iterator[tuple[int, bytes]]:
    if not wasm.startswith(_HEADER):
        raise BadModule("not a WebAssembly module of version 1")
    at = len(_HEADER)
    while at < len(wasm):
        kind = wasm[at]
        size, at = _leb(wasm, at + 1)
        yield kind, wasm[at : at + size]
        at += size


def _exports(body: bytes) -> Iterator[Export]:
    count, at = _leb(body, 0)
    for _ in range(count):
        start = at
        name, at = _name(body, at)
        _, at = _leb(body, at + 1)
        yield Export(name, body[start:at])


def _globals(body: bytes) -> Iterator[Global]:
    """The globals of a section; only i32 constants can be passed over, which is all that guests have."""
    count, at = _leb(body, 0)
    for _ in range(count):
        if body[at] != _I32 or body[at + 2] != _I32_CONST:
            raise BadModule("a global is not an i32 with a constant value")
        mutable = body[at + 1] == 1
        value, at = _leb(body, at + 3)
        yield Global(mutable, value)
        if body[at] != _END:
            raise BadModule("a global has more than a constant as its value")
        at += 1


def _data_places(body: bytes) -> Iterator[int]:
    """Where each segment of a data section is put; only those with a constant place, which is all that guests have."""
    count, at = _leb(body, 0)
    for _ in range(count):
        kind, at = _leb(body, at)
        if kind != _ACTIVE or body[at] != _I32_CONST:
            raise BadModule("a data segment has no constant place")
        place, at = _leb(body, at + 1)
        if body[at] != _END:
            raise BadModule("a data segment has more than a constant as its place")
        yield place
        size, at = _leb(body, at + 1)
        at += size


def _import_names(body: bytes) -> Iterator[str]:
    """The first import only: the shapes of the others need the whole type grammar to be passed over."""
    module, at = _name(body, 1)
    yield f"{module}.{_name(body, at)[0]}"


def _name(data: bytes, at: int) -> tuple[str, int]:
    size, at = _leb(data, at)
    return data[at : at + size].decode(), at + size


def _leb(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def _to_leb(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
