"""The fast call and the checked call give the same, whatever the guest does."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

wasmtime = pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest

from kaptar.runtime.pool import guest_call  # noqa: E402
from kaptar.runtime.pool.guest_call import CheckedCalls, FastCalls, GuestStopped, unpack  # noqa: E402

ECHO, TRAP, OUTSIDE, CLAIM, FAIL = 1, 2, 5, 6, 7


@pytest.fixture(scope="module")
def pairs(probe_wasm: bytes) -> Callable[[], tuple[FastCalls, CheckedCalls]]:
    engine = wasmtime.Engine()
    module = wasmtime.Module(engine, probe_wasm)
    kept: list[Any] = []

    def make() -> tuple[FastCalls, CheckedCalls]:
        stores = [wasmtime.Store(engine) for _ in range(2)]
        instances = [wasmtime.Instance(store, module, []) for store in stores]
        kept.extend([stores, instances])
        return FastCalls(stores[0], instances[0]), CheckedCalls(stores[1], instances[1])

    return make


def outcome(calls: Any, op: int, data: bytes) -> Any:
    try:
        return calls(op, data, 1 << 31)
    except GuestStopped as stopped:
        return stopped.code, str(stopped)


def test_this_wasmtime_has_the_fast_entry_point() -> None:
    assert guest_call.FAST


@given(op=st.sampled_from([ECHO, OUTSIDE, CLAIM, FAIL, 99]), data=st.binary(max_size=300))
def test_fast_equals_checked(pairs: Callable[[], Any], op: int, data: bytes) -> None:
    fast, checked = pairs()
    assert outcome(fast, op, data) == outcome(checked, op, data)


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 3_000_001])
def test_memory_that_grows_is_followed(pairs: Callable[[], Any], size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    for calls in pairs():
        assert calls(ECHO, data[:size], 1 << 31).data == data[:size]
        assert calls.memory_bytes() >= size


@pytest.mark.parametrize("pointer", ["0xfffffff0", "0x7fffffff", "131070"])
def test_input_is_never_written_outside_of_the_memory(kit: Any, pointer: str) -> None:
    engine = wasmtime.Engine()
    module = wasmtime.Module(engine, kit.assemble(kit.wat.replace("(i32.const 65536))", f"(i32.const {pointer}))", 1) % ""))
    for kind in (FastCalls, CheckedCalls):
        store = wasmtime.Store(engine)
        calls = kind(store, wasmtime.Instance(store, module, []))
        assert outcome(calls, ECHO, b"abc") == (
            "bounds",
            f"kaptar_alloc(3) gave {int(pointer, 0)}, which is outside of the memory",
        )


def test_a_trap_gives_its_code_and_the_reason(pairs: Callable[[], Any]) -> None:
    fast, checked = pairs()
    assert outcome(fast, TRAP, b"x") == outcome(checked, TRAP, b"x")
    code, text = outcome(fast, TRAP, b"x")
    assert code == "unreachable"
    assert "unreachable" in text


def test_traps_free_what_wasmtime_made_for_them(pairs: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    freed = []
    real = wasmtime.Trap._delete
    monkeypatch.setattr(wasmtime.Trap, "_delete", lambda self, ptr: (freed.append(1), real(self, ptr))[1])
    fast, _ = pairs()
    for _ in range(50):
        assert outcome(fast, TRAP, b"")[0] == "unreachable"
    assert len(freed) == 50


def test_a_result_longer_than_allowed_is_refused(pairs: Callable[[], Any]) -> None:
    for calls in pairs():
        with pytest.raises(GuestStopped, match="has 4 bytes; 3 are allowed"):
            calls(ECHO, b"1234", 3)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32), st.integers(0, 2**31))
def test_no_result_reaches_outside_of_the_memory(packed: int, memory: int, most: int) -> None:
    try:
        pointer, length, _ = unpack(packed, memory, most)
    except GuestStopped:
        return
    assert 0 <= pointer <= pointer + length <= memory
    assert length <= most
