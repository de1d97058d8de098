"""How a guest call is run, and what it gives."""

from typing import Any, NamedTuple

from kaptar.runtime.interrupt import Interrupt


class CallOptions(NamedTuple):
    """How a call is run. ``retries``: fresh instances that are tried after a trap."""

    isolated: bool
    timeout_s: float
    retries: int
    interrupt: Interrupt | None = None


class GuestAnswer(NamedTuple):
    """The value, and the memory of the instance after the call."""

    value: Any
    memory: int
