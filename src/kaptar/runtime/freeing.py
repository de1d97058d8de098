"""Frees what wasmtime made. wasmtime-py's own `close` frees first and notes it afterwards.

A signal handler that raises in between, as Ctrl-C does, has the object freed once more when Python drops it, and the process
crashes. Here the object forgets its pointer before it is freed: an interruption can then leave it unfreed, and no more.
"""

from typing import Any


def free(thing: Any) -> None:
    """Free an object of wasmtime-py. Safe to call twice, and to be interrupted."""
    try:
        pointer = thing._consume()
    except ValueError:  # it is freed, or never was made
        return
    thing._delete(pointer)
