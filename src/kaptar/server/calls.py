"""What the command line asks a hive for, by name: a JSON body in, JSON bytes out, the same as in process."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import msgspec

from kaptar.errors import InvalidArgument, UnknownOperation

if TYPE_CHECKING:
    from kaptar.hive.hive import Hive


Shape = TypeVar("Shape")


class CheckRequest(msgspec.Struct, frozen=True):
    """Check files by absolute path; with ``staged`` the index's content. ``root``: the worktree whose settings hold."""

    paths: list[str]
    staged: bool = False
    root: str = ""


class TakeRequest(msgspec.Struct, frozen=True):
    """Results that were finished in the background for a session."""

    session: str


def _check(hive: "Hive", body: bytes) -> bytes:
    request = _decode(body, CheckRequest)
    pipeline = hive.pipeline_of(request.root) if request.root else hive.pipeline
    return msgspec.json.encode(pipeline.check_files(request.paths, staged=request.staged))


def _background(hive: "Hive", body: bytes) -> bytes:
    return msgspec.json.encode(hive.pipeline.take_background(_decode(body, TakeRequest).session))


def _hooks(hive: "Hive", body: bytes) -> bytes:
    return msgspec.json.encode(hive.monitor.rows())


def _decode(body: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.MsgspecError as problem:
        raise InvalidArgument(f"the request is not one: {problem}") from None


CALLS: Mapping[str, Callable[["Hive", bytes], bytes]] = {"check": _check, "background": _background, "hooks": _hooks}


def answer_call(hive: "Hive", name: str, body: bytes) -> bytes:
    """Answer a request of the command line. Raises KaptarError."""
    hive.heard()
    if name not in CALLS:
        raise UnknownOperation(f"the hive has no call {name!r}; it has {', '.join(sorted(CALLS))}")
    return CALLS[name](hive, body)
