"""Call: one call of a guest, ready to run. The one thing that travels from the runtime to the instance."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaptar.stop import Stop

if TYPE_CHECKING:
    from kaptar.runtime.modules.module import Module, Signature


@dataclass(slots=True, eq=False)
class Call:
    """One call of a guest.

    Attributes:
        module: compiled.
        op: the operation.
        data: the arguments, checked and encoded.
        isolated: on an instance that no call has used.
        timeout_s: how long the guest may run, by the processor time of its thread; see `limits`.
        interrupt: ends the call early.
    """

    module: "Module"
    op: "Signature"
    data: bytes
    isolated: bool
    timeout_s: float
    interrupt: Stop | None = None

    def cancelled(self) -> bool:
        """Whether the caller asked to end it."""
        return self.interrupt is not None and self.interrupt.requested
