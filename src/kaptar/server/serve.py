"""Runs a hive in this process until it is asked to end: lock, sockets, uvicorn, notes for clients."""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import anyio
import uvicorn

from kaptar import __version__
from kaptar.api.protocol import PROTOCOL, PROTOCOL_HEADER
from kaptar.errors import InputError
from kaptar.repository.door import kept_token, note_port, noted_port
from kaptar.repository.living import HiveLock, write_note
from kaptar.repository.own import make_own_folder, refuse_foreign
from kaptar.repository.places import MAX_SOCKET_PATH, Places, exclude_from_git
from kaptar.server.auth import Gate
from kaptar.server.hook_door import HookDoor
from kaptar.server.http import make_app

if TYPE_CHECKING:
    from kaptar.hive.hive import Hive

_TICK_S = 1.0


class AlreadyRunning(InputError):
    """Another process is this repository's hive."""

    exit_code = 0


def take_place(places: Places) -> HiveLock:
    """Make the folders and take the lock. Raises AlreadyRunning, InputError."""
    refuse_foreign(places)
    make_own_folder(places.state)
    make_own_folder(places.socket.parent)
    exclude_from_git(places)
    lock = HiveLock(places.lock)
    if not lock.take():
        raise AlreadyRunning(f"a hive of {places.common} is running already")
    write_note(places.pid, __version__)  # before it answers: `kaptar down` must find one that is starting
    return lock


class Doors(NamedTuple):
    """Where a hive listens, and the token that loopback wants."""

    unix: socket.socket
    loopback: socket.socket
    token: str


def open_doors(places: Places, port: int) -> Doors:
    """Bind both sockets. The lock must be held. Raises InputError."""
    token, loopback = kept_token(places), _loopback_socket(places, port)
    return Doors(_unix_socket(places.socket), loopback, token)


async def serve(hive: "Hive", places: Places, doors: Doors) -> None:
    """Answer until the hive is asked to end, then close the doors."""
    hooks = HookDoor(hive, make_app(hive))
    config = uvicorn.Config(
        Gate(hooks, doors.token), log_config=None, access_log=False, lifespan="off", ws="none",
        timeout_graceful_shutdown=3, headers=[(PROTOCOL_HEADER, str(PROTOCOL))],
    )  # fmt: skip
    server = _Server(config)
    try:
        note_port(places, doors.loopback.getsockname()[1])
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_watch, hive, server)
            await server.serve(sockets=[doors.unix, doors.loopback])
            tasks.cancel_scope.cancel()
    finally:
        hooks.close()
        for path in (places.socket, places.pid):
            path.unlink(missing_ok=True)
        doors.unix.close()
        doors.loopback.close()


class _Server(uvicorn.Server):
    """uvicorn's server without its hold on signals: the hive's owner decides what they do."""

    def install_signal_handlers(self) -> None:
        return


async def _watch(hive: "Hive", server: uvicorn.Server) -> None:
    """End the server when the hive is asked to end, or was idle for long enough."""
    while not hive.must_end():
        with anyio.move_on_after(_TICK_S):
            await hive.wait_for_end()
        await anyio.to_thread.run_sync(hive.tick)
    server.should_exit = True


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
