"""A module from its file: compiled, or taken from the cache of compiled code, and checked."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

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


def load(
    file: ModuleFile,
    engines: "Engines",
    cache: "CompiledCache",
    compiling: Callable[[], None] = lambda: None,
    stop: Stop | None = None,
) -> tuple[Module, bool]:
    """Compile a module or take its compiled code from the cache (True).

    Args:
        compiling: called before a compile.
        stop: ends the compile of a plugin early.
    Raises:
        BadModule: it breaks the convention, or takes too much time or memory to compile.
        Unavailable: it was stopped, or no process can be started.
    """
    import wasmtime

    from kaptar.runtime.modules.engines import fingerprint

    plugin = file.origin == "plugin"
    engine = engines.plugin if plugin else engines.builtin
    path = cache.path(file.digest, fingerprint(fuel=plugin))
    kept = cache.read(path)
    if kept is not None:
        try:
            with FORKS.held_off():
                return Module(file, engine, wasmtime.Module.deserialize(engine, kept)), True
        except (wasmtime.WasmtimeError, BadModule) as problem:
            _log.warning("compiled code of %s does not fit (%s); it is built again", file.name, problem)
            cache.discard(path)
    compiling()
    module = compile_module(file, engine, stop)
    cache.write(path, bytes(module.compiled.serialize()))
    return module, False


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
