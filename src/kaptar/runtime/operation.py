"""Operation: a named, typed function with a guest side and, where one exists, a host twin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from kaptar.errors import KaptarError

Backend = Literal["guest", "host"]
Type = Literal["bytes", "str", "int", "float", "bool", "value"]


class Param(NamedTuple):
    """One parameter. ``default`` is `REQUIRED` where the caller must give it."""

    name: str
    type: Type
    default: Any


REQUIRED: Any = ...
"""Default of a parameter without one."""


class GuestCall(NamedTuple):
    """The guest side of a call: which operation of which module, with which arguments."""

    module: str
    op: str
    args: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Forward:
    """The guest side of an operation whose arguments go to one guest operation as they are: a call needs no `GuestCall`."""

    module: str
    op: str

    def __call__(self, *args: Any) -> GuestCall:
        return GuestCall(self.module, self.op, args)


@dataclass(frozen=True)
class Operation:
    """A typed function that runs in a guest or on the host, with equal results.

    Attributes:
        name: ``family.operation``, such as ``text.fnv1a32``.
        summary: one line for lists and documentation.
        params: in calling order; those with defaults stand last.
        result: how the value is typed.
        guest: from the complete arguments to the guest's call; None where no guest can do it for these arguments
            (the call is then answered by the twin, or `Unavailable`).
        twin: the host implementation, called with the complete arguments; None where there is none. It raises
            `Unavailable` when a wheel is missing and `OperationFailed` for bad input, as the guest's error does.
        equal: what "equal results" means for this operation.
        example: arguments that the documentation shows and a test runs.
        decode: from the guest's value to the value callers see; identity by default.
        partial_twin: why the twin answers less than the guest, or "" where it does not.
        isolated: every call gets an instance of its own.
        units: size of the input for choosing a backend; the number of bytes in all arguments by default.
        proof: called with `Runtime.call` (within the caller's time), the complete arguments and the value, before anybody gets
            the value. It raises what the caller gets instead.
    """

    name: str
    summary: str
    params: tuple[Param, ...]
    result: Type
    guest: Callable[..., GuestCall | None]
    twin: Callable[..., Any] | None = None
    equal: str = "the same value"
    example: tuple[Any, ...] = ()
    decode: Callable[[Any], Any] | None = None
    partial_twin: str = ""
    isolated: bool = False
    units: Callable[..., int] | None = None
    proof: Callable[[Callable[..., "Result"], tuple[Any, ...], Any], None] | None = None


class Result(NamedTuple):
    """Answer of a call: the value, which backend computed it, and how long the call took in microseconds."""

    value: Any
    backend: Backend
    micros: float

    @property
    def instead(self) -> KaptarError | None:
        """Why the host answered in place of a guest that should have and could not; None where that was the choice."""
        return None


class StandIn(Result):
    """The host's answer in place of a guest that should have given it and could not."""

    _why: KaptarError | None = None

    @classmethod
    def of(cls, value: Any, micros: float, why: KaptarError) -> "StandIn":
        """The answer of the host, and what kept the guest from it."""
        made = cls._make((value, "host", micros))
        made._why = why
        return made

    @property
    def instead(self) -> KaptarError | None:
        return self._why
