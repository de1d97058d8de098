//! Operations on raw bytes: copy, order, LZ4, statistics of float arrays.

mod aggregate;
mod lz4;
mod plain;

kaptar_abi::guest! {
    name: "bytes",
    ops: [
        { 1, "copy", "the same bytes", "data: bytes", "bytes", plain::copy },
        { 2, "compare", "-1, 0 or 1, as the bytes order", "left: bytes, right: bytes", "int", plain::compare },
        { 3, "lz4_compress", "an LZ4 block behind its size as little-endian u32", "data: bytes", "bytes", lz4::compress },
        { 4, "lz4_decompress", "the content of an LZ4 block with its size in front",
          "data: bytes, max_size: int", "bytes", lz4::decompress },
        { 5, "lz4_frame_compress", "an LZ4 frame with checksum and size", "data: bytes", "bytes", lz4::frame_compress },
        { 6, "lz4_frame_decompress", "the content of one LZ4 frame",
          "data: bytes, max_size: int", "bytes", lz4::frame_decompress },
        { 7, "aggregate", "count, sum, mean, min, max, stddev, p50, p95, p99 of little-endian float64",
          "data: bytes", "value", aggregate::aggregate },
    ]
}
