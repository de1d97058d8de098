"""Family ``bytes``: copies, order, LZ4 and statistics of float arrays."""

import struct
from collections.abc import Callable

from kaptar.ops.aggregate import decode_aggregate
from kaptar.ops.declare import DECODED, bounded, catalogue, signature, to
from kaptar.ops.twins import binary as twin
from kaptar.ops.twins.text import compare
from kaptar.runtime.operation import GuestCall, Operation

_TEXT = b"row row row your boat, row row row your boat"
_BLOCK = bytes.fromhex("2c00000044726f77200400a5796f757220626f61742c1300001f0090796f757220626f6174")
_FRAME = bytes.fromhex(
    "04224d186c402c00000000000000ef2100000044726f77200400a5796f757220626f61742c1300001b0090796f757220626f617400000000bb5e2771"
)


def _lz4_compress(name: str, summary: str, host: Callable[[bytes], bytes]) -> Operation:
    return Operation(
        name=f"bytes.{name}",
        summary=summary,
        params=signature("data: bytes"),
        result="bytes",
        guest=to("bytes", name),
        twin=host,
        equal="decompressing gives the data; the compressed bytes may differ",
        example=(_TEXT,),
    )


def _lz4_decompress(name: str, summary: str, host: Callable[[bytes, int], bytes], example: bytes) -> Operation:
    def guest(data: bytes, max_size: int) -> GuestCall:
        return GuestCall("bytes", name, (data, bounded("max_size", max_size, 0)))

    def decompress(data: bytes, max_size: int) -> bytes:
        return host(data, bounded("max_size", max_size, 0))

    return Operation(
        name=f"bytes.{name}",
        summary=summary,
        params=signature(f"data: bytes, max_size: int = {DECODED}"),
        result="bytes",
        guest=guest,
        twin=decompress,
        equal="the same bytes; damaged data fails with either, with other words",
        example=(example,),
    )


OPERATIONS = catalogue(
    Operation(
        name="bytes.copy",
        summary="the same bytes: what a round trip costs",
        params=signature("data: bytes"),
        result="bytes",
        guest=to("bytes", "copy"),
        twin=twin.copy,
        equal="the same bytes",
        example=(b"kaptar",),
    ),
    Operation(
        name="bytes.compare",
        summary="-1, 0 or 1, as the bytes order; a prefix comes before what it is a prefix of",
        params=signature("left: bytes, right: bytes"),
        result="int",
        guest=to("bytes", "compare"),
        twin=compare,
        example=(b"kaptar", b"sk"),
    ),
    _lz4_compress("lz4_compress", "compress to an LZ4 block behind its size as little-endian u32", twin.lz4_compress),
    _lz4_decompress("lz4_decompress", "the content of an LZ4 block with its size in front", twin.lz4_decompress, _BLOCK),
    _lz4_compress("lz4_frame_compress", "compress to an LZ4 frame with checksum and size", twin.lz4_frame_compress),
    _lz4_decompress("lz4_frame_decompress", "the content of one LZ4 frame", twin.lz4_frame_decompress, _FRAME),
    Operation(
        name="bytes.aggregate",
        summary="statistics of an array of little-endian float64",
        params=signature("data: bytes"),
        result="value",
        guest=to("bytes", "aggregate"),
        twin=twin.aggregate,
        decode=decode_aggregate,
        equal="sum, mean and stddev to 1e-12 of the sum of absolute values; the rest exactly",
        example=(struct.pack("<5d", 1, 2, 3, 4, 100),),
    ),
)
