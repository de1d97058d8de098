"""Talks to a living hive over its Unix socket: small HTTP requests, each with a time-out."""

import http.client
import socket
from pathlib import Path
from typing import Any

import msgspec

from kaptar.errors import KaptarError, Unavailable, UsageError
from kaptar.hive import PROTOCOL, PROTOCOL_HEADER, Health
from kaptar.repository.places import is_private


class OtherProtocol(Unavailable):
    """The hive that answers is of another version: what is asked is done in process."""


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path, timeout_s: float) -> None:
        super().__init__("kaptar", timeout=timeout_s)
        self._path = path

    def connect(self) -> None:
        if not is_private(self._path.parent):
            raise OSError(f"{self._path.parent} is not there, or others may enter it")
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class HiveClient:
    """Requests to one hive. Not for two threads at a time."""

    def __init__(self, socket_path: Path, timeout_s: float = 10.0) -> None:
        self._connection = _Connection(socket_path, timeout_s)

    def health(self) -> Health | None:
        """Who answers, or None when nobody does."""
        try:
            return msgspec.json.decode(self._request("GET", "/health", b""), type=Health)
        except (Unavailable, msgspec.MsgspecError):
            return None

    def usable(self) -> bool:
        """Whether a hive of this protocol answers. Raises OtherProtocol where one of another does."""
        health = self.health()
        if health is not None:
            refuse_other(health.protocol, health.version)
        return health is not None

    def get(self, path: str) -> Any:
        """A JSON answer. Raises Unavailable, OtherProtocol, KaptarError."""
        return msgspec.json.decode(self._request("GET", path, b""))

    def post(self, path: str, value: Any) -> bytes:
        """Send a value as JSON; the answer's bytes. Raises Unavailable, OtherProtocol, KaptarError."""
        return self._request("POST", path, msgspec.json.encode(value))

    def close(self) -> None:
        self._connection.close()

    def _request(self, method: str, path: str, body: bytes) -> bytes:
        kept = self._connection.sock is not None
        try:
            headers = {"content-type": "application/json", PROTOCOL_HEADER: str(PROTOCOL)}
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            data = answer.read()
        except (BrokenPipeError, ConnectionResetError) as problem:
            self._connection.close()
            if kept:  # the hive closes connections that were silent for seconds
                return self._request(method, path, body)
            raise Unavailable(f"the hive does not answer: {problem}") from None
        except (OSError, http.client.HTTPException) as problem:
            self._connection.close()
            raise Unavailable(f"the hive does not answer: {problem}") from None
        if path not in ("/health", "/shutdown"):
            refuse_other(answer.getheader(PROTOCOL_HEADER))
        if answer.status >= 400:
            kind = {400: UsageError, 503: Unavailable}.get(answer.status, KaptarError)
            raise kind(f"the hive refused {path}: {data.decode('utf-8', 'replace')[:500]}")
        return data


def refuse_other(protocol: int | str | None, version: str = "") -> None:
    """Raises OtherProtocol unless it is ours. A hive from before there was one says None."""
    if str(protocol) != str(PROTOCOL):
        named = f"version {version}, " if version else ""
        raise OtherProtocol(
            f"the hive here is another one's ({named}protocol {protocol or 'unknown'}, this Kaptar speaks {PROTOCOL}); "
            "run `kaptar down`, then `kaptar up`"
        )
