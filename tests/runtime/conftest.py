"""Small guests written by hand: some behave, the others do what a hostile plugin would."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kaptar.clock import Clock, precise
from kaptar.config.sections import BoosterConfig, Config, WasmConfig
from kaptar.runtime.operation import REQUIRED, GuestCall, Operation, Param
from kaptar.runtime.runtime import Runtime

OPS = {
    "echo": ("data: bytes", "bytes"), "trap": ("data: bytes", "bytes"), "spin": ("data: bytes", "bytes"),
    "grab": ("data: bytes", "bytes"), "outside": ("data: bytes", "bytes"), "claim": ("data: bytes", "bytes"),
    "fail": ("data: bytes", "bytes"), "large": ("data: bytes", "bytes"), "grow": ("data: bytes", "bytes"),
    "wrong": ("data: bytes", "int"), "count": ("data: bytes", "int"), "second_trap": ("data: bytes", "bytes"),
    "need_100": ("data: bytes", "bytes"), "busy": ("data: bytes", "bytes"),
}  # fmt: skip

# Input lies at 65536. A result is (pointer << 32) | length; `echo` gives the input back.
WAT = """(module
  (memory (export "memory") 2)
  (global $calls (mut i32) (i32.const 0))
  (func (export "kaptar_abi") (result i32) (i32.const 1))
  (func (export "kaptar_alloc") (param $len i32) (result i32) (local $pages i32)
    (local.set $pages (i32.add (i32.const 2) (i32.shr_u (local.get $len) (i32.const 16))))
    (if (i32.gt_u (local.get $pages) (memory.size))
      (then (if (i32.eq (memory.grow (i32.sub (local.get $pages) (memory.size))) (i32.const -1)) (then (unreachable)))))
    (i32.const 65536))
  (func $pair (param $ptr i32) (param $len i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32)) (i64.extend_i32_u (local.get $len))))
  (func $grow (param $pages i32) (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1)) (then (unreachable))))
  (func (export "kaptar_call") (param $op i32) (param $ptr i32) (param $len i32) (result i64) (local $n i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (if (i32.eq (local.get $op) (i32.const 2)) (then (unreachable)))
    (if (i32.eq (local.get $op) (i32.const 3)) (then (loop $l (br $l))))
    (if (i32.eq (local.get $op) (i32.const 4)) (then (loop $l (call $grow (i32.const 16)) (br $l))))
    (if (i32.eq (local.get $op) (i32.const 5)) (then (return (call $pair (i32.const 0xfffffff0) (i32.const 256)))))
    (if (i32.eq (local.get $op) (i32.const 6)) (then (return (call $pair (i32.const 0) (i32.const 0x7fffffff)))))
    (if (i32.eq (local.get $op) (i32.const 7))
      (then (return (call $pair (local.get $ptr) (i32.or (local.get $len) (i32.const 0x80000000))))))
    (if (i32.eq (local.get $op) (i32.const 8))
      (then (call $grow (i32.const 1600)) (return (call $pair (i32.const 0) (i32.const 0x4400000)))))
    (if (i32.eq (local.get $op) (i32.const 9)) (then (call $grow (i32.const 1024))))
    (if (i32.eq (local.get $op) (i32.const 10)) (then (i32.store8 (i32.const 0) (i32.const 0xc1))
      (return (call $pair (i32.const 0) (i32.const 1)))))
    (if (i32.eq (local.get $op) (i32.const 11)) (then (i32.store8 (i32.const 0) (global.get $calls))
      (return (call $pair (i32.const 0) (i32.const 1)))))
    (if (i32.and (i32.eq (local.get $op) (i32.const 12)) (i32.gt_u (global.get $calls) (i32.const 1))) (then (unreachable)))
    (if (i32.eq (local.get $op) (i32.const 13)) (then (call $grow (i32.const 1600))))
    (if (i32.eq (local.get $op) (i32.const 14)) (then (loop $l (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $l (i32.lt_u (local.get $n) (i32.load (local.get $ptr)))))))
    (call $pair (local.get $ptr) (local.get $len)))
  %s)"""


def manifest_of(name: str = "probe", **changes: Any) -> dict[str, Any]:
    ops = [
        {"id": i + 1, "name": op, "summary": op, "pure": True, "params": params, "result": result}
        for i, (op, (params, result)) in enumerate(OPS.items())
    ]
    return {"abi": 1, "name": name, "version": "0.0.1", "ops": ops} | changes


def assemble(wat: str = WAT % "", manifest: dict[str, Any] | bytes | None = None) -> bytes:
    """A module from text, with the manifest section appended."""
    wasmtime = pytest.importorskip("wasmtime")
    said = manifest_of() if manifest is None else manifest
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    body = b"\x0fkaptar.manifest" + raw
    return bytes(wasmtime.wat2wasm(wat)) + b"\0" + _leb(len(body)) + body


def _leb(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def write_artifacts(folder: Path, modules: dict[str, bytes], manifests: dict[str, Any] | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    entries = {}
    for name, wasm in modules.items():
        (folder / f"{name}.wasm").write_bytes(wasm)
        said = (manifests or {}).get(name) or manifest_of(name)
        entries[name] = {
            "file": f"{name}.wasm", "version": said["version"], "digest": hashlib.sha256(wasm).hexdigest(), "ops": said["ops"],
        }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps({"modules": entries}))
    return folder


class Kit:
    """What tests build modules and operations with."""

    ops = tuple(OPS)
    wat = WAT
    assemble = staticmethod(assemble)
    manifest_of = staticmethod(manifest_of)
    write_artifacts = staticmethod(write_artifacts)

    @staticmethod
    def operation(op: str, **more: Any) -> Operation:
        return operation(op, **more)


@pytest.fixture(scope="session")
def kit() -> Kit:
    return Kit()


@pytest.fixture(scope="session")
def probe_wasm() -> bytes:
    return assemble()


@pytest.fixture
def artifacts(tmp_path: Path, probe_wasm: bytes) -> Path:
    other = assemble(manifest=manifest_of("other"))
    return write_artifacts(tmp_path / "artifacts", {"probe": probe_wasm, "other": other})


def operation(op: str, *, twin: Callable[..., Any] | None = None, module: str = "probe", **more: Any) -> Operation:
    params = (Param("data", "bytes", REQUIRED),)
    return Operation(
        name=f"{module}.{op}", summary=op, params=params, result="bytes", twin=twin,
        guest=lambda data: GuestCall(module, op, (data,)), **more,
    )  # fmt: skip


@pytest.fixture
def start(tmp_path: Path, artifacts: Path) -> Iterator[Callable[..., Runtime]]:
    """Makes runtimes over the probe guest and closes them."""
    made: list[Runtime] = []

    def make(
        *operations: Operation,
        booster: dict[str, Any] | None = None,
        folder: Path | None = None,
        ready: bool = True,
        clock: Clock = precise,
        **wasm: Any,
    ) -> Runtime:
        settings = {"cache_dir": str(tmp_path / "cache"), "task_timeout_ms": 10_000, **wasm}
        config = Config(wasm=WasmConfig(**settings), booster=BoosterConfig(**(booster or {})))
        named = {each.name: each for each in operations or [operation(op) for op in OPS]}
        runtime = Runtime(config, named, artifacts=folder or artifacts, plugins=tmp_path / "plugins", clock=clock)
        made.append(runtime)
        if ready and config.wasm.enabled:
            runtime.wait_ready(["probe"])
        return runtime

    yield make
    for runtime in made:
        runtime.close()
