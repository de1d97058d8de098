"""The doors of a hive: a Unix socket and a loopback port, with uvicorn behind both."""

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import uvicorn

from kaptar.api.protocol import PROTOCOL, PROTOCOL_HEADER
from kaptar.errors import InputError
from kaptar.repository.door import note_port, noted_port, token_for
from kaptar.repository.environment import digest_of
from kaptar.repository.places import MAX_SOCKET_PATH, Places
from kaptar.server.accepting import Pace, accept
from kaptar.server.auth import Gate
from kaptar.server.bounded import BoundedProtocol
from kaptar.server.hook_door import HookDoor
from kaptar.server.http import Endpoints, call_workers, make_app

if TYPE_CHECKING:
    from kaptar.hive.hive import Hive


class Doors(NamedTuple):
    """The sockets of a hive, and the token that loopback wants."""

    unix: socket.socket
    loopback: socket.socket
    token: str


def open_doors(places: Places, port: int) -> Doors:
    """Bind both sockets, or neither. The lock must be held. Raises InputError."""
    with ExitStack() as half:
        loopback = half.enter_context(loopback_socket(places, port))
        token = token_for(places, loopback.getsockname()[1])
        unix = _unix_socket(places.socket)
        half.pop_all()
    return Doors(unix, loopback, token)


async def serve(hive: "Hive", ready: Callable[[int], None]) -> None:
    """Open the doors of a hive, answer until it has to end, then close them. Raises InputError.

    Args:
        ready: called with the loopback port once the hive answers.
    """
    doors = open_doors(hive.places, hive.worktrees.home().config.hive.port)
    with ExitStack() as end:  # in reverse order, each also when another one fails
        end.enter_context(doors.loopback)
        end.enter_context(doors.unix)
        end.callback(hive.places.socket.unlink, missing_ok=True)
        endpoints = end.enter_context(closing(Endpoints(hive, call_workers())))
        hooks = end.enter_context(closing(HookDoor(hive, make_app(endpoints))))
        gate = Gate(hooks, doors.token, hive.places.common, digest_of(os.environb))
        config = uvicorn.Config(
            gate, http=BoundedProtocol, log_config=None, access_log=False, lifespan="off",
            ws="none", timeout_graceful_shutdown=3, headers=[(PROTOCOL_HEADER, str(PROTOCOL))],
        )  # fmt: skip
        port = doors.loopback.getsockname()[1]
        server = BoundedServer(config, doors.loopback, lambda: ready(port))
        note_port(hive.places, port)
        hive.ending.listen(server.leave)
        await server.serve(sockets=[doors.unix])


class BoundedServer(uvicorn.Server):
    """uvicorn's server without its hold on signals: the hive's process decides what they do.

    The loopback port is accepted from at a bounded pace, where uvicorn takes whatever comes.

    Args:
        ready: called once connections are accepted.
    """

    def __init__(self, config: uvicorn.Config, loopback: socket.socket, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._loopback, self._ready = loopback, ready
        self._accepting: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._accepting = asyncio.create_task(accept(self._loopback, self._protocol, Pace()))
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._accepting is not None:
            self._accepting.cancel()
            await asyncio.wait([self._accepting])
        await super().shutdown(sockets)

    def _protocol(self) -> BoundedProtocol:
        return BoundedProtocol(self.config, self.server_state, self.lifespan.state)

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
    try:
        sock.bind(str(path))
        path.chmod(0o600)  # until then its folder keeps others out, and nobody listens
    except OSError as problem:
        sock.close()
        raise InputError(f"{path}: no socket can be made: {problem.strerror or problem}") from None
    sock.listen(128)
    sock.setblocking(False)
    return sock


def loopback_socket(places: Places, wanted: int) -> socket.socket:
    """A listening socket on the port that is configured, else on the one that was used before, else on any. Raises InputError."""
    before = noted_port(places) or 0
    for port in (wanted,) if wanted else (before, 0):
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
    if wanted:
        raise InputError(f"port {wanted} on loopback is taken; set hive.port to another one, or to 0")
    raise InputError("no port on loopback can be taken; see whether 127.0.0.1 is there, and how many sockets are open")
