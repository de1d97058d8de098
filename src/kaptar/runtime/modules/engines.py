"""The two wasmtime engines of a runtime: built-in guests with epochs, plugins with epochs and fuel."""

import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kaptar.errors import Unavailable
from kaptar.runtime.forking import FORKS
from kaptar.runtime.freeing import free
from kaptar.runtime.modules.convention import CHECKS

if TYPE_CHECKING:
    import wasmtime

# Settings of `wasmtime.Config`, by name. Compiled code depends on them.
_SETTINGS: dict[str, bool | int | str] = {
    "epoch_interruption": True,
    "wasm_simd": True,
    "wasm_bulk_memory": True,
    "wasm_threads": False,
    "wasm_memory64": False,
    "wasm_multi_memory": False,
    "cranelift_opt_level": "speed",
    "max_wasm_stack": 1 << 20,
}


class Engines:
    """Made when the first module is loaded; wasmtime's own threads compile, none of them runs guests."""

    def __init__(self) -> None:
        self.builtin = make_engine(_settings(fuel=False))
        self._plugin: wasmtime.Engine | None = None

    @property
    def plugin(self) -> "wasmtime.Engine":
        """The engine of plugins, made at the first plugin."""
        if self._plugin is None:
            self._plugin = plugin_engine()
        return self._plugin

    def all(self) -> "list[wasmtime.Engine]":
        """Those that exist."""
        return [self.builtin] if self._plugin is None else [self.builtin, self._plugin]

    def close(self) -> None:
        """Free them; what runs on them holds on to what it needs."""
        with FORKS.held_off():
            for engine in self.all():
                free(engine)


def plugin_engine(*, parallel: bool = True) -> "wasmtime.Engine":
    """An engine for plugins. ``parallel``: it may compile on several threads, which changes nothing of the code."""
    return make_engine(_settings(fuel=True), parallel=parallel)


def fingerprint(*, fuel: bool) -> str:
    """What compiled code depends on, apart from the module: wasmtime, the engine's settings, the CPU, and what was checked."""
    return f"{wasmtime_version()} {sorted(_settings(fuel=fuel).items())} {cpu_identity()} checks {CHECKS}"


@lru_cache(maxsize=1)
def wasmtime_version() -> str:
    """Version of the installed package. Raises ImportError where there is none."""
    spec = find_spec("wasmtime")
    folders = list(Path(spec.origin).parents[1].glob("wasmtime-*.dist-info")) if spec and spec.origin else []
    if len(folders) == 1:
        return folders[0].stem.removeprefix("wasmtime-")
    from importlib.metadata import version  # says the same for every layout, and takes 10 ms to import

    return version("wasmtime")


@lru_cache(maxsize=1)
def cpu_identity() -> str:
    """Architecture, model and features of the CPU, as far as the system tells: compiled code uses what is there."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            lines = {line.split(":")[0].strip(): line.partition(":")[2].strip() for line in file if ":" in line}
    except OSError:
        lines = {}
    features = lines.get("flags") or lines.get("Features") or platform.processor()
    return f"{platform.system()} {platform.machine()} {lines.get('model name', '')} {features}"


def make_engine(settings: Mapping[str, bool | int | str], *, parallel: bool = True) -> "wasmtime.Engine":
    """An engine with settings of `wasmtime.Config`, by name. A forked child has none of wasmtime's threads to compile on.

    Raises Unavailable in a child that can load no modules.
    """
    import wasmtime

    if FORKS.torn:
        raise Unavailable(FORKS.torn)

    config = wasmtime.Config()
    for name, value in settings.items():
        setattr(config, name, value)
    config.parallel_compilation = parallel and not FORKS.child
    return wasmtime.Engine(config)


def _settings(*, fuel: bool) -> dict[str, bool | int | str]:
    return {**_SETTINGS, "consume_fuel": fuel}
