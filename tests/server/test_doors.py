"""The doors by themselves: sockets that are bound together or not at all, bodies, and work that has a bound."""

import os
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import anyio
import pytest

from kaptar.errors import InputError
from kaptar.repository.door import note_port
from kaptar.repository.places import Places
from kaptar.server import serve
from kaptar.server.hook_door import MAX_BODY, HookDoor, read_body
from kaptar.server.http import Endpoints, make_app
from kaptar.workers import Workers

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]


@pytest.fixture
def places(places: Places) -> Places:
    """With the folders that a hive makes when it takes its place."""
    places.socket.parent.mkdir(mode=0o700)
    places.state.mkdir()
    return places


def test_the_socket_is_the_users_alone_and_no_umask_is_set(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """The umask is of the whole process: other threads write files meanwhile."""

    def umask(_mask: int) -> int:
        raise AssertionError("os.umask was called")

    monkeypatch.setattr(os, "umask", umask)
    doors = serve.open_doors(places, 0)
    with doors.unix, doors.loopback:
        assert places.socket.stat().st_mode & 0o777 == 0o600


def test_without_the_unix_socket_loopback_is_closed_too(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[socket.socket] = []
    loopback = serve.loopback_socket

    def kept(places: Places, port: int) -> socket.socket:
        made.append(loopback(places, port))
        return made[-1]

    monkeypatch.setattr(serve, "loopback_socket", kept)
    places.socket.parent.rmdir()
    with pytest.raises(InputError, match="no socket can be made: No such file"):
        serve.open_doors(places, 0)
    assert [each.fileno() for each in made] == [-1]


def test_a_port_that_is_taken_meanwhile_is_replaced_and_one_that_was_asked_for_is_not(places: Places) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        note_port(places, port)
        with closing(serve.loopback_socket(places, 0)) as other:
            assert other.getsockname()[1] not in (0, port)
        with pytest.raises(InputError, match=f"^port {port} on loopback is taken"):
            serve.loopback_socket(places, port)


def test_that_no_port_can_be_had_names_none(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def bind(*_: object) -> None:
        raise OSError("no address")

    monkeypatch.setattr(socket.socket, "bind", bind)
    with pytest.raises(InputError, match=r"^no port on loopback can be taken"):
        serve.loopback_socket(places, 0)


def messages(*given: Message) -> Receive:
    """Gives the messages, then that the client has gone."""
    left: Iterator[Message] = iter(given)

    async def receive() -> Message:
        return next(left, {"type": "http.disconnect"})

    return receive


def part(body: bytes, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([part(b"a", True), part(b"b", False)], b"ab"),
        ([part(b"a", True)], "gone"),
        ([part(b"a", True), part(bytes(MAX_BODY), True)], "too_large"),
    ],
)
def test_a_body_that_is_too_large_is_not_a_client_that_has_gone(given: list[Message], found: object) -> None:
    assert anyio.run(read_body, messages(*given)) == found


async def asked(app: Any, path: str, receive: Receive, **more: Any) -> list[Message]:
    """What an application sends to a POST."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b"", "root_path": "", **more}
    await app(scope, receive, send)
    return sent


def test_a_hook_of_a_client_that_has_gone_is_not_answered() -> None:
    def handle_hook(*_: object) -> None:
        raise AssertionError("half a body was judged")

    door = HookDoor(SimpleNamespace(handle_hook=handle_hook), make_app)  # type: ignore[arg-type]
    assert anyio.run(asked, door, "/hook/claude/PreToolUse", messages(part(b"{", True))) == []
    door.close()


def test_calls_have_workers_of_their_own_and_more_than_may_wait_are_refused() -> None:
    """The threads of the event loop are left to the hive's parts, which flush and end with them."""
    begun, go_on = threading.Event(), threading.Event()

    def trust(_request: object) -> str:
        begun.set()
        assert go_on.wait(30)
        return threading.current_thread().name

    hive: Any = SimpleNamespace(desk=SimpleNamespace(trust=trust), heard=lambda: None)
    endpoints = Endpoints(hive, Workers("call", 1, 1))
    app = make_app(endpoints)
    answers: list[list[Message]] = []

    async def ask() -> None:
        answers.append(await asked(app, "/call/trust", messages(part(b'{"root":"/"}', False))))

    async def ask_three() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(ask)
            await anyio.to_thread.run_sync(begun.wait, 30)
            group.start_soon(ask)
            await anyio.wait_all_tasks_blocked()
            await ask()
            go_on.set()

    anyio.run(ask_three)
    endpoints.close()
    assert [(sent[0]["status"], sent[1]["body"]) for sent in answers] == [
        (503, b'{"kind":"Busy","message":"1 requests wait already; ask again later"}'),
        (200, b'"call-0"'),
        (200, b'"call-0"'),
    ]
    (refused,) = anyio.run(asked, app, "/call/trust", messages(part(b'{"root":"/"}', False)))[1:]
    assert refused["body"] == b'{"kind":"Unavailable","message":"the hive is ending"}'
