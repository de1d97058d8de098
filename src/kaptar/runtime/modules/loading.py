"""A module from its file: compiled, or taken from the cache of compiled code, and checked."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from kaptar.errors import BadModule
from kaptar.runtime.forking import FORKS
from kaptar.runtime.modules.module import Module
from kaptar.runtime.modules.module_files import ModuleFile, read_verified

if TYPE_CHECKING:
    import wasmtime

    from kaptar.runtime.modules.compiled_cache import CompiledCache
    from kaptar.runtime.modules.engines import Engines

_log = logging.getLogger(__name__)


def load(
    file: ModuleFile, engines: "Engines", cache: "CompiledCache", compiling: Callable[[], None] = lambda: None
) -> tuple[Module, bool]:
    """Compile a module or take its compiled code from the cache (True). Raises BadModule."""
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
    module = compile_module(file, engine)
    cache.write(path, bytes(module.compiled.serialize()))
    return module, False


def compile_module(file: ModuleFile, engine: "wasmtime.Engine") -> Module:
    """Compile and check a module. Raises BadModule."""
    import wasmtime

    wasm = read_verified(file)
    try:
        with FORKS.held_off():
            return Module(file, engine, wasmtime.Module(engine, wasm))
    except (wasmtime.WasmtimeError, BadModule) as problem:
        raise BadModule(f"{file.path}: {' '.join(str(problem).split())[:300]}") from None
