"""Envelope: a message with its topic and sender, as `text.envelope_unwrap` returns it."""

from typing import Any

import msgspec


class Envelope(msgspec.Struct, frozen=True):
    """A message. ``created_micros`` counts microseconds since 1970, UTC; the texts have at most 65535 bytes each."""

    topic: str
    sender: str
    id: str
    created_micros: int
    body: bytes


def decode_envelope(value: Any) -> Envelope:
    return msgspec.convert(value, Envelope)
