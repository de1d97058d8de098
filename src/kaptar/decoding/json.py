"""The one reader of JSON into shapes. Whatever the content is, there is a value or a DecodeError."""

from typing import TypeVar

import msgspec

T = TypeVar("T")


def decode_json(content: bytes | str, shape: type[T]) -> T:
    """The value that a JSON text has, of a shape that `msgspec` knows.

    Raises msgspec.DecodeError, also where brackets stand within each other too deeply, or the text is not UTF-8: `msgspec` has
    other exceptions for these two, and what others write must not look like a fault of ours.
    """
    try:
        return msgspec.json.decode(content, type=shape)
    except RecursionError:
        raise msgspec.DecodeError("JSON is nested too deeply") from None
    except UnicodeDecodeError as problem:
        raise msgspec.DecodeError(f"JSON is not UTF-8 at byte {problem.start}") from None
