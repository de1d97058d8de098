"""A request, from any thread, that a call end early."""

from collections.abc import Callable


class Interrupt:
    """Given to one call; `request` makes it leave the queue, or stop within about a tenth of a second if it runs.

    Host twins cannot be interrupted: they end by themselves.
    """

    def __init__(self) -> None:
        self.requested = False
        self.on_request: Callable[[], None] | None = None

    def request(self) -> None:
        """Safe from any thread and more than once."""
        self.requested = True
        if self.on_request is not None:
            self.on_request()
