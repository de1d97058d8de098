//! Compressors. Each takes a level, each decompressor the most bytes that it may give.
//!
//! A stream that is damaged, cut short, followed by other bytes or larger than allowed is an error, never a part.

mod brotli_codec;
mod gzip;
mod inflate;
mod limits;

kaptar_abi::guest! {
    name: "codec",
    ops: [
        { 1, "gzip_compress", "a gzip file (RFC 1952) without name and time; level 0 to 9",
          "data: bytes, level: int", "bytes", gzip::compress },
        { 2, "gzip_decompress", "the content of all members of a gzip file",
          "data: bytes, max_size: int", "bytes", gzip::decompress },
        { 3, "deflate_compress", "deflate with zlib header and checksum (RFC 1950); level 0 to 9",
          "data: bytes, level: int", "bytes", inflate::zlib_compress },
        { 4, "deflate_decompress", "the content of a zlib stream (RFC 1950)",
          "data: bytes, max_size: int", "bytes", inflate::zlib_decompress },
        { 5, "deflate_raw_compress", "bare deflate (RFC 1951); level 0 to 9",
          "data: bytes, level: int", "bytes", inflate::raw_compress },
        { 6, "deflate_raw_decompress", "the content of a bare deflate stream (RFC 1951)",
          "data: bytes, max_size: int", "bytes", inflate::raw_decompress },
        { 7, "brotli_compress", "brotli (RFC 7932) with a 4 MiB window; level 0 to 11",
          "data: bytes, level: int", "bytes", brotli_codec::compress },
        { 8, "brotli_decompress", "the content of a brotli stream (RFC 7932)",
          "data: bytes, max_size: int", "bytes", brotli_codec::decompress },
    ]
}
