//! Base64, UTF-8 and lines.

use base64_simd::STANDARD;
use kaptar_abi::args::result;

pub fn base64_encode(data: &[u8]) -> Result<Vec<u8>, String> {
    Ok(STANDARD.encode_type(data))
}

/// RFC 4648, section 4, and nothing else: padded, no line breaks, unused bits zero.
pub fn base64_decode(text: &[u8]) -> Result<Vec<u8>, String> {
    STANDARD.decode_to_vec(text).map_err(|_| "the text is not base64 (RFC 4648, with padding)".to_owned())
}

/// Where the first sequence that is not UTF-8 starts: the `start` of Python's `UnicodeDecodeError`.
pub fn utf8_validate(data: &[u8]) -> Result<Vec<u8>, String> {
    let invalid = simdutf8::compat::from_utf8(data).err();
    Ok(result::int(invalid.map_or(-1, |error| error.valid_up_to() as i64)))
}

/// The first line starts at 0, each other one behind a line feed; the last may be empty.
pub fn line_index(data: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = 0_u32.to_le_bytes().to_vec();
    out.extend(memchr::memchr_iter(b'\n', data).flat_map(|at| (at as u32 + 1).to_le_bytes()));
    Ok(out)
}
