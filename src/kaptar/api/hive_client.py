"""Client of a hive: small HTTP requests over its Unix socket, each with a time-out."""

import http.client
import select
import socket
import time
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kaptar.api.protocol import PROTOCOL, PROTOCOL_HEADER, REPOSITORY_HEADER, Health, as_header, refuse_other
from kaptar.api.wire import ErrorBody, error_of, from_json, to_json
from kaptar.decoding.json import decode_json
from kaptar.errors import KaptarError, Unavailable, Unreachable
from kaptar.repository.places import is_private

Answer = TypeVar("Answer")

HEALTH_S = 2.0
"""How long a hive may take to say that it is there, to take a request, and to go on with an answer: one that was stopped
never does."""


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path, timeout_s: float) -> None:
        super().__init__("kaptar", timeout=timeout_s)
        self.path = path

    def connect(self) -> None:
        if not is_private(self.path.parent):
            raise OSError(f"{self.path.parent} is not there, or others may enter it")
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class HiveClient:
    """Requests to one hive. Not for two threads at a time.

    Args:
        repository: git's common directory of the repository whose hive is meant: it is named in each request, and the answer of
            a hive of another one is refused. None: whichever hive listens.

    Attributes:
        connection: open between requests; `http.client` opens it anew where it was closed.
    """

    def __init__(self, socket_path: Path, timeout_s: float = 10.0, repository: Path | None = None) -> None:
        self.connection = _Connection(socket_path, timeout_s)
        self._timeout_s = timeout_s
        self._named = {} if repository is None else {REPOSITORY_HEADER: as_header(repository)}

    def health(self) -> Health | None:
        """Who answers, or None when nobody does within `HEALTH_S`."""
        try:
            return decode_json(self._request("GET", "/health", b""), Health)
        except (Unavailable, msgspec.MsgspecError):
            return None

    def _wait_for(self, seconds: float) -> None:
        self.connection.timeout = seconds
        if self.connection.sock is not None:
            self.connection.sock.settimeout(seconds)

    def _await_answer(self) -> None:
        """Wait until the answer begins, as long as the hive says that it lives. Raises OSError."""
        until, ready = time.monotonic() + self._timeout_s, select.poll()
        ready.register(self.connection.sock, select.POLLIN)
        while not ready.poll(min(HEALTH_S, self._timeout_s) * 1e3):
            if time.monotonic() >= until:
                raise TimeoutError("timed out")
            if not self._lives():
                raise TimeoutError("it has taken the request and says nothing")

    def _lives(self) -> bool:
        """Whether the hive answers another request meanwhile."""
        with closing(HiveClient(self.connection.path)) as other:
            return other.health() is not None

    def usable(self) -> bool:
        """Whether a hive of this protocol answers. Raises OtherProtocol where one of another does."""
        health = self.health()
        if health is not None:
            refuse_other(health.protocol, health.version)
        return health is not None

    def get(self, path: str, answer: type[Answer]) -> Answer:
        """An answer of this type. Raises Unavailable, OtherProtocol, KaptarError."""
        try:
            return from_json(self._request("GET", path, b""), answer)
        except msgspec.MsgspecError as problem:
            raise KaptarError(f"the hive's answer to {path} cannot be read: {problem}") from None

    def post(self, path: str, value: Any) -> bytes:
        """Send a value as JSON; the answer's bytes. Raises Unavailable, OtherProtocol, KaptarError.

        A request goes out a second time where the hive has closed a silent connection: only for what may be done twice.
        """
        return self._request("POST", path, to_json(value))

    def post_once(self, path: str, value: Any) -> bytes:
        """As `post`, but never sent twice: it opens a new connection first."""
        self.close()
        return self.post(path, value)

    def close(self) -> None:
        self.connection.close()

    def _request(self, method: str, path: str, body: bytes) -> bytes:
        kept = self.connection.sock is not None
        try:
            headers = {"content-type": "application/json", PROTOCOL_HEADER: str(PROTOCOL), **self._named}
            self._wait_for(min(HEALTH_S, self._timeout_s))
            self.connection.request(method, path, body, headers)
            if path != "/health":
                self._await_answer()
            answer = self.connection.getresponse()
            data = answer.read()
        except (BrokenPipeError, ConnectionResetError) as problem:
            self.connection.close()
            if kept:  # the hive closes connections that were silent for seconds
                return self._request(method, path, body)
            raise Unreachable(f"the hive does not answer: {problem}") from None
        except (OSError, http.client.HTTPException) as problem:
            self.connection.close()
            raise Unreachable(f"the hive does not answer: {problem}") from None
        if path not in ("/health", "/shutdown"):
            refuse_other(answer.getheader(PROTOCOL_HEADER))
        other = answer.getheader(REPOSITORY_HEADER)
        if self._named and other is not None and other != self._named[REPOSITORY_HEADER]:
            raise Unavailable("the hive that answers is of another repository")
        if answer.status >= 400:
            raise _error(path, data)
        return data


def _error(path: str, data: bytes) -> KaptarError:
    """The error that a hive sent; an answer that is none becomes one."""
    try:
        return error_of(from_json(data, ErrorBody))
    except msgspec.MsgspecError:
        return KaptarError(f"the hive refused {path}: {data.decode('utf-8', 'replace')[:500]}")
