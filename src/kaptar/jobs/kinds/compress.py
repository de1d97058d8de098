"""Kind ``compress``: the compressed size of each file, proved by unpacking it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from kaptar.jobs.kinds.kind import Tools, read_options
from kaptar.jobs.outcome import Outcome
from kaptar.jobs.sources import Source

_CALLS = {
    "gzip": ("codec.gzip_compress", "codec.gzip_decompress", True),
    "deflate": ("codec.deflate_compress", "codec.deflate_decompress", True),
    "brotli": ("codec.brotli_compress", "codec.brotli_decompress", True),
    "lz4": ("bytes.lz4_frame_compress", "bytes.lz4_frame_decompress", False),
}
_LEVELS = {"gzip": 9, "deflate": 9, "brotli": 11, "lz4": 0}


class CompressOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``codec``, and ``level`` for those that have one (gzip and deflate to 9, brotli to 11)."""

    codec: Literal["gzip", "deflate", "brotli", "lz4"] = "gzip"
    level: Annotated[int, msgspec.Meta(ge=0, le=11)] = 6


class Compress:
    """Compresses and unpacks each file and compares; reports sizes. It writes no archive."""

    text: ClassVar[bool] = False
    compares_errors: ClassVar[bool] = False
    max_file_size: ClassVar[int | None] = None

    def __init__(self, task: str, options: Mapping[str, Any], folder: Path) -> None:
        self.options = read_options(task, options, CompressOptions)
        self.level = min(self.options.level, _LEVELS[self.options.codec])

    def files(self) -> None:
        return None

    def work(self, source: Source, tools: Tools) -> Outcome:
        pack, unpack, levelled = _CALLS[self.options.codec]
        packed, backend, micros = tools.call(pack, source.data, *([self.level] if levelled else []))
        again, _, more = tools.call(unpack, packed, len(source.data))
        figures = {"bytes": float(len(source.data)), "packed bytes": float(len(packed))}
        if again != source.data:
            reason = f"{self.options.codec} did not give the same bytes back"
            return Outcome("failed", reason, backend=backend, micros=micros + more)
        return Outcome("done", figures=figures, detail={"packed": len(packed)}, backend=backend, micros=micros + more)
