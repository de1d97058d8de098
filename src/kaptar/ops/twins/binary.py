"""Host twins of `kaptar.ops.binary`."""

import math
import sys
from array import array
from collections.abc import Sequence

from kaptar.errors import OperationFailed
from kaptar.ops.aggregate import Aggregate
from kaptar.ops.twins.codec import limit, too_large
from kaptar.ops.wheels import wheel

_SIZE_BYTES = 4
_LZ4_MOST_PER_BYTE = 255


def copy(data: bytes) -> bytes:
    return bytes(memoryview(data))


def lz4_compress(data: bytes) -> bytes:
    compressed: bytes = wheel("lz4.block").compress(data, store_size=True)
    return compressed


def lz4_decompress(data: bytes, max_size: int) -> bytes:
    lz4 = wheel("lz4.block")
    if len(data) < _SIZE_BYTES:
        raise OperationFailed("the LZ4 block is cut short")
    size, block = int.from_bytes(data[:_SIZE_BYTES], "little"), data[_SIZE_BYTES:]
    if size > max_size:
        raise too_large(max_size)
    # Checked before the room is taken, so that a few damaged bytes can't ask for all of ``max_size``.
    if size > len(block) * _LZ4_MOST_PER_BYTE:
        raise OperationFailed(f"damaged LZ4 block: {size} bytes can't be in {len(block)} bytes")
    # The low half of a block's last token says nothing, but liblz4 wants it to be 0 where the content is empty.
    if not size and len(block) == 1 and block[0] < 16:
        return b""
    try:
        out: bytes = lz4.decompress(block, uncompressed_size=size)
    except (lz4.LZ4BlockError, ValueError) as error:
        raise OperationFailed(f"damaged LZ4 block: {error}") from None
    if len(out) != size:
        raise OperationFailed(f"damaged LZ4 block: it says {size} bytes and holds {len(out)}")
    return out


def lz4_frame_compress(data: bytes) -> bytes:
    compressed: bytes = wheel("lz4.frame").compress(data, content_checksum=True, store_size=True)
    return compressed


def lz4_frame_decompress(data: bytes, max_size: int) -> bytes:
    decoder = wheel("lz4.frame").LZ4FrameDecompressor()
    try:
        out: bytes = decoder.decompress(data, max_length=limit(max_size))
    except (RuntimeError, ValueError) as error:
        raise OperationFailed(f"damaged LZ4 frame: {error}") from None
    if len(out) > max_size:
        raise too_large(max_size)
    if not decoder.eof:
        raise OperationFailed("the LZ4 frame is cut short")
    if decoder.unused_data:
        raise OperationFailed(f"{len(decoder.unused_data)} bytes behind the end of the LZ4 frame")
    return out


def aggregate(data: bytes) -> Aggregate:
    if len(data) % 8:
        raise OperationFailed(f"{len(data)} bytes are not a whole number of 8-byte floats")
    if not data:
        raise OperationFailed("no values: an aggregate needs at least one")
    values = array("d", data)
    if sys.byteorder == "big":
        values.byteswap()
    count = len(values)
    if any(map(math.isnan, values)):
        return Aggregate(count, *[math.nan] * 8)
    total = _sum(values)
    mean = total / count
    deviation = math.sqrt(_sum([(value - mean) * (value - mean) for value in values]) / count)
    ordered = sorted(values)
    percentiles = [_percentile(ordered, percent) for percent in (50, 95, 99)]
    return Aggregate(count, total, mean, ordered[0], ordered[-1], deviation, *percentiles)


def _sum(values: Sequence[float]) -> float:
    """Exact where the sum is finite; infinities and overflow as plain addition has them."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        return sum(values)


def _percentile(ordered: list[float], percent: int) -> float:
    """Linear between the two nearest ranks."""
    below, part = divmod(percent * (len(ordered) - 1), 100)
    low, high = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    return low if not part or low == high else low + (high - low) * (part / 100)
