"""Bounded connections: uvicorn's protocol of HTTP/1.1, which has no bounds of its own before a request is whole."""

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kaptar.server.bounds import Bounds, bounds_of

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

SLICE = 16 << 10
"""Bytes that the parser gets at once: the bounds are looked at between slices."""

KNOWN = "kaptar.known"
"""In a scope's ``state``: there for a request that has shown the token, or needs none."""

_log = logging.getLogger(__name__)


class BoundedProtocol(HttpToolsProtocol):
    """One connection. See `Bounds`; what is beyond them ends the connection, with one answer where that is still possible."""

    def __init__(
        self,
        config: "Config",
        server_state: "ServerState",
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.bounds: Bounds
        self.begun = 0.0
        self._known = False
        self._refused = False
        self._in_head = True
        self._loose = self._count = self._head = 0
        self._wanted_since: float | None = None
        self._unread: tuple[int, float] = (0, 0.0)
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self.bounds = bounds_of(transport.get_extra_info("socket"))
        self.begun = self._wanted_since = self.loop.time()
        self._timer = self.loop.call_later(self.bounds.head_s, self._look)
        self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), SLICE):
            if self._refused or self.transport.is_closing():
                return
            part = data[start : start + SLICE]
            self._loose += len(part)
            super().data_received(part)
            if self._loose > (self.bounds.head_bytes if self._in_head else self.bounds.loose_bytes):
                self._refuse(431)

    def on_message_begin(self) -> None:
        self._count = self._head = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._head += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count += 1
        self._head += len(name) + len(value)
        if self._count > self.bounds.headers or self._head > self.bounds.head_bytes:
            self._refuse(431)
        if not self._refused:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self._head > self.bounds.head_bytes:
            self._refuse(431)
        if len(self.pipeline) >= self.bounds.waiting:
            self._refuse(429)
        if not self._refused:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._loose -= len(body)
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_head, self._loose, self._wanted_since = True, 0, None
        if not self._refused:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        self._known = self.known
        if self._wanted_since is None:
            self._wanted_since = self.loop.time()
        super().on_response_complete()

    def drop(self) -> None:
        """End the connection at once."""
        self._refused = True
        self.transport.abort()

    def _refuse(self, status: int) -> None:
        """Take no more of this connection. Where no answer is under way, it gets one."""
        if self._refused:
            return
        self._refused = True
        _log.warning("a connection was refused: %s", HTTPStatus(status).phrase)
        if self.cycle is None or self.cycle.response_complete:
            head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(head.encode("ascii"))
        self.transport.close()

    def _make_room(self) -> None:
        """Before another stranger the oldest one ends: who waits longest says least."""
        same = [each for each in self.connections if isinstance(each, BoundedProtocol) and each.bounds is self.bounds]
        if len(same) > self.bounds.connections:
            self.drop()
            return
        strangers = [each for each in same if not each.known]
        from_peer = [each for each in strangers if each.peer == self.peer]
        for crowd, most in ((strangers, self.bounds.strangers), (from_peer, self.bounds.for_each_peer)):
            if len(crowd) > most:
                min(crowd, key=lambda each: each.begun).drop()

    @property
    def known(self) -> bool:
        """Whether a request on it has shown the token, or needed none."""
        return self._known or (self.scope is not None and KNOWN in self.scope["state"])

    @property
    def peer(self) -> str:
        """The address of the other side; "" on the Unix socket."""
        return self.client[0] if self.client else ""

    def _look(self) -> None:
        """Whether the other side has taken too long; looked at every `Bounds.head_s`."""
        now, size = self.loop.time(), self.transport.get_write_buffer_size()
        if self._refused or (self._lies_unread(size, now) if size else self._lets_wait(now)):
            self.drop()
        else:
            self._timer = self.loop.call_later(self.bounds.head_s, self._look)

    def _lets_wait(self, now: float) -> bool:
        limit = self.bounds.head_s if self._in_head else self.bounds.request_s
        return self._wanted_since is not None and now - self._wanted_since >= limit

    def _lies_unread(self, size: int, now: float) -> bool:
        before, since = self._unread
        if size != before:
            self._unread = (size, now)
            return False
        return now - since >= self.bounds.unread_s
