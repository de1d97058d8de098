"""Talks to a living hive over its Unix socket: small HTTP requests, each with a time-out."""

import http.client
import socket
from pathlib import Path
from typing import Any

import msgspec

from skep.errors import SkepError, Unavailable
from skep.hive import PROTOCOL, Health


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path, timeout_s: float) -> None:
        super().__init__("skep", timeout=timeout_s)
        self._path = path

    def connect(self) -> None:
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
        """Whether a hive of this protocol answers."""
        health = self.health()
        return health is not None and health.protocol == PROTOCOL

    def get(self, path: str) -> Any:
        """A JSON answer. Raises Unavailable, SkepError."""
        return msgspec.json.decode(self._request("GET", path, b""))

    def post(self, path: str, value: Any) -> bytes:
        """Send a value as JSON; the answer's bytes. Raises Unavailable, SkepError."""
        return self._request("POST", path, msgspec.json.encode(value))

    def close(self) -> None:
        self._connection.close()

    def _request(self, method: str, path: str, body: bytes) -> bytes:
        try:
            self._connection.request(method, path, body, {"content-type": "application/json"})
            answer = self._connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            self._connection.close()
            raise Unavailable(f"the hive does not answer: {problem}") from None
        if answer.status >= 400:
            raise SkepError(f"the hive refused {path}: {data.decode('utf-8', 'replace')[:500]}")
        return data
