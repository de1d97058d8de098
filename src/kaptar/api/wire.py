"""Values and errors as JSON: between a command and a hive, and on stdout.

A name on the disk need not be UTF-8. Python reads such a byte as half of a surrogate pair, and JSON has an escape for that.
"""

import json
from typing import Any, TypeVar

import msgspec

from kaptar import errors
from kaptar.decoding.json import decode_json
from kaptar.errors import KaptarError, Unavailable

Value = TypeVar("Value")

KINDS: dict[str, type[KaptarError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, KaptarError)
}
"""Every class of the tree, by its name."""


class ErrorBody(msgspec.Struct, frozen=True):
    """The body of an answer that is an error. ``kind`` names a class of `kaptar.errors`; ``message`` is one line."""

    kind: str
    message: str


def to_json(value: Any) -> bytes:
    """A value as JSON, also where a text in it is no UTF-8."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode("ascii")


def from_json(data: bytes, type: type[Value]) -> Value:
    """What `to_json` has made. Raises msgspec.MsgspecError."""
    try:
        return decode_json(data, type)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        if b"\\ud" not in data:
            raise
        try:
            return msgspec.convert(json.loads(data), type)
        except (ValueError, RecursionError) as problem:
            raise msgspec.DecodeError(str(problem)) from None


def problem_of(error: KaptarError) -> ErrorBody:
    """An error as a value. A class that is not in the tree counts as the nearest base that is."""
    kind = next(base.__name__ for base in type(error).__mro__ if KINDS.get(base.__name__) is base)
    return ErrorBody(kind, str(error))


def error_of(problem: ErrorBody) -> KaptarError:
    """The error that a hive sent. A kind that this version does not know becomes a `KaptarError`."""
    return KINDS.get(problem.kind, KaptarError)(problem.message)


def status_of(error: KaptarError) -> int:
    """The HTTP status of an error, for clients that are not ours: 503 unavailable, 400 wrong usage, 422 the rest."""
    return 503 if isinstance(error, Unavailable) else 400 if error.exit_code == 2 else 422
