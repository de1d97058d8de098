"""Capabilities of this machine and installation that guests use."""

import os
import platform
from pathlib import Path

import msgspec

from kaptar.folders import make_private
from kaptar.runtime.modules.engines import cpu_identity, make_engine, wasmtime_version

# (module (func (result v128) (v128.const i64x2 0 0)))
_SIMD = bytes.fromhex("0061736d010000000105016000017b030201000a16011400fd0c" + "00" * 16 + "0b")


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot.

    Attributes:
        guests: whether guests can run; ``reason`` says why not.
        wasmtime: version of the installed package, or None.
        simd: whether this CPU and wasmtime run SIMD; None where guests cannot run.
        fast_calls: whether calls go past wasmtime-py's checks, see `guest_call`; None where guests cannot run.
        threads: CPUs that this process may use; guests run in parallel on threads.
        cache_problem: why nothing is kept in ``cache_folder``, or "".
    """

    guests: bool
    reason: str
    wasmtime: str | None
    simd: bool | None
    fast_calls: bool | None
    threads: int
    cpu: str
    python: str
    cache_folder: str
    cache_problem: str


def read_capabilities(off: str, cache: Path) -> Capabilities:
    """Look now. ``off``: why guests are switched off, or ""."""
    simd = fast = None
    try:
        found: str | None = wasmtime_version()
        if not off:
            simd, fast = _simd(), _fast()
    except (ImportError, OSError, RuntimeError) as problem:
        found, off = None, off or f"wasmtime cannot be loaded: {problem}"
    return Capabilities(
        guests=not off, reason=off, wasmtime=found, simd=simd, fast_calls=fast, threads=_threads(),
        cpu=cpu_identity()[:200], python=platform.python_version(), cache_folder=str(cache), cache_problem=make_private(cache),
    )  # fmt: skip


def _simd() -> bool:
    import wasmtime

    try:
        wasmtime.Module(make_engine({}), _SIMD)
    except wasmtime.WasmtimeError:
        return False
    return True


def _fast() -> bool:
    from kaptar.runtime.pool.guest_call import FAST

    return FAST


def _threads() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
