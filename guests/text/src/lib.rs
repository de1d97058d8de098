//! Text operations: hashes, search, JSON, message envelopes, base64, UTF-8, lines, glob patterns.

mod encoding;
mod envelope;
mod globs;
mod hash;
mod json;
mod marks;
mod search;
mod words;

kaptar_abi::guest! {
    name: "text",
    ops: [
        { 1, "fnv1a32", "32-bit FNV-1a hash", "data: bytes", "int", hash::fnv1a32 },
        { 2, "compare", "-1, 0 or 1, as the bytes order", "left: bytes, right: bytes", "int", search::compare },
        { 3, "search", "first index at or after start, or -1", "data: bytes, needle: bytes, start: int", "int", search::search },
        { 4, "search_all", "every index, without overlaps", "data: bytes, needle: bytes", "value", search::search_all },
        { 5, "replace", "the first count matches replaced; a negative count means all",
          "data: bytes, needle: bytes, replacement: bytes, count: int", "bytes", search::replace },
        { 6, "json_stringify", "compact JSON of a value", "value: value", "str", json::stringify },
        { 7, "json_validate", "whether the bytes are JSON, and where not", "data: bytes", "value", json::validate },
        { 8, "json_minify", "the same JSON without insignificant white space", "data: bytes", "bytes", json::minify },
        { 9, "json_parse", "the value of a JSON text", "data: bytes", "value", json::parse },
        { 10, "wrap", "a message as one envelope",
          "topic: str, sender: str, id: str, created_micros: int, body: bytes", "bytes", envelope::wrap },
        { 11, "unwrap", "the message in an envelope", "data: bytes", "value", envelope::unwrap },
        { 12, "base64_encode", "base64 with padding", "data: bytes", "str", encoding::base64_encode },
        { 13, "base64_decode", "the bytes of padded base64", "text: str", "bytes", encoding::base64_decode },
        { 14, "utf8_validate", "index of the first byte that is not UTF-8, or -1", "data: bytes", "int", encoding::utf8_validate },
        { 15, "line_index", "offsets at which lines start, as little-endian u32", "data: bytes", "bytes", encoding::line_index },
        { 16, "long_words", "start and end of long words that hold a digit or a mark",
          "data: bytes, least: int, marks: str", "value", words::long_words },
        { 17, "match_globs", "the numbers of a path and of a glob pattern that matches it, in turn",
          "patterns: value, paths: value", "value", globs::match_globs },
        { 18, "places_of_marks", "the number of a mark and the place where it stands, case aside, in turn",
          "data: bytes, marks: str", "value", marks::places_of },
    ]
}
