"""Access: everybody on the Unix socket (its folder is the user's own), holders of the token on loopback."""

import hmac
import os
from pathlib import Path
from typing import TYPE_CHECKING

from kaptar.api.protocol import ENVIRONMENT_HEADER, PROTOCOL, PROTOCOL_HEADER, REPOSITORY_HEADER, WORKTREE_HEADER, as_header
from kaptar.repository.worktree import common_directory
from kaptar.server.bounded import KNOWN

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PROTOCOL, _SPOKEN = PROTOCOL_HEADER.encode(), str(PROTOCOL).encode()
_REPOSITORY, _WORKTREE, _DOT_GIT = REPOSITORY_HEADER.encode(), WORKTREE_HEADER.encode(), b"/.git".hex().encode()
_ENVIRONMENT = ENVIRONMENT_HEADER.encode()
_ANY_PROTOCOL = ("/health", "/shutdown")
"""These mean the same for ever: by them a hive of another version is known, and ended."""
_HOSTS = (b"127.0.0.1", b"localhost", b"[::1]")


class Gate:
    """ASGI middleware: 409 to a client of another protocol, 421 to one of another repository or environment.

    On loopback 401 without token. Who is refused on loopback has the connection closed. 403 for another host
    name or origin: a page in a browser that was led here.

    Args:
        common: git's common directory of the hive's repository. On the Unix socket, hooks have to name it; on loopback the token
            says whose hive is meant.
        environment: where the hive's own variables lead: a hook that says another digest has to answer by itself.
    """

    def __init__(self, app: "ASGIApp", token: str, common: Path, environment: str = "") -> None:
        self._app, self._expected = app, f"Bearer {token}".encode()
        self._repository, self._common = as_header(common).encode(), common
        self._environment = environment.encode()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"nothing here speaks {scope['type']}")
        headers = dict(scope["headers"])
        if scope.get("client") is None:
            send = self._named(send)
        if headers.get(_PROTOCOL, _SPOKEN) != _SPOKEN and scope["path"] not in _ANY_PROTOCOL:
            await _refuse(scope, send, 409, b"this hive speaks protocol %s; run `kaptar down`, then `kaptar up`\n" % _SPOKEN)
            return
        if scope["path"] != "/health" and not self._is_meant(headers, scope):
            await _refuse(scope, send, 421, b"this is the hive of another repository\n")
            return
        if headers.get(_ENVIRONMENT, self._environment) != self._environment:
            await _refuse(scope, send, 421, b"the client's variables lead to other settings than those of this hive\n")
            return
        if scope.get("client") is None:
            scope["state"][KNOWN] = True
            await self._app(scope, receive, send)
            return
        host = headers.get(b"host", b"").rpartition(b":")[0] or headers.get(b"host", b"")
        if host not in _HOSTS or b"origin" in headers:
            await _refuse(scope, send, 403, b"this host name or origin is not allowed\n")
        elif not hmac.compare_digest(headers.get(b"authorization", b""), self._expected):
            await _refuse(scope, send, 401, b"the token is missing or wrong; read it from .kaptar/token\n")
        else:
            scope["state"][KNOWN] = True
            await self._app(scope, receive, self._named(send))

    def _named(self, send: "Send") -> "Send":
        """Names the repository in the answer: to the user's own clients, not to a stranger on loopback."""

        async def named(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (_REPOSITORY, self._repository)]}
            await send(message)

        return named

    def _is_meant(self, headers: dict[bytes, bytes], scope: "Scope") -> bool:
        """Whether a request is for this repository, and from one of its worktrees, as far as it says."""
        must_say = scope.get("client") is None and scope["path"].startswith("/hook/")
        if headers.get(_REPOSITORY, b"" if must_say else self._repository) != self._repository:
            return False
        worktree = headers.get(_WORKTREE)
        if worktree is None or worktree + _DOT_GIT == self._repository:
            return True
        try:
            top = Path(os.fsdecode(bytes.fromhex(worktree.decode())))
            return top == self._common or common_directory(top) == self._common
        except (ValueError, OSError):
            return False


async def _refuse(scope: "Scope", send: "Send", status: int, text: bytes) -> None:
    """On the Unix socket the connection stays open: the user's own clients send a body, and have to see the answer."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode())]
    if scope.get("client") is not None:
        headers.append((b"connection", b"close"))
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
