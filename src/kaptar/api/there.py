"""There: a desk that asks a hive."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeVar

import msgspec

from kaptar.api.answers import EditAnswer, TrustAnswer
from kaptar.api.hive_client import HiveClient
from kaptar.api.requests import ApplyRequest, CheckRequest, HooksRequest, TrustRequest
from kaptar.api.status import HiveStatus, HookRow
from kaptar.api.wire import from_json
from kaptar.checks.verdict import Verdict
from kaptar.errors import Unavailable, Unreachable

if TYPE_CHECKING:
    from kaptar.api.here import Here

Answer = TypeVar("Answer")


class There:
    """Sends each request to a hive. See `kaptar.api.desk.Desk`.

    Args:
        instead: opens a desk in this process, for a request that changes nothing and that the hive does not answer; it is
            told why.
    """

    def __init__(self, client: HiveClient, instead: "Callable[[str], AbstractContextManager[Here]]") -> None:
        self._client, self._instead = client, instead

    def check(self, request: CheckRequest) -> Verdict:
        if request.fix:
            return self._ask_once("check", request, Verdict)
        try:
            return self._ask("check", request, Verdict)
        except Unavailable as problem:
            with self._instead(str(problem)) as here:
                return here.check(request)

    def apply(self, request: ApplyRequest) -> list[EditAnswer]:
        if request.write:
            return self._ask_once("apply", request, list[EditAnswer])
        try:
            return self._ask("apply", request, list[EditAnswer])
        except Unavailable as problem:
            with self._instead(str(problem)) as here:
                return here.apply(request)

    def trust(self, request: TrustRequest) -> TrustAnswer:
        return self._ask("trust", request, TrustAnswer)

    def hooks(self, request: HooksRequest) -> list[HookRow]:
        return self._ask("hooks", request, list[HookRow])

    def status(self) -> HiveStatus:
        return self._client.get("/status", HiveStatus)

    def close(self) -> None:
        self._client.close()

    def _ask_once(self, name: str, request: msgspec.Struct, answer: type[Answer]) -> Answer:
        """Ask without a retry. If the connection breaks, the error says that the outcome is unknown."""
        try:
            return from_json(self._client.post_once(f"/call/{name}", request), answer)
        except Unreachable as problem:
            raise Unavailable(f"{problem}; whether files were changed is not known: compare them, then run it again") from None

    def _ask(self, name: str, request: msgspec.Struct, answer: type[Answer]) -> Answer:
        return from_json(self._client.post(f"/call/{name}", request), answer)
