"""The fast call into a guest: about 1 microsecond instead of the 20 of wasmtime-py's checked call, with the GIL released.

wasmtime-py looks a function's type up and converts each argument on every call. Here the types are compared once per
module (`convention.check_exports`), and `wasmtime_func_call_unchecked` gets raw 16-byte values in a buffer that is made
once per instance. Nothing is checked on the way, so the callers must hold to this: the store is alive, and one thread at
a time is in it. What a guest returns is never trusted: every pointer is compared with the memory's size.

Where a wasmtime release has no such entry point `bind` gives the checked call, which behaves alike.
"""

import ctypes
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import wasmtime
from wasmtime import _ffi as ffi

from kaptar.runtime.freeing import free

ERROR_BIT = 1 << 31
_EXPORTS = ("kaptar_abi", "kaptar_alloc", "kaptar_call", "memory")


class Answer(NamedTuple):
    """The answer of `kaptar_call`. ``failed``: the bytes are an error message for people."""

    failed: bool
    data: bytes


class GuestStopped(Exception):
    """The guest did not return. ``code`` names wasmtime's trap code in lower case, or is "error" or "bounds"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Calls(Protocol):
    """The calls into one instance. Not for two threads at a time."""

    def __call__(self, op: int, data: bytes, most: int) -> Answer:
        """Run operation ``op``; raises `GuestStopped`, also where the result is longer than ``most`` bytes."""

    def abi(self) -> int:
        """What `kaptar_abi` returns: the cheapest call there is, used as a probe. Raises `GuestStopped`."""

    def memory_bytes(self) -> int:
        """Size of the linear memory now."""

    def read(self, at: int) -> bytes:
        """The memory from ``at`` to its end."""

    def write(self, at: int, data: bytes) -> None:
        """Overwrite a part of the memory that is there."""


_ENTRY = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)
_EXPORT = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p)
_SIZE = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p)
_TRAP = ctypes.POINTER(ffi.wasm_trap_t)
_ERROR = ctypes.POINTER(ffi.wasmtime_error_t)


def _native(prototype: Any, name: str) -> Callable[..., Any]:
    """The C function, called with plain integers: the declared prototypes of wasmtime-py convert pointer objects."""
    bound: Callable[..., Any] = prototype(ctypes.cast(getattr(ffi.dll, name), ctypes.c_void_p).value)
    return bound


try:
    _call_unchecked = _native(_ENTRY, "wasmtime_func_call_unchecked")
    _export_get = _native(_EXPORT, "wasmtime_instance_export_get")
    _memory_data = _native(_SIZE, "wasmtime_memory_data")
    _memory_size = _native(_SIZE, "wasmtime_memory_data_size")
    FAST = ctypes.sizeof(ffi.wasmtime_val_raw) == 16
except AttributeError:  # another wasmtime than the one this was written for
    FAST = False


class FastCalls:
    """Calls through reused buffers. See the module's text for what the caller owes."""

    def __init__(self, store: wasmtime.Store, instance: wasmtime.Instance) -> None:
        self._keep = (store, instance)
        self._context: int = _address(store._context())
        self._externs = [self._export(instance, name) for name in _EXPORTS]
        self._abi, self._alloc, self._call, self._memory = (ctypes.addressof(extern.of) for extern in self._externs)
        self._values = (ffi.wasmtime_val_raw * 3)()
        self._at = ctypes.addressof(self._values)
        self._first, self._second, self._third = (ctypes.c_uint32.from_buffer(self._values, 16 * i) for i in range(3))
        self._result = ctypes.c_uint64.from_buffer(self._values)
        self._trap = _TRAP()
        self._trap_at = ctypes.addressof(self._trap)
        self._size = -1
        self._base = 0
        self._look()

    def _export(self, instance: wasmtime.Instance, name: str) -> Any:
        extern, at = ffi.wasmtime_extern_t(), ctypes.addressof(instance._instance)
        if not _export_get(self._context, at, name.encode(), len(name), ctypes.addressof(extern)):
            raise GuestStopped("error", f"the module has no export {name}")
        return extern

    def __call__(self, op: int, data: bytes, most: int) -> Answer:
        size = len(data)
        self._first.value = size
        error = _call_unchecked(self._context, self._alloc, self._at, 1, self._trap_at)
        if error or self._trap:
            raise self._stopped(error)
        pointer = self._first.value
        self._look()
        if pointer + size > self._size:
            raise GuestStopped("bounds", f"kaptar_alloc({size}) gave {pointer}, which is outside of the memory")
        ctypes.memmove(self._base + pointer, data, size)
        self._first.value, self._second.value, self._third.value = op, pointer, size
        error = _call_unchecked(self._context, self._call, self._at, 3, self._trap_at)
        if error or self._trap:
            raise self._stopped(error)
        self._look()
        pointer, length, failed = unpack(self._result.value, self._size, most)
        return Answer(failed, ctypes.string_at(self._base + pointer, length))

    def abi(self) -> int:
        error = _call_unchecked(self._context, self._abi, self._at, 1, self._trap_at)
        if error or self._trap:
            raise self._stopped(error)
        return self._first.value

    def memory_bytes(self) -> int:
        return self._size

    def read(self, at: int) -> bytes:
        return ctypes.string_at(self._base + at, max(0, self._size - at))

    def write(self, at: int, data: bytes) -> None:
        if not 0 <= at <= at + len(data) <= self._size:
            raise GuestStopped("bounds", f"{len(data)} bytes at {at} are outside of the memory")
        ctypes.memmove(self._base + at, data, len(data))

    def _look(self) -> None:
        """The guest ran: where its memory is now. A memory moves only when it grows."""
        size = _memory_size(self._context, self._memory)
        if size != self._size:
            self._size, self._base = size, _memory_data(self._context, self._memory)

    def _stopped(self, error: int | None) -> GuestStopped:
        """Take what wasmtime says over; its objects are freed here."""
        self._look()
        if self._trap:
            trap = wasmtime.Trap._from_ptr(ctypes.cast(self._trap, _TRAP))
            # The wrapper above owns a copy of the pointer now; the holder is emptied for the next call.
            ctypes.c_void_p.from_address(self._trap_at).value = None
            return stopped_by(trap)
        return stopped_by(wasmtime.WasmtimeError._from_ptr(ctypes.cast(error or 0, _ERROR)))


class CheckedCalls:
    """The same calls through wasmtime-py's public interface."""

    def __init__(self, store: wasmtime.Store, instance: wasmtime.Instance) -> None:
        exports: Any = instance.exports(store)
        self._store = store
        self._abi, self._alloc, self._call, self._memory = (exports[name] for name in _EXPORTS)

    def __call__(self, op: int, data: bytes, most: int) -> Answer:
        try:
            pointer = self._alloc(self._store, len(data)) & 0xFFFF_FFFF
            if pointer + len(data) > self.memory_bytes():
                raise GuestStopped("bounds", f"kaptar_alloc({len(data)}) gave {pointer}, which is outside of the memory")
            if data:
                self._memory.write(self._store, data, pointer)
            packed = self._call(self._store, op, _signed(pointer), len(data)) & 0xFFFF_FFFF_FFFF_FFFF
        except (wasmtime.Trap, wasmtime.WasmtimeError) as problem:
            raise stopped_by(problem) from None
        pointer, length, failed = unpack(packed, self.memory_bytes(), most)
        return Answer(failed, bytes(self._memory.read(self._store, pointer, pointer + length)))

    def abi(self) -> int:
        try:
            return int(self._abi(self._store))
        except (wasmtime.Trap, wasmtime.WasmtimeError) as problem:
            raise stopped_by(problem) from None

    def memory_bytes(self) -> int:
        return int(self._memory.data_len(self._store))

    def read(self, at: int) -> bytes:
        return bytes(self._memory.read(self._store, at, self.memory_bytes()))

    def write(self, at: int, data: bytes) -> None:
        self._memory.write(self._store, data, at)


def bind(store: wasmtime.Store, instance: wasmtime.Instance) -> Calls:
    """The fastest calls that this wasmtime offers. The module's exports have been checked before."""
    return FastCalls(store, instance) if FAST else CheckedCalls(store, instance)


def unpack(packed: int, memory: int, most: int) -> tuple[int, int, bool]:
    """Pointer, length and error flag of a result. Raises `GuestStopped` where it lies outside of the memory or is too long."""
    pointer, low = packed >> 32, packed & 0xFFFF_FFFF
    length = low & ~ERROR_BIT
    if pointer + length > memory:
        raise GuestStopped("bounds", f"the result is at {pointer} with {length} bytes, which is outside of the memory")
    if length > most:
        raise GuestStopped("bounds", f"the result has {length} bytes; {most} are allowed")
    return pointer, length, low >= ERROR_BIT


def stopped_by(problem: wasmtime.Trap | wasmtime.WasmtimeError) -> GuestStopped:
    """The reason as a value; frees what wasmtime holds for it."""
    text = _last_line(str(problem))
    code = problem.trap_code if isinstance(problem, wasmtime.Trap) else None
    free(problem)
    return GuestStopped(code.name.lower() if code else "error", text)


def _last_line(text: str) -> str:
    """wasmtime puts the cause last, behind a backtrace of numbers."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no reason given")


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _signed(value: int) -> int:
    """wasmtime-py takes an i32 as a signed number."""
    return value - (1 << 32) if value >= 1 << 31 else value
