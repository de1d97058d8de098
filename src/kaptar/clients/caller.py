"""Caller of a hook: what is known of the client beside its JSON."""

from typing import NamedTuple


class Caller(NamedTuple):
    """The client's process.

    Attributes:
        project: the folder that its session began in, where it says so; its settings count too. Else "".
        process: its id; 0 where nobody knows.
    """

    project: str = ""
    process: int = 0


UNKNOWN = Caller()
"""A caller that says nothing."""
