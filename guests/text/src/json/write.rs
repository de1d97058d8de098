//! From msgpack to compact JSON.

use super::{BIG_INTEGER, MAX_DEPTH, number};
use rmp::Marker;
use rmp::decode::{self, Bytes};

/// The JSON of the one msgpack value that `input` is.
pub fn write(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut writer = Writer { rest: input, out: Vec::with_capacity(input.len() * 2) };
    writer.value(0)?;
    if !writer.rest.is_empty() {
        return Err("more bytes behind the value".to_owned());
    }
    Ok(writer.out)
}

struct Writer<'a> {
    rest: &'a [u8],
    out: Vec<u8>,
}

impl<'a> Writer<'a> {
    fn value(&mut self, depth: usize) -> Result<(), String> {
        match Marker::from_u8(*self.rest.first().ok_or_else(cut_short)?) {
            Marker::Null => self.word("null"),
            Marker::True => self.word("true"),
            Marker::False => self.word("false"),
            Marker::F32 => {
                let value = self.read(|bytes| decode::read_f32(bytes).ok())?;
                self.float(f64::from(value))?;
            }
            Marker::F64 => {
                let value = self.read(|bytes| decode::read_f64(bytes).ok())?;
                self.float(value)?;
            }
            Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => self.text()?,
            Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => self.array(depth)?,
            Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => self.object(depth)?,
            Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => {
                return Err("bytes have no JSON form; encode them as text first".to_owned());
            }
            Marker::U64 => {
                let value = self.read(|bytes| decode::read_u64(bytes).ok())?;
                self.out.extend_from_slice(value.to_string().as_bytes());
            }
            Marker::FixPos(_) | Marker::FixNeg(_) | Marker::U8 | Marker::U16 | Marker::U32 | Marker::I8 | Marker::I16
            | Marker::I32 | Marker::I64 => {
                let value: i64 = self.read(|bytes| decode::read_int(bytes).ok())?;
                self.out.extend_from_slice(value.to_string().as_bytes());
            }
            _ => self.extension()?,
        }
        Ok(())
    }

    fn word(&mut self, word: &str) {
        self.rest = &self.rest[1..];
        self.out.extend_from_slice(word.as_bytes());
    }

    fn float(&mut self, value: f64) -> Result<(), String> {
        if !value.is_finite() {
            return Err(format!("{value} has no JSON form"));
        }
        number::write_float(value, &mut self.out);
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<(), String> {
        let len = self.read(|bytes| decode::read_array_len(bytes).ok())?;
        self.container(len, depth, [b'[', b']'], |writer| writer.value(depth + 1))
    }

    fn object(&mut self, depth: usize) -> Result<(), String> {
        let len = self.read(|bytes| decode::read_map_len(bytes).ok())?;
        self.container(len, depth, [b'{', b'}'], |writer| {
            if !matches!(writer.rest.first(), Some(0xa0..=0xbf | 0xd9..=0xdb)) {
                return Err("a name in a JSON object must be text".to_owned());
            }
            writer.text()?;
            writer.out.push(b':');
            writer.value(depth + 1)
        })
    }

    fn container(
        &mut self,
        len: u32,
        depth: usize,
        brackets: [u8; 2],
        item: impl Fn(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        if depth == MAX_DEPTH {
            return Err(format!("the value is nested more than {MAX_DEPTH} deep"));
        }
        self.out.push(brackets[0]);
        for index in 0..len {
            if index > 0 {
                self.out.push(b',');
            }
            item(self)?;
        }
        self.out.push(brackets[1]);
        Ok(())
    }

    fn text(&mut self) -> Result<(), String> {
        let len = self.read(|bytes| decode::read_str_len(bytes).ok())?;
        let text = self.take(len)?;
        core::str::from_utf8(text).map_err(|_| "text is not UTF-8".to_owned())?;
        write_text(text, &mut self.out);
        Ok(())
    }

    fn extension(&mut self) -> Result<(), String> {
        let meta = self.read(|bytes| decode::read_ext_meta(bytes).ok())?;
        let text = self.take(meta.size)?;
        if meta.typeid != BIG_INTEGER || !number::is_integer(text) {
            return Err(format!("a msgpack extension of type {} has no JSON form", meta.typeid));
        }
        self.out.extend_from_slice(text);
        Ok(())
    }

    fn read<T>(&mut self, read: impl Fn(&mut Bytes<'a>) -> Option<T>) -> Result<T, String> {
        let mut bytes = Bytes::new(self.rest);
        let value = read(&mut bytes).ok_or_else(cut_short)?;
        self.rest = bytes.remaining_slice();
        Ok(value)
    }

    fn take(&mut self, len: u32) -> Result<&'a [u8], String> {
        let (taken, rest) = self.rest.split_at_checked(len as usize).ok_or_else(cut_short)?;
        self.rest = rest;
        Ok(taken)
    }
}

fn cut_short() -> String {
    "the value is cut short".to_owned()
}

/// Append a string with quotes; only what must be escaped is, control characters without a short form as `\u001f`.
fn write_text(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let mut copied = 0;
    for (at, byte) in text.iter().enumerate() {
        if *byte >= 0x20 && *byte != b'"' && *byte != b'\\' {
            continue;
        }
        out.extend_from_slice(&text[copied..at]);
        copied = at + 1;
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0c => out.extend_from_slice(b"\\f"),
            _ => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        }
    }
    out.extend_from_slice(&text[copied..]);
    out.push(b'"');
}
