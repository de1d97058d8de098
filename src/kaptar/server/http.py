"""The hive's HTTP endpoints over plain requests and answers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from kaptar.api.calls import answer_call
from kaptar.api.wire import ErrorBody, problem_of, status_of, to_json
from kaptar.errors import Closed, KaptarError, Unavailable
from kaptar.hive.in_thread import in_thread
from kaptar.server.hook_door import MAX_BODY, read_body
from kaptar.workers import Workers

if TYPE_CHECKING:
    from starlette.requests import Request

    from kaptar.hive.hive import Hive


_GONE = 400
"""The status for a client that has left: nobody reads it."""
_THREADS, _WAITING = 32, 256
_END_S = 2.0


def call_workers() -> Workers:
    """Threads for requests of front ends. They are not the event loop's own, which the hive's parts need to flush and to end."""
    return Workers("kaptar-call", _THREADS, _WAITING)


def make_app(endpoints: "Endpoints") -> Starlette:
    """All endpoints but the hooks'."""
    routes = [
        Route("/health", endpoints.health),
        Route("/status", endpoints.status),
        Route("/call/{name}", endpoints.call, methods=["POST"]),
        Route("/shutdown", endpoints.shutdown, methods=["POST"]),
    ]
    return Starlette(routes=routes)


class Endpoints:
    """Each is one request; the work runs in threads, since guests release the interpreter's lock.

    Args:
        workers: answer ``/call/…``; when as many as may wait do so, another request is refused as `Busy`. Closed with this.
    """

    def __init__(self, hive: "Hive", workers: Workers) -> None:
        self._hive, self._workers = hive, workers

    def close(self) -> None:
        """Let running work end, two seconds at most; what takes longer ends with the process."""
        self._workers.close(_END_S)

    async def health(self, request: "Request") -> Response:
        return _json(self._hive.health())

    async def status(self, request: "Request") -> Response:
        return await _answered(lambda: in_thread(self._hive.status_json))

    async def call(self, request: "Request") -> Response:
        body = await read_body(request.receive)
        if body == "gone":
            return Response(status_code=_GONE)
        if body == "too_large":
            return _error(413, ErrorBody("InvalidArgument", f"the request has more than {MAX_BODY:,} bytes"))
        self._hive.heard()
        name = request.path_params["name"]
        return await _answered(lambda: self._in_worker(lambda: answer_call(self._hive.desk, name, body)))

    async def _in_worker(self, work: Callable[[], bytes]) -> bytes:
        """What the work gives. Raises Unavailable where no worker takes it, and what the work raises."""
        try:
            future = self._workers.submit(work)
        except Closed:
            raise Unavailable("the hive is ending") from None
        return await asyncio.wrap_future(future)

    async def shutdown(self, request: "Request") -> Response:
        self._hive.request_end("kaptar down")
        return _json({"status": "ending"})


async def _answered(work: Callable[[], Awaitable[Any]]) -> Response:
    try:
        return _json(await work())
    except KaptarError as problem:
        return _error(status_of(problem), problem_of(problem))


def _json(value: Any) -> Response:
    data = value if isinstance(value, bytes) else to_json(value)
    return Response(data, media_type="application/json")


def _error(status: int, problem: ErrorBody) -> Response:
    return Response(to_json(problem), status, media_type="application/json")
