"""The hive's HTTP endpoints over plain requests and answers."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import msgspec
from anyio import to_thread
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from skep.errors import SkepError
from skep.server.auth import Gate
from skep.server.calls import answer_call

if TYPE_CHECKING:
    from starlette.requests import Request

    from skep.app import Hive

MAX_BODY = 32 << 20
"""Bytes of a request: a proposed edit holds a whole file."""


def make_app(hive: "Hive", token: str) -> Gate:
    """All endpoints behind the gate."""
    endpoints = Endpoints(hive)
    routes = [
        Route("/health", endpoints.health),
        Route("/status", endpoints.status),
        Route("/hook/{client}/{event}", endpoints.hook, methods=["POST"]),
        Route("/call/{name}", endpoints.call, methods=["POST"]),
        Route("/shutdown", endpoints.shutdown, methods=["POST"]),
    ]
    return Gate(Starlette(routes=routes), token)


class Endpoints:
    """Each is one request; the work runs in threads, since guests release the interpreter's lock."""

    def __init__(self, hive: "Hive") -> None:
        self._hive = hive

    async def health(self, request: "Request") -> Response:
        return _json(self._hive.health())

    async def status(self, request: "Request") -> Response:
        return await _answered(lambda: to_thread.run_sync(self._hive.status))

    async def hook(self, request: "Request") -> Response:
        """A client's hook. By HTTP the client's own JSON; on the Unix socket what ``skep-hook`` prints, and its exit code."""
        body = await _body(request)
        if body is None:
            return _error(413, f"more than {MAX_BODY:,} bytes")
        client, event = request.path_params["client"], request.path_params["event"]
        answer = await to_thread.run_sync(self._hive.handle_hook, client, event, body)
        if request.query_params.get("http") == "1":
            return _json(answer.http or {})
        return _json(answer)

    async def call(self, request: "Request") -> Response:
        body = await _body(request)
        if body is None:
            return _error(413, f"more than {MAX_BODY:,} bytes")
        name = request.path_params["name"]
        return await _answered(lambda: to_thread.run_sync(answer_call, self._hive, name, body))

    async def shutdown(self, request: "Request") -> Response:
        self._hive.request_end()
        return _json({"status": "ending"})


async def _body(request: "Request") -> bytes | None:
    """The whole body; None when it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


async def _answered(work: Callable[[], Awaitable[Any]]) -> Response:
    try:
        return _json(await work())
    except SkepError as problem:
        return _error(400 if problem.exit_code == 2 else 503 if problem.exit_code == 3 else 422, str(problem))


def _json(value: Any) -> Response:
    data = value if isinstance(value, bytes) else msgspec.json.encode(value)
    return Response(data, media_type="application/json")


def _error(status: int, text: str) -> Response:
    return Response(msgspec.json.encode({"error": text}), status, media_type="application/json")
