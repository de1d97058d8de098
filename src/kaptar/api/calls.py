"""Table of the requests that a hive answers: name, request, and the desk's method. Client and server both read it."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from kaptar.api.desk import Desk
from kaptar.api.requests import ApplyRequest, CheckRequest, HooksRequest, TrustRequest
from kaptar.api.wire import from_json, to_json
from kaptar.errors import InvalidArgument, UnknownOperation


class Endpoint(NamedTuple):
    """One kind of request: what it is made of, and who answers it."""

    request: type[Any]
    answer: Callable[[Desk, Any], Any]


CALLS: dict[str, Endpoint] = {
    "check": Endpoint(CheckRequest, lambda desk, request: desk.check(request)),
    "apply": Endpoint(ApplyRequest, lambda desk, request: desk.apply(request)),
    "trust": Endpoint(TrustRequest, lambda desk, request: desk.trust(request)),
    "hooks": Endpoint(HooksRequest, lambda desk, request: desk.hooks(request)),
}


def answer_call(desk: Desk, name: str, body: bytes) -> bytes:
    """Answer a request that came as JSON. Raises UnknownOperation, InvalidArgument, and what the desk raises."""
    call = CALLS.get(name)
    if call is None:
        raise UnknownOperation(f"the hive has no call {name!r}; it has {', '.join(sorted(CALLS))}")
    try:
        request = from_json(body, call.request)
    except msgspec.MsgspecError as problem:
        raise InvalidArgument(f"the request {name} is not valid: {problem}") from None
    return to_json(call.answer(desk, request))
