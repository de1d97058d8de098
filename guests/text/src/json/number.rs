//! Numbers: from their JSON spelling to msgpack, and floats to their shortest spelling.

use super::BIG_INTEGER;
use rmp::encode;

/// Append a well-formed JSON number.
pub fn read(token: &[u8], out: &mut Vec<u8>) {
    let text = core::str::from_utf8(token).expect("the scanner lets ASCII through only");
    if token.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        encode::write_f64(out, text.parse().expect("a JSON number is a Rust one")).expect("a Vec takes all");
    } else if let Ok(value) = text.parse::<i64>() {
        encode::write_sint(out, value).expect("a Vec takes all");
    } else if let Ok(value) = text.parse::<u64>() {
        encode::write_uint(out, value).expect("a Vec takes all");
    } else {
        encode::write_ext_meta(out, token.len() as u32, BIG_INTEGER).expect("a Vec takes all");
        out.extend_from_slice(token);
    }
}

/// Whether the bytes are an integer as JSON spells it.
pub fn is_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) && (digits.len() == 1 || digits[0] != b'0')
}

/// Append a finite float as Python's `repr` spells it: the fewest digits that read back as the same float; with an
/// exponent of at least two digits where that is below -4 or above 15.
pub fn write_float(value: f64, out: &mut Vec<u8>) {
    if value.is_sign_negative() {
        out.push(b'-');
    }
    let digits = Digits::of(value.abs());
    match digits.exponent {
        -4..=-1 => {
            out.extend_from_slice(b"0.");
            out.resize(out.len() + (-digits.exponent - 1) as usize, b'0');
            out.extend_from_slice(digits.text());
        }
        0..=15 => write_plain(digits.text(), digits.exponent as usize + 1, out),
        exponent => {
            let (first, rest) = digits.text().split_at(1);
            out.extend_from_slice(first);
            if !rest.is_empty() {
                out.push(b'.');
                out.extend_from_slice(rest);
            }
            let sign = if exponent < 0 { '-' } else { '+' };
            out.extend_from_slice(format!("e{sign}{:02}", exponent.abs()).as_bytes());
        }
    }
}

/// The fewest digits of a float, the first before the point, without zeros at the end, and its decimal exponent.
struct Digits {
    room: [u8; 32],
    len: usize,
    exponent: i32,
}

impl Digits {
    /// Taken from the spelling `12.5`, `1e16` or `0.00025`.
    fn of(value: f64) -> Self {
        let mut buffer = zmij::Buffer::new();
        let spelt = buffer.format_finite(value);
        let (mantissa, exponent) = spelt.split_once('e').unwrap_or((spelt, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent: i32 = exponent.parse().expect("the exponent is a small integer");
        let mut digits = Self { room: [0; 32], len: 0, exponent: exponent + whole.len() as i32 - 1 };
        for digit in whole.bytes().chain(fraction.bytes()) {
            if digits.len == 0 && digit == b'0' && value != 0.0 {
                digits.exponent -= 1;
            } else {
                digits.room[digits.len] = digit;
                digits.len += 1;
            }
        }
        while digits.len > 1 && digits.room[digits.len - 1] == b'0' {
            digits.len -= 1;
        }
        digits
    }

    fn text(&self) -> &[u8] {
        &self.room[..self.len]
    }
}

/// `whole` digits before the point, at least one behind it.
fn write_plain(digits: &[u8], whole: usize, out: &mut Vec<u8>) {
    let (before, after) = digits.split_at(whole.min(digits.len()));
    out.extend_from_slice(before);
    out.resize(out.len() + whole - before.len(), b'0');
    out.push(b'.');
    out.extend_from_slice(if after.is_empty() { b"0" } else { after });
}
