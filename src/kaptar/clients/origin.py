"""Origin of a hook: what is known of the client beside its JSON."""

from typing import NamedTuple


class HookOrigin(NamedTuple):
    """The client's process.

    Attributes:
        project: the folder that its session began in, where it says so; its settings count too. Else "".
        process: its id; 0 where nobody knows.
    """

    project: str = ""
    process: int = 0


UNKNOWN = HookOrigin()
"""A client that says nothing."""
