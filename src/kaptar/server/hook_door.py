"""Endpoint for hooks, in front of all other routes, because clients wait for it.

Work runs in threads, since guests release the interpreter's lock and tools of the project are waited for.
"""

import asyncio
import os
from typing import TYPE_CHECKING, Literal

import msgspec

from kaptar.api.protocol import PROCESS_HEADER, PROJECT_HEADER
from kaptar.clients.origin import HookOrigin
from kaptar.errors import Busy, Closed
from kaptar.workers import Workers

if TYPE_CHECKING:
    from concurrent.futures import Future

    from starlette.types import ASGIApp, Receive, Scope, Send

    from kaptar.clients.adapter import HookAnswer
    from kaptar.hive.hive import Hive

MAX_BODY = 32 << 20
"""Bytes of a request: a proposed edit holds a whole file."""
THREADS, _WAITING = 32, 1024
_PARTS = 4
_PROJECT, _MOST_PROJECT = PROJECT_HEADER.encode(), 8192
_PROCESS, _MOST_DIGITS = PROCESS_HEADER.encode(), 10


class HookDoor:
    """ASGI: ``POST /hook/CLIENT/EVENT`` is answered here, all else by the application behind.

    By HTTP the answer is the client's own JSON; on the Unix socket what ``kaptar-hook`` prints, and its exit code.
    """

    def __init__(self, hive: "Hive", behind: "ASGIApp") -> None:
        self._hive, self._behind = hive, behind
        self._workers = Workers("kaptar-hook", THREADS, _WAITING)

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        named = _hook(scope)
        if named is None:
            await self._behind(scope, receive, send)
            return
        body = await read_body(receive)
        if body == "too_large":
            await _answer(send, 413, {"error": f"more than {MAX_BODY:,} bytes"})
        elif body != "gone":
            await self._judge(named, body, scope, send)

    async def _judge(self, named: tuple[str, str], body: bytes, scope: "Scope", send: "Send") -> None:
        client, event = named
        origin = HookOrigin(_project(scope), _process(scope))
        try:
            work = self._workers.submit(lambda: self._hive.handle_hook(client, event, body, origin))
            answer = await _answer_of(work)
        except (Busy, Closed) as problem:
            await _answer(send, 503, {"error": str(problem)})
            return
        await _answer(send, 200, (answer.http or {}) if b"http=1" in scope["query_string"].split(b"&") else answer)

    def close(self) -> None:
        """Let running work end, half a second at most; what hangs ends with the process."""
        self._workers.close(0.5)


async def _answer_of(work: "Future[HookAnswer]") -> "HookAnswer":
    """What the work comes to. Raises Closed where it was dropped, because the hive ends."""
    future = asyncio.wrap_future(work)
    await asyncio.wait([future])
    if future.cancelled():
        raise Closed("the hive ends")
    return future.result()


def _hook(scope: "Scope") -> tuple[str, str] | None:
    """Client and event of a hook's request."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    parts = scope["path"].split("/")
    return (parts[2], parts[3]) if len(parts) == _PARTS and parts[1] == "hook" else None


def _project(scope: "Scope") -> str:
    """The folder that the client's session began in; "" where the request says none, or nothing that can be read."""
    said = next((value for name, value in scope.get("headers", ()) if name == _PROJECT), b"")
    try:
        return os.fsdecode(bytes.fromhex(said[:_MOST_PROJECT].decode("ascii")))
    except ValueError:
        return ""


def _process(scope: "Scope") -> int:
    """The client's process; 0 where the request names none."""
    said = next((value for name, value in scope.get("headers", ()) if name == _PROCESS), b"")
    return int(said) if said.isdigit() and len(said) <= _MOST_DIGITS else 0


async def read_body(receive: "Receive") -> bytes | Literal["too_large", "gone"]:
    """The whole body; "too_large" when it has more than `MAX_BODY` bytes, "gone" when the client has left meanwhile."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return "gone"
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY:
            return "too_large"
        more = message.get("more_body", False)
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def _answer(send: "Send", status: int, value: object) -> None:
    data = msgspec.json.encode(value)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(data))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})
