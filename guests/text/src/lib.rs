//! Text operations: hashes, search, JSON, envelopes, base64, UTF-8, lines.

mod hash;

skep_abi::guest! {
    name: "text",
    ops: [
        { 1, "fnv1a32", "32-bit FNV-1a hash", "data: bytes", "int", hash::fnv1a32 },
    ]
}
