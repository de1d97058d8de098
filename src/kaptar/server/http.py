"""The hive's HTTP endpoints over plain requests and answers."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import msgspec
from anyio import to_thread
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from kaptar.api.calls import answer_call
from kaptar.api.wire import ErrorBody, problem_of, status_of
from kaptar.errors import KaptarError
from kaptar.server.hook_door import MAX_BODY, read_body

if TYPE_CHECKING:
    from starlette.requests import Request

    from kaptar.hive.hive import Hive


def make_app(hive: "Hive") -> Starlette:
    """All endpoints but the hooks'."""
    endpoints = Endpoints(hive)
    routes = [
        Route("/health", endpoints.health),
        Route("/status", endpoints.status),
        Route("/call/{name}", endpoints.call, methods=["POST"]),
        Route("/shutdown", endpoints.shutdown, methods=["POST"]),
    ]
    return Starlette(routes=routes)


class Endpoints:
    """Each is one request; the work runs in threads, since guests release the interpreter's lock."""

    def __init__(self, hive: "Hive") -> None:
        self._hive = hive

    async def health(self, request: "Request") -> Response:
        return _json(self._hive.health())

    async def status(self, request: "Request") -> Response:
        return await _answered(lambda: to_thread.run_sync(self._hive.status_json))

    async def call(self, request: "Request") -> Response:
        body = await read_body(request.receive)
        if body is None:
            return _error(413, ErrorBody("InvalidArgument", f"the request has more than {MAX_BODY:,} bytes"))
        self._hive.heard()
        name = request.path_params["name"]
        return await _answered(lambda: to_thread.run_sync(answer_call, self._hive.desk, name, body))

    async def shutdown(self, request: "Request") -> Response:
        self._hive.request_end("kaptar down")
        return _json({"status": "ending"})


async def _answered(work: Callable[[], Awaitable[Any]]) -> Response:
    try:
        return _json(await work())
    except KaptarError as problem:
        return _error(status_of(problem), problem_of(problem))


def _json(value: Any) -> Response:
    data = value if isinstance(value, bytes) else msgspec.json.encode(value)
    return Response(data, media_type="application/json")


def _error(status: int, problem: ErrorBody) -> Response:
    return Response(msgspec.json.encode(problem), status, media_type="application/json")
