"""Helpers with which the families declare their operations."""

from ast import literal_eval
from collections.abc import Callable
from typing import Any, get_args

from kaptar.errors import InvalidArgument
from kaptar.runtime.operation import REQUIRED, Forward, GuestCall, Param, Type

DECODED = 256 << 20
"""Most bytes that a decompression gives if the caller does not say otherwise: a small input must not fill the memory."""

_TYPES = frozenset(get_args(Type))


def signature(text: str) -> tuple[Param, ...]:
    """The parameters of ``"data: bytes, level: int = 6"``, the form that guest manifests use, plus defaults.

    Raises ValueError for a type that does not exist or a parameter without default behind one with a default: a bug
    in the declaration. A default must not contain a comma.
    """
    params: list[Param] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, rest = part.partition(":")
        kind, equals, default = (piece.strip() for piece in rest.partition("="))
        if kind not in _TYPES:
            raise ValueError(f"{part!r}: {kind!r} is not one of {sorted(_TYPES)}")
        if not equals and params and params[-1].default is not REQUIRED:
            raise ValueError(f"{part!r} needs a default, because the parameter before it has one")
        params.append(Param(name.strip(), kind, literal_eval(default) if equals else REQUIRED))  # type: ignore[arg-type]
    return tuple(params)


def to(module: str, op: str) -> Callable[..., GuestCall]:
    """A guest side that passes all arguments on as they are."""
    return Forward(module, op)


def bounded(name: str, value: int, low: int, high: int | None = None) -> int:
    """The value, if it is within its bounds. Raises InvalidArgument."""
    if value < low or (high is not None and value > high):
        allowed = f"at least {low}" if high is None else f"{low} to {high}"
        raise InvalidArgument(f"{name} is {value}; allowed is {allowed}")
    return value


def catalogue(*operations: Any) -> dict[str, Any]:
    """The operations by name. Raises ValueError when two have one name."""
    found = {operation.name: operation for operation in operations}
    if len(found) != len(operations):
        raise ValueError("two operations have one name")
    return found
