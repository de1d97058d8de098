"""Modules by name: found, verified, compiled once in a background thread, replaced by `reload`.

Start never waits for a compile. `get` gives a module that is ready, or None and starts to load it; `wait` waits.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from kaptar.errors import BadModule, Closed, KaptarError, NotStarted, StillCompiling, UnknownOperation
from kaptar.latch import Bell
from kaptar.machine import NO_MEMORY
from kaptar.runtime.forking import FORKS
from kaptar.runtime.modules.loading import is_kept, load
from kaptar.runtime.modules.module import Module
from kaptar.runtime.modules.module_files import ModuleFile, Origin
from kaptar.runtime.service_thread import ServiceThread
from kaptar.stop import Stop

if TYPE_CHECKING:
    from kaptar.runtime.modules.compiled_cache import CompiledCache
    from kaptar.runtime.modules.engines import Engines

State = Literal["found", "loading", "compiling", "ready", "broken"]
_Told = TypeVar("_Told")
_MOST_LEFT = 64
"""Calls that a process in haste leaves to twins, before it begins to compile their module after all."""
_log = logging.getLogger(__name__)


class ModuleRow(msgspec.Struct, frozen=True):
    """A module as lists show it. ``reason`` says why it is broken; ``from_cache`` is None until it is ready."""

    name: str
    version: str
    origin: Origin
    digest: str
    state: State
    ops: tuple[str, ...]
    from_cache: bool | None = None
    load_ms: float | None = None
    reason: str = ""


class Progress(msgspec.Struct, frozen=True):
    """The state of loading, for a progress bar: ``done`` of ``total`` modules that were asked for are ready or broken."""

    module: str
    step: Literal["compiling", "ready", "broken"]
    done: int
    total: int


class _Slot:
    """What is known of one name. Guarded by the lock of `Modules`."""

    def __init__(self, file: ModuleFile) -> None:
        self.file = file
        self.state: State = "found"
        self.module: Module | None = None
        self.problem: KaptarError | None = None
        self.from_cache: bool | None = None
        self.load_ms: float | None = None
        self.draft = False
        self.left = 0
        """Calls that twins have answered because nothing is compiled."""


class Modules:
    """All modules of a runtime.

    Args:
        find: gives the files that are there now, by name; called at the first use and by `reload`.
        engines: makes the engines, when the first module is loaded (this imports wasmtime). Raises Unavailable.
        cache: opens the compiled code on disk; called once, at the first use.
        progress: told about each step, from the loading thread, before those who wait for the module go on.
        ready: told the name of each module that became ready, from the loading thread. What these two raise is logged.
        in_haste: the process lives for one answer: drafts of modules will do, and what twins answer as well is not compiled.
    """

    def __init__(
        self,
        find: Callable[[], dict[str, ModuleFile]],
        engines: Callable[[], "Engines"],
        cache: Callable[[], "CompiledCache"],
        progress: Callable[[Progress], None] | None = None,
        ready: Callable[[str], None] | None = None,
        *,
        in_haste: bool = False,
    ) -> None:
        self._ready, self._progress = _logged(ready or _ignore), _logged(progress or _ignore)
        self._in_haste = in_haste
        self._find, self._engines, self._open_cache = find, engines, cache
        self._cache: CompiledCache | None = None
        self._lock = threading.RLock()
        self._changed = Bell()
        self._slots: dict[str, _Slot] | None = None
        self._queue: deque[_Slot] = deque()
        self._asked = self._ended = 0
        self._thread: ServiceThread | None = None
        self._closed = False
        self._ending = Stop()

    def names(self) -> tuple[str, ...]:
        """Names of all modules that were found."""
        with self._lock:
            return tuple(self._all())

    def rows(self) -> list[ModuleRow]:
        """All modules, as they are now."""
        with self._lock:
            return [_row(slot) for slot in self._all().values()]

    def get(self, name: str) -> Module | None:
        """The module if it is ready. Else its loading begins and the answer is None.

        Raises:
            UnknownOperation: there is no such module.
            BadModule, Unavailable: it was tried and cannot be loaded.
        """
        slots = self._slots
        slot = slots.get(name) if slots is not None else None
        if slot is not None and slot.module is not None:
            return slot.module
        with self._lock:
            slot = self._slot(name)
            self._request(slot)
            if slot.problem is not None:
                raise _again(slot.problem)
            return slot.module

    def get_or_leave(self, name: str) -> Module | None:
        """As `get`, for a call that a twin answers as well: in haste, nothing is compiled for the first of them."""
        if self._in_haste:
            with self._lock:
                slot = self._slot(name)
                if slot.state == "found" and slot.left < _MOST_LEFT and not is_kept(slot.file, self._kept()):
                    slot.left += 1
                    return None
        return self.get(name)

    def to_compile(self) -> tuple[str, ...]:
        """The modules that were asked for here and of which no code is kept, or a draft."""
        with self._lock:
            slots = (self._slots or {}).items()
            return tuple(name for name, slot in slots if slot.draft or (slot.left and slot.module is None))

    def begin(self, names: Iterable[str]) -> None:
        """Begin to load modules, all at once for the figures of `Progress`. Raises UnknownOperation, Closed."""
        with self._lock:
            for name in names:
                self._request(self._slot(name))

    def wait(self, name: str, timeout_s: float) -> Module:
        """The module, once it is ready. Raises as `get` does, and StillCompiling when the time is over."""
        module = self.get(name)
        if module is not None:
            return module
        until = time.monotonic() + timeout_s
        while True:
            with self._lock:
                slot = self._slot(name)
                if slot.module is not None:
                    return slot.module
                if slot.problem is not None:
                    raise _again(slot.problem)
                if self._closed:
                    raise Closed("the runtime was closed")
                self._request(slot)
                changed = self._changed.next()
            if not changed.wait(until - time.monotonic()) and time.monotonic() >= until:
                raise StillCompiling(f"the module {name} is still being compiled after {timeout_s:g} s; try again later")

    def reload(self, name: str | None = None) -> list[str]:
        """Look for files again; changed modules are loaded anew. Running calls end on the old version.

        Returns the names of those that changed, appeared or went. Raises UnknownOperation for a name that is not there.
        """
        found = self._find()
        with self._lock:
            old = self._all()
            if name is not None and name not in found and name not in old:
                raise UnknownOperation(f"there is no module {name}: {', '.join(found)}")
            names = [name] if name is not None else sorted({*old, *found})
            changed = [each for each in names if _changed(old.get(each), found.get(each))]
            slots = dict(old)
            for each in changed:
                gone = slots.pop(each, None)
                if gone is not None and gone.module is not None:
                    gone.module.replaced = True
                if each in found:
                    slots[each] = _Slot(found[each])
            self._slots = slots
            for each in changed:
                if each in slots and each in old and old[each].state != "found":
                    self._request(slots[each])
        return changed

    def close(self, wait_s: float) -> bool:
        """End the loading thread. A plugin's compile is stopped.

        Another compile is waited for, for ``wait_s``; False where it goes on.
        """
        with self._lock:
            self._closed = True
            self._queue.clear()
            self._changed.ring()
            thread = self._thread
        self._ending.request("the runtime is closed")
        return thread is None or (not thread.is_here and thread.wait(wait_s))

    def release(self) -> None:
        """Free the compiled code of all modules, once they are closed and no call can use it any more."""
        with self._lock:
            self._engines, self._ready = _released, _ignore  # else this and its owner would hold each other
            loaded = [slot.module for slot in (self._slots or {}).values() if slot.module is not None]
            for slot in (self._slots or {}).values():
                slot.module = None
        with FORKS.held_off():
            for module in loaded:
                module.close()

    def _all(self) -> dict[str, _Slot]:
        if self._slots is None:
            self._slots = {name: _Slot(file) for name, file in self._find().items()}
        return self._slots

    def _kept(self) -> "CompiledCache":
        with self._lock:
            if self._cache is None:
                self._cache = self._open_cache()
            return self._cache

    def _slot(self, name: str) -> _Slot:
        slots = self._all()
        if name not in slots:
            raise UnknownOperation(f"there is no module {name}; found: {', '.join(slots) or 'none'}. Run `kaptar doctor`")
        return slots[name]

    def _request(self, slot: _Slot) -> None:
        """Have a module loaded. A handler may raise between any two steps here: the next request does the rest."""
        if slot.state == "found":
            if self._closed:
                raise Closed("the runtime was closed")
            self._queue.append(slot)
            slot.state, slot.problem = "loading", None
            self._asked += 1
        if self._queue:
            if self._thread is None or self._thread.ended:
                self._thread = ServiceThread(self._run, "kaptar-loader")
            self._thread.start()

    def _run(self) -> None:
        """The loading thread: it ends when nothing is left to load."""
        while True:
            with self._lock:
                if not self._queue:
                    self._thread = None  # under the same lock: the next request starts another one
                    return
                slot = self._queue.popleft()
                if slot.state in ("ready", "broken"):  # it was asked for twice, because the first request was interrupted
                    continue
            self._load(slot)

    def _load(self, slot: _Slot) -> None:
        started = time.perf_counter()
        module, problem = None, None
        try:
            engines = self._engines()

            def compiling() -> None:
                self._tell(slot, "compiling")

            loaded = load(slot.file, engines, self._kept(), compiling, self._ending, in_haste=self._in_haste)
            module, slot.from_cache, slot.draft = loaded
        except KaptarError as error:
            problem = error
        except MemoryError:
            problem = NotStarted(str(NO_MEMORY))
        except Exception as error:  # noqa: BLE001 - the loading thread must answer those who wait
            problem = BadModule(f"{slot.file.path}: {error}")
        self._ended += 1  # by this thread alone
        self._tell(slot, "ready" if module is not None else "broken")
        self._settle(slot, module, problem, (time.perf_counter() - started) * 1e3)
        if problem is None:
            self._ready(slot.file.name)
        else:
            _log.warning("the module %s cannot be used: %s", slot.file.name, problem)

    def _settle(self, slot: _Slot, module: Module | None, problem: KaptarError | None, load_ms: float) -> None:
        """Those who wait go on: all is told by now. What the machine does not give now, it may give to the next request."""
        with self._lock:
            slot.module, slot.problem, slot.load_ms = module, problem, load_ms
            failed: State = "found" if isinstance(problem, NotStarted) else "broken"
            slot.state = "ready" if module is not None else failed
            self._changed.ring()

    def _tell(self, slot: _Slot, step: Literal["compiling", "ready", "broken"]) -> None:
        if step == "compiling":
            with self._lock:
                slot.state = step
                self._changed.ring()
        self._progress(Progress(slot.file.name, step, self._ended, self._asked))


def _released() -> "Engines":
    raise Closed("the runtime was closed")


def _ignore(_told: object) -> None:
    pass


def _logged(callback: Callable[[_Told], None]) -> Callable[[_Told], None]:
    """The callback, with what it raises in the log: no fault of a listener may end the loading thread."""

    def tell(what: _Told) -> None:
        try:
            callback(what)
        except Exception:  # noqa: BLE001 - whatever it is, it is the listener's own fault
            _log.exception("what is told of modules made its listener fail: %s", what)

    return tell


def _again(problem: KaptarError) -> KaptarError:
    """A copy to raise: one error raised again and again would collect the traceback of every caller."""
    return type(problem)(str(problem))


def _changed(old: _Slot | None, new: ModuleFile | None) -> bool:
    if old is None or new is None:
        return old is not None or new is not None
    return old.file.digest != new.digest or old.file.path != new.path or old.state == "broken"


def _row(slot: _Slot) -> ModuleRow:
    file = slot.file
    return ModuleRow(
        file.name, file.version, file.origin, file.digest, slot.state, tuple(op.name for op in file.ops),
        slot.from_cache, slot.load_ms, str(slot.problem or ""),
    )  # fmt: skip
