"""Route: how the calls of one operation are answered. Made at its first call, so that a call looks nothing up twice."""

from collections.abc import Callable
from typing import Any

from kaptar.errors import Unavailable
from kaptar.runtime import encoding
from kaptar.runtime.measured.choice import Cell
from kaptar.runtime.measured.meter import Meter
from kaptar.runtime.modules.module import Module
from kaptar.runtime.operation import Forward, Operation


class Route:
    """The way that calls of one operation are answered. Shared by threads.

    Attributes:
        check: from the arguments as given to the complete ones.
        cell: from the size of complete arguments to the timings of their class; see `units`.
        twin: whether a host twin may answer, as far as is known.
        forward: the guest's operation that takes the arguments as they are, where there is one.
        picks: whether the timings choose; else the guest is asked first.
        module: the one that was called last.
    """

    __slots__ = ("cell", "check", "forward", "meter", "module", "operation", "picks", "twin", "units")

    def __init__(self, operation: Operation, meter: Meter) -> None:
        self.operation, self.meter = operation, meter
        self.check = encoding.checker(operation.name, operation.params)
        self.units: Callable[..., int] = operation.units or encoding.sizer(operation.params)
        self.cell: Callable[[int], Cell] = meter.cell
        self.forward = operation.guest if isinstance(operation.guest, Forward) else None
        self.module: Module | None = None
        self.twin = operation.twin is not None
        self.picks = self.twin and not operation.partial_twin

    def lacks_twin(self) -> None:
        """The twin needs a wheel that is not installed, which is found out by calling it."""
        self.twin = self.picks = False

    def on_host(self, values: tuple[Any, ...], off: str) -> Any:
        """The twin's value; what it raises is counted. Raises Unavailable where there is no twin; ``off``: why no guest runs."""
        operation = self.operation
        if operation.twin is None:
            reason = off or "it was asked for"
            raise Unavailable(f"{operation.name} has no host implementation ({reason}); it needs guests: see `kaptar doctor`")
        try:
            return operation.twin(*values)
        except Unavailable:
            raise
        except Exception as problem:
            self.meter.failed("host", problem, fallback=False)
            raise
