//! JSON as RFC 8259 has it: one value, UTF-8 without a byte order mark, at most [`MAX_DEPTH`] containers deep.
//!
//! Names may repeat in an object; where a value is built the last one counts. `NaN` and `Infinity` are not JSON.

mod build;
mod number;
mod scan;
mod write;

use rmp::encode;
use scan::{Event, Problem, scan};

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 512;

/// Msgpack extension type of an integer beyond 64 bit; its data is the decimal text.
pub const BIG_INTEGER: i8 = 1;

/// `{valid, line, column, offset, message}`; all but `valid` are nil for valid JSON. Line and column count from 1,
/// columns in code points, the offset in bytes from 0.
pub fn validate(data: &[u8]) -> Result<Vec<u8>, String> {
    let problem = scan(data, &mut |_| Ok(())).err();
    let mut out = Vec::with_capacity(96);
    encode::write_map_len(&mut out, 5).expect("a Vec takes all");
    encode::write_str(&mut out, "valid").expect("a Vec takes all");
    encode::write_bool(&mut out, problem.is_none()).expect("a Vec takes all");
    let place = problem.as_ref().map(|problem| problem.place(data));
    let numbers = [
        ("line", place.map(|(line, _)| line)),
        ("column", place.map(|(_, column)| column)),
        ("offset", problem.as_ref().map(|problem| problem.offset)),
    ];
    for (name, number) in numbers {
        encode::write_str(&mut out, name).expect("a Vec takes all");
        match number {
            Some(number) => _ = encode::write_sint(&mut out, number as i64).expect("a Vec takes all"),
            None => encode::write_nil(&mut out).expect("a Vec takes all"),
        }
    }
    encode::write_str(&mut out, "message").expect("a Vec takes all");
    match &problem {
        Some(problem) => encode::write_str(&mut out, problem.message).expect("a Vec takes all"),
        None => encode::write_nil(&mut out).expect("a Vec takes all"),
    }
    Ok(out)
}

/// Numbers and strings keep their spelling.
pub fn minify(data: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(data.len());
    let outcome = scan(data, &mut |event| {
        match event {
            Event::Open(byte) | Event::Close(byte) | Event::Mark(byte) => out.push(byte),
            Event::Number(token) | Event::Word(token) => out.extend_from_slice(token),
            Event::Text { token, .. } => out.extend_from_slice(token),
        }
        Ok(())
    });
    outcome.map_err(|problem| problem.describe(data))?;
    Ok(out)
}

/// The value as msgpack. An integer beyond 64 bit is the extension [`BIG_INTEGER`]; a number with a fraction or an
/// exponent is a float, infinite where it is too large. An escaped lone surrogate is an error: text can't hold it.
pub fn parse(data: &[u8]) -> Result<Vec<u8>, String> {
    let mut builder = build::Builder::new(data.len());
    scan(data, &mut |event| builder.take(event)).map_err(|problem| problem.describe(data))?;
    Ok(builder.finish())
}

/// What Python's `json.dumps(value, ensure_ascii=False, separators=(",", ":"))` gives. An error for bytes, for a
/// name that is not text, for a float that is not finite, and for a value more than [`MAX_DEPTH`] deep.
pub fn stringify(input: &[u8]) -> Result<Vec<u8>, String> {
    write::write(kaptar_abi::args::Args::new(input, 1)?.rest())
}

impl Problem {
    /// Line and column.
    fn place(&self, data: &[u8]) -> (usize, usize) {
        let before = &data[..self.offset];
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let column = before[line_start..].iter().filter(|byte| **byte & 0xC0 != 0x80).count() + 1;
        (line, column)
    }

    fn describe(&self, data: &[u8]) -> String {
        let (line, column) = self.place(data);
        format!("not valid JSON: {} at line {line}, column {column} (byte {})", self.message, self.offset)
    }
}
