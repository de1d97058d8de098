"""The two wasmtime engines of a runtime: built-in guests with epochs, plugins with epochs and fuel."""

import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
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


_DRAFT_FLAGS = {"regalloc_algorithm": "single_pass"}
"""Of a draft: half the time of the compiler, and code of twice the size, which gives the same answers."""


class Engines:
    """Made when the first module is loaded; wasmtime's own threads compile, none of them runs guests."""

    def __init__(self) -> None:
        self.builtin = make_engine(_settings(fuel=False))
        self._plugin: wasmtime.Engine | None = None
        self._draft: wasmtime.Engine | None = None

    @property
    def draft(self) -> "wasmtime.Engine":
        """An engine that compiles built-in guests in less time than `builtin`, on which its code runs."""
        if self._draft is None:
            self._draft = make_engine({**_settings(fuel=False), "cranelift_opt_level": "none"}, flags=_DRAFT_FLAGS)
        return self._draft

    @property
    def plugin(self) -> "wasmtime.Engine":
        """The engine of plugins, made at the first plugin."""
        if self._plugin is None:
            self._plugin = plugin_engine()
        return self._plugin

    def all(self) -> "list[wasmtime.Engine]":
        """Those that run guests, as far as they exist."""
        return [self.builtin] if self._plugin is None else [self.builtin, self._plugin]

    def close(self) -> None:
        """Free them; what runs on them holds on to what it needs."""
        with FORKS.held_off():
            for engine in (*self.all(), *([self._draft] if self._draft is not None else [])):
                free(engine)


def plugin_engine(*, parallel: bool = True) -> "wasmtime.Engine":
    """An engine for plugins. ``parallel``: it may compile on several threads, which changes nothing of the code."""
    return make_engine(_settings(fuel=True), parallel=parallel)


def fingerprint(*, fuel: bool, draft: bool = False) -> str:
    """What compiled code depends on, apart from the module: wasmtime, the engine's settings, the CPU, and what was checked.

    Args:
        draft: compiled by `Engines.draft`.
    """
    kind = f" draft {sorted(_DRAFT_FLAGS.items())}" if draft else ""
    return f"{wasmtime_version()} {sorted(_settings(fuel=fuel).items())} {cpu_identity()} checks {CHECKS}{kind}"


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


def make_engine(
    settings: Mapping[str, bool | int | str],
    *,
    parallel: bool = True,
    flags: Mapping[str, str] = MappingProxyType({}),
) -> "wasmtime.Engine":
    """An engine with settings of `wasmtime.Config`, by name. A forked child has none of wasmtime's threads to compile on.

    Args:
        flags: of the compiler, by name.

    Raises Unavailable in a child that can load no modules.
    """
    import wasmtime

    if FORKS.torn:
        raise Unavailable(FORKS.torn)

    config = wasmtime.Config()
    for name, value in settings.items():
        setattr(config, name, value)
    for name, chosen in flags.items():
        config.cranelift_flag_set(name, chosen)
    config.parallel_compilation = parallel and not FORKS.child
    return wasmtime.Engine(config)


def _settings(*, fuel: bool) -> dict[str, bool | int | str]:
    return {**_SETTINGS, "consume_fuel": fuel}
