"""The doors of a hive: a Unix socket and a loopback port, with uvicorn behind both."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import uvicorn

from kaptar.api.protocol import PROTOCOL, PROTOCOL_HEADER
from kaptar.errors import InputError
from kaptar.repository.door import kept_token, note_port, noted_port
from kaptar.repository.places import MAX_SOCKET_PATH, Places
from kaptar.server.auth import Gate
from kaptar.server.hook_door import HookDoor
from kaptar.server.http import make_app

if TYPE_CHECKING:
    from kaptar.hive.hive import Hive


class Doors(NamedTuple):
    """The sockets of a hive, and the token that loopback wants."""

    unix: socket.socket
    loopback: socket.socket
    token: str


def open_doors(places: Places, port: int) -> Doors:
    """Bind both sockets. The lock must be held. Raises InputError."""
    token, loopback = kept_token(places), _loopback_socket(places, port)
    return Doors(_unix_socket(places.socket), loopback, token)


async def serve(hive: "Hive") -> None:
    """Open the doors of a hive, answer until it has to end, then close them. Raises InputError."""
    doors = open_doors(hive.places, hive.worktrees.home().config.hive.port)
    hooks = HookDoor(hive, make_app(hive))
    config = uvicorn.Config(
        Gate(hooks, doors.token), log_config=None, access_log=False, lifespan="off", ws="none",
        timeout_graceful_shutdown=3, headers=[(PROTOCOL_HEADER, str(PROTOCOL))],
    )  # fmt: skip
    server = _Server(config)
    try:
        note_port(hive.places, doors.loopback.getsockname()[1])
        hive.ending.listen(server.leave)
        await server.serve(sockets=[doors.unix, doors.loopback])
    finally:
        hooks.close()
        hive.places.socket.unlink(missing_ok=True)
        doors.unix.close()
        doors.loopback.close()


class _Server(uvicorn.Server):
    """uvicorn's server without its hold on signals: the hive's process decides what they do."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def leave(self) -> None:
        """Have `serve` end within a tenth of a second."""
        self.should_exit = True


def _unix_socket(path: Path) -> socket.socket:
    if len(os.fsencode(path)) > MAX_SOCKET_PATH:
        raise InputError(f"{path} is too long for a socket; set XDG_RUNTIME_DIR to a shorter folder")
    path.unlink(missing_ok=True)  # stale: the lock says that no other hive of this repository lives
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        sock.bind(str(path))
    finally:
        os.umask(mask)
    sock.listen(128)
    sock.setblocking(False)
    return sock


def _loopback_socket(places: Places, wanted: int) -> socket.socket:
    """On the port that is configured, else on the one that was used before, else on any."""
    before = noted_port(places) or 0
    for port in dict.fromkeys((wanted or before, 0) if not wanted else (wanted,)):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            sock.close()
            continue
        sock.listen(128)
        sock.setblocking(False)
        return sock
    raise InputError(f"port {wanted} on loopback is taken; set hive.port to another one, or to 0")
