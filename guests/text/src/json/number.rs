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
    let spelt = format!("{:e}", value.abs());
    let (mantissa, exponent) = spelt.split_once('e').expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is a small integer");
    let digits = mantissa.replace('.', "");
    if value.is_sign_negative() {
        out.push(b'-');
    }
    match exponent {
        -4..=-1 => {
            out.extend_from_slice(b"0.");
            out.resize(out.len() + (-exponent - 1) as usize, b'0');
            out.extend_from_slice(digits.as_bytes());
        }
        0..=15 => write_plain(&digits, exponent as usize + 1, out),
        _ => {
            let sign = if exponent < 0 { '-' } else { '+' };
            out.extend_from_slice(format!("{mantissa}e{sign}{:02}", exponent.abs()).as_bytes());
        }
    }
}

/// `whole` digits before the point, at least one behind it.
fn write_plain(digits: &str, whole: usize, out: &mut Vec<u8>) {
    let (before, after) = digits.split_at(whole.min(digits.len()));
    out.extend_from_slice(before.as_bytes());
    out.resize(out.len() + whole - before.len(), b'0');
    out.push(b'.');
    out.extend_from_slice(if after.is_empty() { b"0" } else { after.as_bytes() });
}
