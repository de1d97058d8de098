"""Host twins of `kaptar.ops.codec`. Compressed streams may differ from the guest's; decompressed content does not."""

import sys
import zlib
from typing import Any

from kaptar.errors import OperationFailed
from kaptar.ops.wheels import wheel

GZIP, ZLIB, RAW = 31, 15, -15
"""The ``wbits`` of zlib for each wrapping of deflate."""


def deflate(data: bytes, level: int, wbits: int) -> bytes:
    return zlib.compress(data, level, wbits)


def gzip_decompress(data: bytes, max_size: int) -> bytes:
    """All members of the file, one behind the other."""
    out: list[bytes] = []
    room = max_size
    while data or not out:
        decoder = zlib.decompressobj(GZIP)
        out.append(_inflated(decoder, data, room, max_size))
        room -= len(out[-1])
        data = decoder.unused_data
    return b"".join(out)


def inflate(data: bytes, max_size: int, wbits: int) -> bytes:
    decoder = zlib.decompressobj(wbits)
    out = _inflated(decoder, data, max_size, max_size)
    if decoder.unused_data:
        raise OperationFailed(f"{len(decoder.unused_data)} bytes behind the end of the deflate stream")
    return out


def brotli_compress(data: bytes, level: int) -> bytes:
    compressed: bytes = wheel("brotli").compress(data, quality=level)
    return compressed


def brotli_decompress(data: bytes, max_size: int) -> bytes:
    brotli = wheel("brotli")
    decoder = brotli.Decompressor()
    out: list[bytes] = []
    room = max_size
    try:
        while not decoder.is_finished():
            part = decoder.process(data, output_buffer_limit=limit(room))
            out.append(part)
            room -= len(part)
            if room < 0:
                raise too_large(max_size)
            if not part and decoder.can_accept_more_data():
                break
            data = b""
    except brotli.error as error:
        raise OperationFailed(f"damaged brotli stream: {error}") from None
    if not decoder.is_finished():
        raise OperationFailed("the brotli stream is cut short")
    return b"".join(out)


def limit(room: int) -> int:
    """How much to ask a decoder for: one byte over the bound, to see that it is passed."""
    return min(room, sys.maxsize - 1) + 1


def too_large(max_size: int) -> OperationFailed:
    return OperationFailed(f"the data decompresses to more than max_size, {max_size} bytes")


def _inflated(decoder: Any, data: bytes, room: int, max_size: int) -> bytes:
    try:
        out: bytes = decoder.decompress(data, limit(room))
    except zlib.error as error:
        raise OperationFailed(f"damaged deflate stream: {error}") from None
    if len(out) > room:
        raise too_large(max_size)
    if not decoder.eof:
        raise OperationFailed("the deflate stream is cut short")
    return out
