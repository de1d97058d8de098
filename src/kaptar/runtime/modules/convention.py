"""Call convention 1 as the host sees it: the manifest section of a module, and what a module must and must not have."""

import re
from typing import TYPE_CHECKING, get_args

import msgspec

from kaptar.decoding.json import decode_json
from kaptar.errors import BadModule
from kaptar.runtime.operation import REQUIRED, Param, Type

if TYPE_CHECKING:
    import wasmtime

ABI = 1
CHECKS = 1
"""Version of the checks that a module passes before its compiled code is kept. Raise it with each change of them."""
SECTION = "kaptar.manifest"
_HEADER = b"\0asm\1\0\0\0"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_PARAM = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}")
MOST_MANIFEST = 256 << 10
"""Bytes of the section: what is read of a module whenever it is named."""

_MOST_OPS = 1000
_MOST_PARAMS = 32
_MOST_SUMMARY = 300
_PAGE = 1 << 16
_TYPES = frozenset(get_args(Type))
_FUNCTIONS = {"kaptar_abi": "() -> i32", "kaptar_alloc": "(i32) -> i32", "kaptar_call": "(i32, i32, i32) -> i64"}


class GuestOp(msgspec.Struct, frozen=True):
    """One operation of a guest, as its manifest says. ``params`` is the text ``"data: bytes, level: int"``."""

    id: int
    name: str
    summary: str = ""
    pure: bool = True
    params: str = ""
    result: str = "bytes"


class Manifest(msgspec.Struct, frozen=True):
    """The section `kaptar.manifest` of a module."""

    abi: int
    name: str
    version: str
    ops: tuple[GuestOp, ...]


def read_manifest(wasm: bytes) -> Manifest:
    """The manifest of a module. Raises BadModule: not a module, no such section, or a section that says nonsense."""
    raw = _section(wasm)
    if raw is None:
        raise BadModule(f"there is no section {SECTION}: this is not a Kaptar guest")
    if len(raw) > MOST_MANIFEST:
        raise BadModule(f"the section {SECTION} has {len(raw):,} bytes; {MOST_MANIFEST:,} are allowed")
    try:
        manifest = decode_json(raw, Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadModule(f"the section {SECTION} is damaged: {problem}") from None
    _check_manifest(manifest)
    return manifest


def params_of(op: GuestOp) -> tuple[Param, ...]:
    """The parameters of an operation. Raises BadModule for a type that does not exist, a bad name, or too many of them."""
    parts = [part.strip() for part in op.params.split(",", _MOST_PARAMS + 1)]
    if len(parts) > _MOST_PARAMS:
        raise BadModule(f"the operation {op.name} has more than {_MOST_PARAMS} parameters")
    found: dict[str, Param] = {}
    for part in filter(None, parts):
        name, _, kind = (piece.strip() for piece in part.partition(":"))
        if not _PARAM.fullmatch(name) or name in found:
            raise BadModule(f"the operation {op.name} has a parameter {_shown(name)}: a bad name, or one that it has twice")
        found[name] = Param(name, _type(kind, op.name), REQUIRED)
    return tuple(found.values())


def result_of(op: GuestOp) -> Type:
    """The type of the result. Raises BadModule for one that does not exist."""
    return _type(op.result, op.name)


def check_compiled(module: "wasmtime.Module") -> int:
    """Bytes of the memory that a module starts with.

    Raises BadModule where it has imports, or lacks an export of the convention, or has it with another type.
    """
    imports = [f"{entry.module}.{entry.name}" for entry in module.imports]
    if imports:
        raise BadModule(f"it imports {', '.join(imports[:5])}; a guest imports nothing")
    exports = {entry.name: entry.type for entry in module.exports}
    for name, wanted in _FUNCTIONS.items():
        found = _signature(exports.get(name))
        if found != wanted:
            raise BadModule(f"its export {name} is {found}; call convention {ABI} wants {wanted}")
    return _memory_bytes(exports.get("memory"))


def _check_manifest(manifest: Manifest) -> None:
    if manifest.abi != ABI:
        raise BadModule(f"it speaks call convention {manifest.abi}; this Kaptar speaks {ABI}")
    if not _NAME.fullmatch(manifest.name):
        raise BadModule(f"its name {_shown(manifest.name)} is not made of a-z, 0-9 and _ (at most 64)")
    if not _VERSION.fullmatch(manifest.version):
        raise BadModule(f"its version {_shown(manifest.version)} is not made of letters, digits and . + _ - (at most 64)")
    if len(manifest.ops) > _MOST_OPS:
        raise BadModule(f"it has {len(manifest.ops)} operations; {_MOST_OPS} are allowed")
    for op in manifest.ops:
        if not _NAME.fullmatch(op.name) or not 0 <= op.id < 1 << 32:
            raise BadModule(f"the operation {_shown(op.name)} with id {op.id} has a bad name or id")
        if len(op.summary) > _MOST_SUMMARY:
            raise BadModule(
                f"the summary of the operation {op.name} has {len(op.summary):,} characters; {_MOST_SUMMARY} are allowed"
            )
        params_of(op)
        result_of(op)
    if len({op.name for op in manifest.ops}) < len(manifest.ops) or len({op.id for op in manifest.ops}) < len(manifest.ops):
        raise BadModule("two of its operations have one name or one id")


def _memory_bytes(memory: object) -> int:
    import wasmtime

    if not isinstance(memory, wasmtime.MemoryType):
        raise BadModule("it exports no memory")
    if memory.is_64 or memory.is_shared:
        raise BadModule("its memory is 64-bit or shared; call convention 1 wants a plain one")
    return memory.limits.min * _PAGE


def _signature(kind: object) -> str:
    import wasmtime

    if kind is None:
        return "missing"
    if not isinstance(kind, wasmtime.FuncType):
        return "not a function"
    results = ", ".join(str(result) for result in kind.results)
    return f"({', '.join(str(param) for param in kind.params)}) -> {results}"


def _shown(text: str) -> str:
    """The beginning of a text of a module, in quotation marks and with escapes."""
    return repr(text) if len(text) <= 80 else f"{text[:80]!r}…"


def _type(text: str, op: str) -> Type:
    if text not in _TYPES:
        raise BadModule(f"the operation {op} has a type {_shown(text)}; there are {', '.join(sorted(_TYPES))}")
    return text  # type: ignore[return-value]


def _section(wasm: bytes) -> bytes | None:
    if not wasm.startswith(_HEADER):
        raise BadModule("it is not a WebAssembly module of version 1")
    at = len(_HEADER)
    while at < len(wasm):
        kind = wasm[at]
        size, at = _leb(wasm, at + 1)
        end = at + size
        if end > len(wasm):
            raise BadModule("it ends in the middle of a section")
        if kind == 0:
            length, start = _leb(wasm, at)
            if wasm[start : start + length] == SECTION.encode():
                return wasm[start + length : end]
        at = end
    return None


def _leb(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 35, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise BadModule("it has a damaged section length")
