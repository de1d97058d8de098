"""The loopback port and the token of a repository's hive, which stay the same over restarts.

The token changes when the port does: another user may listen on the old port, and was sent the old token there.
"""

import secrets
import socket

from kaptar.atomic import write_atomically
from kaptar.errors import InputError
from kaptar.repository.own import read_own
from kaptar.repository.places import Places

_LEAST_TOKEN = 32


def noted_port(places: Places) -> int | None:
    """The port that the hive had last; None where it had none yet. Raises InputError where the file is not our own."""
    try:
        return int(read_own(places.port) or b"")
    except ValueError:
        return None


def note_port(places: Places, port: int) -> None:
    """Note the port for clients and for the next start. Raises OSError."""
    write_atomically(places.port, str(port).encode(), 0o600)


def port_of(places: Places) -> int:
    """The port of a hive that runs. Raises InputError where it has noted none."""
    port = noted_port(places)
    if port is None:
        raise InputError(f"{places.port}: holds no port; run `kaptar down` and `kaptar up`")
    return port


def free_port() -> int:
    """A port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def noted_token(places: Places) -> str | None:
    """The token that loopback wants; None where there is none yet. Raises InputError where the file is not our own."""
    token = (read_own(places.token) or b"").decode("ascii", "replace").strip()
    return token if len(token) >= _LEAST_TOKEN else None


def kept_token(places: Places) -> str:
    """The token, made where there is none yet; only its owner can read it. Raises InputError, OSError."""
    token = noted_token(places)
    if token is None:
        token = new_token()
        write_atomically(places.token, token.encode(), 0o600)
    return token


def token_for(places: Places, port: int) -> str:
    """The token of a hive that takes a port: the kept one on the port that is noted, a new one on another.

    Raises InputError, OSError.
    """
    if noted_port(places) == port:
        return kept_token(places)
    token = new_token()
    write_atomically(places.token, token.encode(), 0o600)
    return token


def new_token() -> str:
    """A secret that nobody guesses."""
    return secrets.token_urlsafe(32)
