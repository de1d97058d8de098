"""Values of the `json` operations."""

from typing import Any

import msgspec


class JsonValidity(msgspec.Struct, frozen=True):
    """The validity of bytes as JSON. If not valid, why and where: line and column from 1 (code points), bytes from 0."""

    valid: bool
    line: int | None = None
    column: int | None = None
    offset: int | None = None
    message: str | None = None


def decode_validity(value: Any) -> JsonValidity:
    return msgspec.convert(value, JsonValidity)
