"""Compiling of plugins: a process of its own, with bounds in time and memory that no module passes by."""

import time
from pathlib import Path
from typing import Any

import pytest

from kaptar.errors import BadModule, Unavailable
from kaptar.runtime.modules import compiling
from kaptar.runtime.modules.compiling import CompileBounds, compile_apart
from kaptar.runtime.modules.plugins import Plugins
from kaptar.stop import Stop

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest


def leb(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def section(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + leb(len(body)) + body


def module_of(functions: int, code: bytes) -> bytes:
    """A module of functions that take and give nothing."""
    body = b"\0" + code + b"\x0b"
    kinds, bodies = leb(functions) + b"\0" * functions, leb(functions) + (leb(len(body)) + body) * functions
    return b"\0asm\1\0\0\0" + section(1, b"\1\x60\0\0") + section(3, kinds) + section(10, bodies)


BRANCHES = module_of(1, b"\x02\x40" + b"\x41\0\x0d\0" * 250_000 + b"\x0b")
"""One function of a megabyte, all conditional branches: minutes of a compiler's time."""
MANY = module_of(60_000, b"")
"""About 400 MiB of a compiler's memory."""


def test_a_module_that_takes_long_to_compile_is_refused_in_time() -> None:
    before = time.monotonic()
    with pytest.raises(BadModule, match="more than 1 s of a processor"):
        compile_apart(BRANCHES, CompileBounds(cpu_s=1, wall_s=60.0))
    assert time.monotonic() - before < 30


def test_a_module_that_takes_much_memory_to_compile_is_refused() -> None:
    with pytest.raises(BadModule, match="or 300 MiB"):
        compile_apart(MANY, CompileBounds(memory=300 << 20))


def test_a_compile_has_a_bound_on_the_clock() -> None:
    with pytest.raises(BadModule, match=r"more than 0\.2 s"):
        compile_apart(BRANCHES, CompileBounds(wall_s=0.2))


def test_compiled_code_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "CODE_BYTES", 100)
    with pytest.raises(BadModule, match="more than 100 bytes"):
        compile_apart(module_of(1, b""))


def test_a_compile_is_stopped() -> None:
    stop = Stop()
    stop.request("enough")
    with pytest.raises(Unavailable, match="enough"):
        compile_apart(BRANCHES, stop=stop)


def test_what_is_no_module_is_refused_with_the_compilers_words() -> None:
    with pytest.raises(BadModule, match="unexpected end"):
        compile_apart(module_of(1, b"")[:-1])


def test_a_plugin_is_compiled_there_and_nowhere_else(tmp_path: Path, kit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def refuse(wasm: bytes, stop: Stop | None = None) -> bytes:
        asked.append(wasm)
        raise BadModule("it takes too long")

    monkeypatch.setattr(compiling, "compile_apart", refuse)
    (tmp_path / "mine.wasm").write_bytes(kit.assemble(manifest=kit.manifest_of("mine")))
    with pytest.raises(BadModule, match="it takes too long"):
        Plugins(tmp_path / "plugins").add(tmp_path / "mine.wasm", ())
    assert asked == [(tmp_path / "mine.wasm").read_bytes()]
