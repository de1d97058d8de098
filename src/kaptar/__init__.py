"""Kaptar: a hive for coding agents.

`Runtime` calls operations in pooled WASM guests; `check` puts files through the checks; everything else has a package
of its own. Importing this package imports nothing heavy: names are loaded when they are first used.
"""

TYPE_CHECKING = False  # as type checkers know it; `typing` costs more than all the rest
if TYPE_CHECKING:
    from typing import Any

    from kaptar.api.programs import Runtime as Runtime
    from kaptar.api.programs import check as check
    from kaptar.config.sections import Config as Config

__version__ = "0.1.0"
__all__ = ["Config", "Runtime", "__version__", "check"]

_HOMES = {"Runtime": "kaptar.api.programs", "check": "kaptar.api.programs", "Config": "kaptar.config.sections"}


def __getattr__(name: str) -> "Any":
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'kaptar' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
