"""Family ``codec``: gzip, deflate with and without its zlib wrapping, brotli; each way.

A stream that is damaged, cut short, followed by other bytes or larger than ``max_size`` fails; it never gives a part.
"""

from collections.abc import Callable
from functools import partial

from kaptar.ops.declare import DECODED, bounded, catalogue, signature
from kaptar.ops.twins import codec as twin
from kaptar.runtime.operation import GuestCall, Operation

_TEXT = b"to be or not to be, that is the question; to be or not to be"
_GZIP = "1f8b08000000000002034b54282e294a4dcc55c84f5348aa2c492dd6514844170200d5be69c524000000"
_RAW = "4b54282e294a4dcc55c84f5348aa2c492dd6514844170200"
_ZLIB = "78da" + _RAW + "eb170cdf"
_BROTLI = "1b2300f81da9539f3b5e828489d55c5eb294d11525fa94081b4902f28700"


def _compress(codec: str, title: str, most: int, default: int, host: Callable[[bytes, int], bytes]) -> Operation:
    def guest(data: bytes, level: int) -> GuestCall:
        return GuestCall("codec", f"{codec}_compress", (data, bounded("level", level, 0, most)))

    def compress(data: bytes, level: int) -> bytes:
        return host(data, bounded("level", level, 0, most))

    return Operation(
        name=f"codec.{codec}_compress",
        summary=f"compress to {title}; level 0 to {most}, higher is smaller and slower",
        params=signature(f"data: bytes, level: int = {default}"),
        result="bytes",
        guest=guest,
        twin=compress,
        equal="decompressing gives the data; the compressed bytes may differ",
        example=(_TEXT,),
    )


def _decompress(codec: str, title: str, host: Callable[[bytes, int], bytes], example: str) -> Operation:
    def guest(data: bytes, max_size: int) -> GuestCall:
        return GuestCall("codec", f"{codec}_decompress", (data, bounded("max_size", max_size, 0)))

    def decompress(data: bytes, max_size: int) -> bytes:
        return host(data, bounded("max_size", max_size, 0))

    return Operation(
        name=f"codec.{codec}_decompress",
        summary=f"the content of {title}, if it has at most ``max_size`` bytes",
        params=signature(f"data: bytes, max_size: int = {DECODED}"),
        result="bytes",
        guest=guest,
        twin=decompress,
        equal="the same bytes; damaged data fails with either, with other words",
        example=(bytes.fromhex(example),),
    )


OPERATIONS = catalogue(
    _compress("gzip", "a gzip file (RFC 1952)", 9, 6, partial(twin.deflate, wbits=twin.GZIP)),
    _decompress("gzip", "all members of a gzip file", twin.gzip_decompress, _GZIP),
    _compress("deflate", "deflate with zlib header and checksum (RFC 1950)", 9, 6, partial(twin.deflate, wbits=twin.ZLIB)),
    _decompress("deflate", "a zlib stream", partial(twin.inflate, wbits=twin.ZLIB), _ZLIB),
    _compress("deflate_raw", "bare deflate (RFC 1951)", 9, 6, partial(twin.deflate, wbits=twin.RAW)),
    _decompress("deflate_raw", "a bare deflate stream", partial(twin.inflate, wbits=twin.RAW), _RAW),
    _compress("brotli", "brotli (RFC 7932)", 11, 5, twin.brotli_compress),
    _decompress("brotli", "a brotli stream", twin.brotli_decompress, _BROTLI),
)
