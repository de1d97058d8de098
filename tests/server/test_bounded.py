"""The door before the token: what one connection and many of them may take, and that hooks go on meanwhile."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from tests.waiting import wait_until

from kaptar.server import bounded, bounds
from kaptar.server.accepting import Pace
from kaptar.server.auth import Gate
from kaptar.server.bounded import BoundedProtocol
from kaptar.server.bounds import LOOPBACK, UNIX, Bounds
from kaptar.server.serve import BoundedServer

TOKEN = "t" * 40
ASK = b"GET /health HTTP/1.1\r\nhost: localhost\r\n"
KNOWN = ASK + b"authorization: Bearer " + TOKEN.encode() + b"\r\n"


class Door:
    """A server like the hive's, over an application that answers when it is let go."""

    def __init__(self, server: BoundedServer, port: int, unix: str, go_on: asyncio.Event) -> None:
        self.server, self.port, self.unix, self.go_on = server, port, unix, go_on
        self.bodies: list[int] = []
        self.answer = b"ok"

    async def connect(self, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        return reader, writer

    async def told(self, sent: bytes) -> bytes:
        """All that a connection is told until it is closed."""
        reader, writer = await self.connect(sent)
        try:
            return await asyncio.wait_for(reader.read(), 30)
        except ConnectionResetError:
            return b"reset"
        finally:
            writer.close()

    async def hook(self) -> bytes:
        """One request over the Unix socket, as a hook makes it."""
        reader, writer = await asyncio.open_unix_connection(self.unix)
        writer.write(ASK + b"connection: close\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        return answer

    def open(self) -> list[BoundedProtocol]:
        return [each for each in self.server.server_state.connections if isinstance(each, BoundedProtocol)]


def at_the_door(work: Callable[[Door], Awaitable[None]], tmp_path: Path) -> None:
    """Serve on loopback and on a Unix socket in this process while the work goes on."""

    async def main() -> None:
        go_on = asyncio.Event()
        go_on.set()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            size, more = 0, True
            while more:
                message = await receive()
                size, more = size + len(message.get("body", b"")), message.get("more_body", False)
            door.bodies.append(size)
            await go_on.wait()
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(door.answer))]})
            await send({"type": "http.response.body", "body": door.answer})

        with socket.socket() as loopback, socket.socket(socket.AF_UNIX) as unix:
            loopback.bind(("127.0.0.1", 0))
            loopback.listen(128)
            loopback.setblocking(False)
            path = str(tmp_path / "s")
            unix.bind(path)
            unix.listen(128)
            config = uvicorn.Config(Gate(app, TOKEN, tmp_path), http=BoundedProtocol, log_config=None, lifespan="off", ws="none")
            server = BoundedServer(config, loopback, lambda: None)
            door = Door(server, loopback.getsockname()[1], path, go_on)
            serving = asyncio.create_task(server.serve(sockets=[unix]))
            try:
                await until(lambda: server.started)
                await asyncio.wait_for(work(door), 120)
            finally:
                go_on.set()
                server.leave()
                await serving

    asyncio.run(main())


async def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds, as no event of a connection tells of it."""
    await asyncio.to_thread(wait_until, holds, "the door's state", 30.0)


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> Bounds:
    """Times that a test can wait for."""
    found = LOOPBACK._replace(head_s=0.2, request_s=0.4, unread_s=0.4)
    monkeypatch.setattr(bounds, "LOOPBACK", found)
    return found


def test_a_request_with_the_token_is_answered_as_ever(tmp_path: Path) -> None:
    async def work(door: Door) -> None:
        body = b"x" * (3 << 20)
        asked = KNOWN.replace(b"GET", b"POST") + b"content-length: %d\r\nconnection: close\r\n\r\n" % len(body)
        assert (await door.told(asked + body)).endswith(b"\r\n\r\nok")
        chunked = KNOWN.replace(b"GET", b"POST") + b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        chunks = b"".join(b"2000\r\n" + b"y" * 0x2000 + b"\r\n" for _ in range(256))
        assert (await door.told(chunked + chunks + b"0\r\n\r\n")).endswith(b"\r\n\r\nok")
        assert door.bodies == [3 << 20, 256 * 0x2000]
        few = (KNOWN + b"\r\n") * 3 + KNOWN + b"connection: close\r\n\r\n"
        assert (await door.told(few)).count(b"\r\n\r\nok") == 4

    at_the_door(work, tmp_path)


@pytest.mark.parametrize(
    "sent",
    [
        ASK + b"x-a: " + b"a" * (8 << 20),
        ASK + b"a: b\r\n" * 1_000_000,
        ASK + b"a: b\r\n" * 200 + b"\r\n",
        b"GET /" + b"a" * (8 << 20),
        KNOWN.replace(b"GET", b"POST") + b"transfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n" + b"a: b\r\n" * 1_000_000,
        KNOWN.replace(b"GET", b"POST") + b"transfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx: " + b"a" * (8 << 20),
        KNOWN.replace(b"GET", b"POST") + b"transfer-encoding: chunked\r\n\r\n1;" + b"a" * (8 << 20),
    ],
    ids=["header", "headers", "too many headers", "line", "trailers", "trailer", "extension"],
)
def test_an_endless_head_ends_the_connection(sent: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[int] = []
    received = BoundedProtocol.data_received

    def seen(self: BoundedProtocol, data: bytes) -> None:
        fed.append(len(data))
        received(self, data)

    monkeypatch.setattr(BoundedProtocol, "data_received", seen)

    async def work(door: Door) -> None:
        told = await door.told(sent)
        assert told[:12] in (b"reset", b"HTTP/1.1 431", b"HTTP/1.1 401")
        await until(lambda: not door.open())
        assert sum(fed) < 1 << 20

    at_the_door(work, tmp_path)


@pytest.mark.parametrize("headers", [b"a: b\r\n" * 200, b"a: " + b"b" * 40_000 + b"\r\n"], ids=["many", "long"])
def test_a_whole_head_has_bounds_too(headers: bytes, tmp_path: Path) -> None:
    async def work(door: Door) -> None:
        assert (await door.told(KNOWN + headers + b"\r\n"))[:12] in (b"HTTP/1.1 431", b"reset")
        assert door.bodies == []

    at_the_door(work, tmp_path)


def test_a_line_has_bounds_too(tmp_path: Path) -> None:
    async def work(door: Door) -> None:
        line = KNOWN.replace(b"/health", b"/" + b"a" * 40_000)
        assert (await door.told(line + b"\r\n"))[:12] in (b"HTTP/1.1 431", b"reset")
        assert door.bodies == []

    at_the_door(work, tmp_path)


def test_requests_that_nobody_waits_for_end_the_connection(tmp_path: Path) -> None:
    async def work(door: Door) -> None:
        door.go_on.clear()
        _, writer = await door.connect((KNOWN + b"\r\n") * 20_000)
        await until(lambda: door.bodies == [0])
        await until(lambda: not door.open())
        writer.close()

    at_the_door(work, tmp_path)


def test_who_has_no_token_asks_once(tmp_path: Path) -> None:
    async def work(door: Door) -> None:
        told = await door.told((ASK + b"\r\n") * 20_000)
        assert told.count(b"HTTP/1.1 401") == (0 if told == b"reset" else 1)
        assert door.bodies == []

    at_the_door(work, tmp_path)


@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize("sent", [b"", b"GET /health HTTP/1.1\r\nhost: ",
                                  KNOWN.replace(b"GET", b"POST") + b"content-length: 10\r\n\r\nx"])  # fmt: skip
def test_who_says_half_is_not_waited_for(sent: bytes, tmp_path: Path) -> None:
    async def work(door: Door) -> None:
        assert await door.told(sent) in (b"", b"reset")
        assert not door.open()

    at_the_door(work, tmp_path)


@pytest.mark.usefixtures("brief")
def test_who_drips_is_not_waited_for(tmp_path: Path) -> None:
    """The time is that of the whole head, and not that since the last byte."""

    async def work(door: Door) -> None:
        reader, writer = await door.connect(ASK)
        ended = asyncio.create_task(reader.read())
        while not ended.done():
            writer.write(b"a: b\r\n")
            await asyncio.wait([ended], timeout=0.05)
        writer.close()

    at_the_door(work, tmp_path)


@pytest.mark.usefixtures("brief")
def test_an_answer_that_takes_long_is_not_cut_off(tmp_path: Path) -> None:
    async def work(door: Door) -> None:
        door.go_on.clear()
        reader, writer = await door.connect(KNOWN + b"connection: close\r\n\r\n")
        for _ in range(4):  # others, whose time is over meanwhile, and again
            await door.told(KNOWN.replace(b"GET", b"POST") + b"content-length: 10\r\n\r\n")
        door.go_on.set()
        assert (await reader.read()).endswith(b"ok")
        writer.close()

    at_the_door(work, tmp_path)


@pytest.mark.usefixtures("brief")
def test_an_answer_that_nobody_reads_is_not_kept(tmp_path: Path) -> None:
    async def work(door: Door) -> None:
        door.answer = bytes(64 << 20)
        _, writer = await door.connect(KNOWN + b"\r\n")
        await until(lambda: door.bodies == [0])
        await until(lambda: not door.open())
        writer.close()

    at_the_door(work, tmp_path)


def test_many_strangers_end_the_oldest_of_them_and_nobody_else(tmp_path: Path) -> None:
    async def work(door: Door) -> None:
        known_reader, known = await door.connect(KNOWN + b"\r\n")
        assert (await known_reader.readuntil(b"ok")).endswith(b"ok")
        held = [await door.connect(ASK) for _ in range(300)]
        assert len(door.open()) <= LOOPBACK.strangers + 1
        assert b"401" in await door.told(ASK + b"\r\n")
        known.write(KNOWN + b"connection: close\r\n\r\n")
        assert (await known_reader.read()).endswith(b"ok")
        for _, writer in held:
            writer.close()

    at_the_door(work, tmp_path)


def test_one_peer_leaves_room_for_others(tmp_path: Path) -> None:
    async def work(door: Door) -> None:
        held = [await door.connect(ASK) for _ in range(2 * LOOPBACK.for_each_peer)]
        await until(lambda: len(door.open()) <= LOOPBACK.for_each_peer)
        other = await asyncio.open_connection("127.0.0.1", door.port, local_addr=("127.0.0.2", 0))
        await until(lambda: {each.peer for each in door.open()} == {"127.0.0.1", "127.0.0.2"})
        assert len(door.open()) == LOOPBACK.for_each_peer + 1
        for _, writer in (*held, other):
            writer.close()

    at_the_door(work, tmp_path)


def test_connections_with_the_token_have_a_bound_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LOOPBACK", LOOPBACK._replace(connections=3))

    async def work(door: Door) -> None:
        held = []
        for _ in range(3):
            reader, writer = await door.connect(KNOWN + b"\r\n")
            await reader.readuntil(b"ok")
            held.append(writer)
        assert await door.told(KNOWN + b"\r\n") in (b"", b"reset")
        assert len(door.open()) == 3
        for writer in held:
            writer.close()

    at_the_door(work, tmp_path)


def test_hooks_go_on_under_half_requests(tmp_path: Path) -> None:
    """The bound is generous here; `kaptar bench hooks` measures."""

    async def work(door: Door) -> None:
        for _ in range(20):
            await door.hook()
        quiet = [await seconds(door.hook) for _ in range(100)]
        held = [asyncio.create_task(door.connect(ASK)) for _ in range(1024)]
        flooded = [await seconds(door.hook) for _ in range(100)]
        assert sorted(flooded)[95] <= 10 * max(sorted(quiet)[95], 0.002)
        assert len(door.open()) <= LOOPBACK.strangers + 2
        for task in held:
            task.cancel()
        await asyncio.wait(held)
        for task in held:
            if not task.cancelled() and task.exception() is None:
                task.result()[1].close()

    at_the_door(work, tmp_path)


async def seconds(work: Callable[[], Awaitable[object]]) -> float:
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start


def test_the_pace_has_a_burst_and_then_a_rate() -> None:
    pace = Pace(burst=3, each_second=10)
    assert [pace.wait_s(100.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert [round(pace.wait_s(100.0), 6) for _ in range(2)] == [0.1, 0.2]
    assert pace.wait_s(110.0) == 0.0


def test_bounds_are_by_the_kind_of_socket() -> None:
    with socket.socket(socket.AF_UNIX) as unix, socket.socket() as loopback:
        assert bounds.bounds_of(unix) == UNIX
        assert bounds.bounds_of(loopback) == LOOPBACK
    assert LOOPBACK.head_bytes >= bounded.SLICE
