"""Bounds of a connection: they hold before the token is looked at, so that nobody without it can take memory or time."""

import socket
from typing import NamedTuple


class Bounds(NamedTuple):
    """Bounds of one kind of connection, and of all of this kind.

    Attributes:
        connections: open at the same time, in all.
        strangers: of these, such as have not shown the token; one more ends the oldest of them.
        for_each_peer: strangers from one address; one more ends the oldest of these.
        head_bytes: of a request's line and headers.
        loose_bytes: of a request, besides its body: its head, and what frames the body.
        headers: of a request, with those behind the body.
        waiting: requests that came in before the one ahead of them was answered.
        head_s: from the connection's begin, or from the last answer, to the end of the next head.
        request_s: the same to the end of the whole request.
        unread_s: how long an answer may lie unread.
    """

    connections: int
    strangers: int
    for_each_peer: int
    head_bytes: int = 32 << 10
    loose_bytes: int = 256 << 10
    headers: int = 100
    waiting: int = 8
    head_s: float = 5.0
    request_s: float = 30.0
    unread_s: float = 30.0


LOOPBACK = Bounds(connections=192, strangers=64, for_each_peer=48)
UNIX = Bounds(connections=512, strangers=512, for_each_peer=512, head_s=60.0, request_s=120.0)
"""Of the Unix socket, which only the user can reach: a hook connects before it has read what its client sends."""


def bounds_of(connection: socket.socket) -> Bounds:
    """Those for an accepted socket."""
    return UNIX if connection.family == socket.AF_UNIX else LOOPBACK
