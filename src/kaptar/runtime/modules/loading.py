"""A module from its file: compiled, or taken from the cache of compiled code, and checked."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kaptar.errors import BadModule
from kaptar.runtime.forking import FORKS
from kaptar.runtime.modules.module import Module
from kaptar.runtime.modules.module_files import ModuleFile, read_verified
from kaptar.stop import Stop

if TYPE_CHECKING:
    import wasmtime

    from kaptar.runtime.modules.compiled_cache import CompiledCache
    from kaptar.runtime.modules.engines import Engines

_log = logging.getLogger(__name__)


class Loaded(NamedTuple):
    """A module, and where its code is from.

    Attributes:
        draft: the code was compiled in haste: it gives the same answers, and takes longer for them.
    """

    module: Module
    from_cache: bool
    draft: bool = False


def load(
    file: ModuleFile,
    engines: "Engines",
    cache: "CompiledCache",
    compiling: Callable[[], None] = lambda: None,
    stop: Stop | None = None,
    *,
    in_haste: bool = False,
) -> Loaded:
    """Compile a module or take its compiled code from the cache. Of processes that need the same at once, one compiles.

    Args:
        compiling: called before a compile.
        stop: ends the compile of a plugin early.
        in_haste: a draft of a built-in module will do, where there is no better code.
    Raises:
        BadModule: it breaks the convention, or takes too much time or memory to compile.
        Unavailable: it was stopped, or no process can be started.
    """
    from kaptar.runtime.modules.engines import fingerprint

    plugin = file.origin == "plugin"
    engine = engines.plugin if plugin else engines.builtin
    path = cache.path(file.digest, fingerprint(fuel=plugin))
    drafted = cache.path(file.digest, fingerprint(fuel=False, draft=True)) if in_haste and not plugin else None

    def from_cache() -> Loaded | None:
        for each in (path, drafted):
            if each is not None and (module := _kept(file, engine, cache, each)) is not None:
                return Loaded(module, from_cache=True, draft=each is drafted)
        return None

    if (found := from_cache()) is not None:
        return found
    with cache.turn(drafted or path, lambda: stop is not None and stop.requested):
        if (found := from_cache()) is not None:  # another process has compiled it meanwhile
            return found
        compiling()
        module = _draft_of(file, engines) if drafted is not None else None
        if drafted is not None and module is not None:
            cache.write(drafted, bytes(module.compiled.serialize()))
            return Loaded(module, from_cache=False, draft=True)
        module = compile_module(file, engine, stop)
        cache.write(path, bytes(module.compiled.serialize()))
        return Loaded(module, from_cache=False)


def is_kept(file: ModuleFile, cache: "CompiledCache") -> bool:
    """Whether there is compiled code of a module, be it a draft; `load` may still refuse it."""
    from kaptar.runtime.modules.engines import fingerprint

    prints = [fingerprint(fuel=True)] if file.origin == "plugin" else [fingerprint(fuel=False, draft=d) for d in (False, True)]
    return any(cache.has(cache.path(file.digest, each)) for each in prints)


def _kept(file: ModuleFile, engine: "wasmtime.Engine", cache: "CompiledCache", path: Path) -> Module | None:
    """The module from kept code; None where there is none that fits."""
    import wasmtime

    kept = cache.read(path)
    if kept is None:
        return None
    try:
        with FORKS.held_off():
            return Module(file, engine, wasmtime.Module.deserialize(engine, kept))
    except (wasmtime.WasmtimeError, BadModule) as problem:
        _log.warning("compiled code of %s does not fit (%s); it is built again", file.name, problem)
        cache.discard(path)
        return None


def _draft_of(file: ModuleFile, engines: "Engines") -> Module | None:
    """The module compiled in haste; None where this wasmtime cannot."""
    import wasmtime

    wasm = read_verified(file)
    try:
        with FORKS.held_off():
            code = wasmtime.Module(engines.draft, wasm).serialize()
            return Module(file, engines.builtin, wasmtime.Module.deserialize(engines.builtin, code))
    except (wasmtime.WasmtimeError, BadModule) as problem:
        _log.info("%s is compiled in full: %s", file.name, problem)
        return None


def compile_module(file: ModuleFile, engine: "wasmtime.Engine", stop: Stop | None = None) -> Module:
    """Compile and check a module; a plugin in a process of its own, with a bound in time and memory. Raises as `load`."""
    import wasmtime

    wasm, code = read_verified(file), None
    try:
        if file.origin == "plugin":
            from kaptar.runtime.modules.compiling import compile_apart

            code = compile_apart(wasm, stop=stop)
        with FORKS.held_off():
            compiled = wasmtime.Module(engine, wasm) if code is None else wasmtime.Module.deserialize(engine, code)
            return Module(file, engine, compiled)
    except (wasmtime.WasmtimeError, BadModule) as problem:
        raise BadModule(f"{file.path}: {' '.join(str(problem).split())[:300]}") from None
