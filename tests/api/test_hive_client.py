"""The client of a hive on a kept connection that the hive has closed meanwhile."""

import socket
import socketserver
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaptar.api import hive_client
from kaptar.api.hive_client import HiveClient
from kaptar.api.protocol import PROTOCOL, PROTOCOL_HEADER
from kaptar.errors import Unavailable, Unreachable

ANSWER = f"HTTP/1.1 200 OK\r\n{PROTOCOL_HEADER}: {PROTOCOL}\r\ncontent-length: 2\r\n\r\n{{}}".encode()


class Impatient:
    """A hive that closes each connection after one answer, and says in the answer nothing of it."""

    def __init__(self, path: Path, connections: int) -> None:
        self.accepted = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._left = connections
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        for _ in range(self._left):
            connection, _ = self._listener.accept()
            self.accepted += 1
            with connection:
                read = b""
                while not read.endswith(b"\r\n\r\n{}"):
                    read += connection.recv(4096)
                connection.sendall(ANSWER)
        self._listener.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sk") as name:
        yield Path(name)


def test_it_asks_again_on_a_new_connection(folder: Path) -> None:
    hive = Impatient(folder / "s", 2)
    client = HiveClient(folder / "s", 5)
    assert client.post("/call/x", {}) == b"{}"
    assert client.post("/call/x", {}) == b"{}"
    hive.thread.join(5)
    assert hive.accepted == 2
    client.close()


def test_a_hive_that_has_gone_is_unavailable(folder: Path) -> None:
    hive = Impatient(folder / "s", 1)
    client = HiveClient(folder / "s", 5)
    client.post("/call/x", {})
    hive.thread.join(5)
    with pytest.raises(Unavailable, match="does not answer"):
        client.post("/call/x", {})
    client.close()


class Slow(socketserver.ThreadingUnixStreamServer):
    """A hive that answers ``/health`` until it is stopped, and anything else when it is let go."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        self.asked, self.let_go, self.stopped = threading.Semaphore(0), threading.Event(), threading.Event()
        super().__init__(str(path), SlowHandler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class SlowHandler(socketserver.StreamRequestHandler):
    server: Slow

    def handle(self) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.connection.recv(1)
        if not head.startswith(b"GET /health"):
            self.server.let_go.wait(60)
            self.connection.sendall(ANSWER)
        elif not self.server.stopped.is_set():
            self.server.asked.release()
            health = b'{"status":"ok","version":"1","protocol":1,"pid":1,"started":0,"repository":"/"}'
            self.connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(health), health))
        else:
            self.server.let_go.wait(60)


@pytest.fixture
def slow(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    monkeypatch.setattr(hive_client, "HEALTH_S", 0.3)
    hive = Slow(folder / "s")
    yield hive
    hive.let_go.set()
    hive.shutdown()
    hive.server_close()


def test_an_answer_that_takes_long_is_waited_for_while_the_hive_lives(folder: Path, slow: Slow) -> None:
    def let_go() -> None:
        for _ in range(2):
            slow.asked.acquire(timeout=60)
        slow.let_go.set()

    threading.Thread(target=let_go, daemon=True).start()
    client = HiveClient(folder / "s", 600.0)
    assert client.post("/call/x", {}) == b"{}"
    client.close()


def test_a_hive_that_stops_during_a_request_is_not_waited_for(folder: Path, slow: Slow) -> None:
    slow.stopped.set()
    client = HiveClient(folder / "s", 600.0)
    started = time.monotonic()
    with pytest.raises(Unreachable, match="it has taken the request and says nothing"):
        client.post("/call/x", {})
    assert time.monotonic() - started < 60
    client.close()


def test_a_hive_that_was_stopped_is_not_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a socket that takes connections, and answers nothing."""
    monkeypatch.setattr(hive_client, "HEALTH_S", 0.2)
    with socket.socket(socket.AF_UNIX) as stopped:
        stopped.bind(str(folder / "s"))
        stopped.listen()
        client = HiveClient(folder / "s", 600.0)
        started = time.monotonic()
        assert client.health() is None
        assert time.monotonic() - started < 60
        client.close()
