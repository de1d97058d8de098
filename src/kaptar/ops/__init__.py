"""The typed operations. Each is a guest call and, for most, a host twin with equal results."""

from collections.abc import Mapping
from types import MappingProxyType

from kaptar.ops import binary, codec, crypto, format, json, same, syntax, text
from kaptar.runtime.operation import Operation

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    text.OPERATIONS
    | json.OPERATIONS
    | binary.OPERATIONS
    | codec.OPERATIONS
    | crypto.OPERATIONS
    | syntax.OPERATIONS
    | format.OPERATIONS
    | same.OPERATIONS
)
"""Every operation by its name."""


def unanswered() -> tuple[str, ...]:
    """The operations that have no answer where guests are off."""
    return tuple(name for name, operation in OPERATIONS.items() if operation.twin is None)
