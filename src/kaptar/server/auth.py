"""Access: everybody on the Unix socket (its folder is the user's own), holders of the token on loopback."""

import hmac
from typing import TYPE_CHECKING

from kaptar.api.protocol import PROTOCOL, PROTOCOL_HEADER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_PROTOCOL, _SPOKEN = PROTOCOL_HEADER.encode(), str(PROTOCOL).encode()
_ANY_PROTOCOL = ("/health", "/shutdown")
"""These mean the same for ever: by them a hive of another version is known, and ended."""
_HOSTS = (b"127.0.0.1", b"localhost", b"[::1]")


class Gate:
    """ASGI middleware: 409 to a client of another protocol, and on loopback 401 without the token.

    403 for another host name or origin: a page in a browser that was led here.
    """

    def __init__(self, app: "ASGIApp", token: str) -> None:
        self._app, self._expected = app, f"Bearer {token}".encode()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        headers = dict(scope["headers"]) if scope["type"] == "http" else {}
        if headers.get(_PROTOCOL, _SPOKEN) != _SPOKEN and scope["path"] not in _ANY_PROTOCOL:
            await _refuse(send, 409, b"this hive speaks protocol %s; run `kaptar down`, then `kaptar up`\n" % _SPOKEN)
            return
        if scope["type"] != "http" or scope.get("client") is None:
            await self._app(scope, receive, send)
            return
        host = headers.get(b"host", b"").rpartition(b":")[0] or headers.get(b"host", b"")
        if host not in _HOSTS or b"origin" in headers:
            await _refuse(send, 403, b"this host name or origin is not allowed\n")
        elif not hmac.compare_digest(headers.get(b"authorization", b""), self._expected):
            await _refuse(send, 401, b"the token is missing or wrong; read it from .kaptar/token\n")
        else:
            await self._app(scope, receive, send)


async def _refuse(send: "Send", status: int, text: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode())]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
