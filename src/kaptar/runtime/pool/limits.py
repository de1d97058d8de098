"""Limits of a call in time and memory, and the error for a guest that was stopped.

Time: wasmtime's epochs. One `Ticker` thread per runtime advances the epoch of its engines while calls run. Every
`SLICE_TICKS` a running guest asks its `CallWatch` whether to go on, so deadlines, cancellation and closing need no store to
be touched by a second thread. What counts is the processor time of the guest's thread: a busy machine stops no guest that is
not at fault. On the clock a call may last `PATIENCE` times as long.

Memory: the store's limiter refuses to grow, which a guest in Rust answers by a trap.
"""

import ctypes
import errno
import itertools
import os
import re
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any
from weakref import WeakValueDictionary

import wasmtime
from wasmtime import _ffi as ffi

from kaptar.clock import PATIENCE, Clock, own_time
from kaptar.errors import DeadlineExceeded, GuestError, GuestTrap, MemoryExceeded, NotStarted
from kaptar.latch import Latch
from kaptar.runtime.pool.guest_call import GuestStopped
from kaptar.runtime.service_thread import ServiceThread
from kaptar.stop import Stop

TICK_S = 0.01
SLICE_TICKS = 10
MIB = 1 << 20

_FUEL_PER_MS = 20_000_000
_IDLE_TICKS = 100
_MEMORY_CODES = frozenset({"unreachable", "memory_out_of_bounds", "allocation_too_large"})
_BY_SYSTEM = re.compile(r"\(os error ([0-9]{1,4})\)")
_TODO = {
    errno.EFBIG: "a limit on the size of files is below what it needs (`ulimit -f`): raise it",
    errno.ENOMEM: "a limit on address space (`ulimit -v`) or the machine's memory is used up: raise it, or end other programs",
    errno.EMFILE: "a limit on open files is used up (`ulimit -n`): raise it",
    errno.ENFILE: "the machine has too many files open: end other programs",
}
"""What to do, by the number of the system's error."""


class CallWatch:
    """Decides for one store whether its guest may go on. Used by the thread that runs the guest, and by no other.

    Args:
        ending: stops all guests of a pool, whatever they do.
        clock: the clock of the machine.
        own: the processor time of the thread.
    """

    def __init__(self, ending: Stop, clock: Clock = time.monotonic, own: Clock = own_time) -> None:
        self._ending, self._clock, self._own = ending, clock, own
        self._timeout_s = self._began = 0.0
        self._own_began: float | None = None
        self.interrupt: Stop | None = None
        self.fired = ""
        self.key = next(_keys)

    def start(self, timeout_s: float, interrupt: Stop | None) -> None:
        """A call begins. ``interrupt`` ends it early. An error that an earlier call on this thread left is not this call's."""
        if errors:
            take_raised()
        self._timeout_s, self._began, self._own_began = timeout_s, self._clock(), None
        self.interrupt = interrupt
        self.fired = ""

    def ticks(self) -> int:
        """Epochs that the guest may run before it must ask again; 0 ends it."""
        if self._ending.requested or (self.interrupt is not None and self.interrupt.requested):
            self.fired = "interrupted"
            return 0
        lasted, own = self._clock() - self._began, self._own()
        if self._own_began is None:
            # To read the own time at the start of each call would cost a tenth of the call. A guest asks within its first
            # slice: it has run no longer than that, and no longer than the call has lasted.
            self._own_began = own - min(lasted, SLICE_TICKS * TICK_S)
        left = self._timeout_s - (own - self._own_began)
        if left <= 0 or lasted >= PATIENCE * self._timeout_s:
            self.fired = "deadline" if left <= 0 else "clock"
            return 0
        return min(SLICE_TICKS, int(left / TICK_S) + 1)

    @property
    def why(self) -> str:
        """The reason of the stop that has fired."""
        return self._ending.reason or (self.interrupt.reason if self.interrupt is not None else "")

    def close(self) -> None:
        """Guests are asked no more: from their next epoch on they end."""
        _watches.pop(self.key, None)


_keys = itertools.count(1)
_watches: "WeakValueDictionary[int, CallWatch]" = WeakValueDictionary()
errors: dict[int, BaseException] = {}
"""What Python raised in `_ask`, by thread, until the call that it belongs to takes it."""


def _ask(_context: Any, key: Any, delta: Any, kind: Any) -> int:
    """Called by wasmtime inside a running guest. 0 lets it go on for ``delta`` epochs; an error object ends it."""
    watch = _watches.get(int(_cffi.cast(_SIZE, key)))
    ticks = watch.ticks() if watch is not None and raised() is None else 0
    if ticks:
        delta[0], kind[0] = ticks, 0
        return 0
    return ctypes.cast(ffi.wasmtime_error_new(b"stopped by its host"), ctypes.c_void_p).value or 0


def _keep_error(_kind: Any, error: BaseException, _trace: Any) -> None:
    """Python raised inside of `_ask`: Ctrl-C arrives there. wasmtime asks again at once and then gets an end."""
    errors[threading.get_ident()] = error


def raised() -> BaseException | None:
    """What was raised while a guest ran on this thread."""
    return errors.get(threading.get_ident()) if errors else None


def take_raised() -> BaseException | None:
    """The same, and forget it."""
    return errors.pop(threading.get_ident(), None) if errors else None


# A ctypes callback that raises returns whatever was in the register, here a pointer that wasmtime would free. One of
# cffi returns what it is told: 0, "go on". The backend alone imports in a millisecond, without a C parser.
_cffi = import_module("_cffi_backend")
_SIZE = _cffi.new_primitive_type("size_t")
_VOID = _cffi.new_pointer_type(_cffi.new_void_type())
_OUT = [_cffi.new_pointer_type(_cffi.new_primitive_type(name)) for name in ("uint64_t", "uint8_t")]
_ask_entry = _cffi.callback(_cffi.new_function_type((_VOID, _VOID, *_OUT), _SIZE), _ask, 0, _keep_error)
_ask_at = int(_cffi.cast(_SIZE, _ask_entry))
_REGISTER = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
_register = _REGISTER(ctypes.cast(ffi.dll.wasmtime_store_epoch_deadline_callback, ctypes.c_void_p).value or 0)


def guard(store: wasmtime.Store, watch: CallWatch) -> None:
    """Let ``watch`` decide about the guests of a store from its next epoch on, for as long as somebody holds it."""
    _watches[watch.key] = watch
    _register(ctypes.cast(store.ptr(), ctypes.c_void_p).value, _ask_at, watch.key, None)
    store.set_epoch_deadline(1)


def set_memory(store: wasmtime.Store, memory: int) -> None:
    """Bound what the store's guests may allocate from now on, in bytes."""
    store.set_limits(memory_size=memory, table_elements=100_000, instances=1, tables=8, memories=1)


def fuel_for(timeout_s: float) -> int:
    """Fuel that outlasts the deadline on every machine of today: a second bound that needs no clock."""
    return int(timeout_s * 1000) * _FUEL_PER_MS


def memory_suspected(stopped: GuestStopped) -> bool:
    """Whether a lack of memory can be the cause: a Rust guest that is refused memory ends by `unreachable`."""
    return stopped.code in _MEMORY_CODES


def explain(where: str, stopped: GuestStopped, watch: CallWatch, memory: int, limit: int, timeout_s: float) -> GuestError:
    """What callers get for a guest that was stopped with ``memory`` of ``limit`` bytes in use.

    A guest that asks for more than half of its limit at once, when little is in use, cannot be told from one with a
    bug; the text then names both causes.
    """
    if watch.fired == "interrupted":
        return DeadlineExceeded(f"{where}: the call was cancelled: {watch.why}")
    if watch.fired == "deadline":
        return DeadlineExceeded(f"{where}: stopped after {timeout_s:g} s; give it less to do or raise wasm.task_timeout_ms")
    if watch.fired == "clock":
        return DeadlineExceeded(
            f"{where}: stopped after {PATIENCE * timeout_s:g} s, in which the machine gave it less than {timeout_s:g} s to run"
        )
    if stopped.code == "out_of_fuel":
        return DeadlineExceeded(f"{where}: stopped, its fuel for {timeout_s:g} s is used up")
    if memory_suspected(stopped) and memory > limit // 2:
        return MemoryExceeded(
            f"{where}: it had {memory // MIB} MiB and wanted more than its {limit // MIB} MiB; raise wasm.memory_limit"
        )
    hint = f" (a bug in it, or a request for more memory than its {limit // MIB} MiB)" if stopped.code == "unreachable" else ""
    return GuestTrap(f"{where}: {stopped}{hint}")


def refused_by_system(where: str, stopped: GuestStopped) -> NotStarted | None:
    """The error for a guest that the system refused its memory, a file or a map of it; None where that is not the cause."""
    found = _BY_SYSTEM.search(str(stopped)) if stopped.code == "error" else None
    if found is None:
        return None
    number = int(found[1])
    todo = _TODO.get(number, "see what the system is short of")
    return NotStarted(f"{where}: the system refuses what a guest starts with: {os.strerror(number)}; {todo}")


class Ticker:
    """The thread that advances the engines' epochs while calls run, and sleeps while none does. `start` it first.

    Args:
        engines: those to advance.
    """

    def __init__(self, engines: Callable[[], list[wasmtime.Engine]]) -> None:
        self._engines = engines
        self._awake, self._closed = Latch(), Latch()
        self.parked = False
        self._thread: ServiceThread | None = None

    def start(self, busy: Callable[[], int]) -> "Ticker":
        """Start the thread. ``busy`` says how many calls run now; it is above 0 before `wake` is called for a call."""
        self._thread = ServiceThread(partial(self._run, busy), "kaptar-ticker")
        self._thread.start()
        return self

    def wake(self) -> None:
        """A call begins while the ticker is `parked`."""
        self._awake.set()

    def close(self, wait_s: float = 5.0) -> bool:
        """End the thread and wait for it, at most so long. Whether it has ended."""
        self._closed.set()
        self._awake.set()
        return self._thread is None or self._thread.wait(wait_s)

    def _run(self, busy: Callable[[], int]) -> None:
        quiet = 0
        while not self._closed.wait(TICK_S):
            quiet = 0 if busy() else quiet + 1
            if quiet > _IDLE_TICKS:
                self._park(busy)
                quiet = 0
            for engine in self._engines():
                engine.increment_epoch()

    def _park(self, busy: Callable[[], int]) -> None:
        """Wait for work. A caller that is busy before it reads `parked` is seen here, any later one calls `wake`."""
        self._awake = Latch()
        self.parked = True
        if not busy() and not self._closed.is_set:
            self._awake.wait()
        self.parked = False
