"""What belongs to a repository's hive and needs no server: its places, its process, its sessions, its database."""

import msgspec

PROTOCOL = 1
"""Raised when requests or answers change their meaning. A client of another protocol works in process and says so."""

PROTOCOL_HEADER = "kaptar-protocol"
"""Says it in each request of a client of ours and in each answer. What other programs send by HTTP has no such header."""


class Health(msgspec.Struct, frozen=True):
    """What ``/health`` says. ``started`` is in seconds since 1970; ``repository`` is git's common directory."""

    status: str
    version: str
    protocol: int
    pid: int
    started: float
    repository: str
