"""Wheels that only some twins need, imported on use."""

from importlib import import_module
from types import ModuleType

from kaptar.errors import Unavailable


def wheel(module: str) -> ModuleType:
    """A module of a wheel from the extra ``host``. Raises `Unavailable` with what to install."""
    try:
        return import_module(module)
    except ImportError:
        name = module.partition(".")[0].replace("_", "-")
        raise Unavailable(f"the host twin needs the wheel {name}: `kaptar doctor` says how to install it") from None
