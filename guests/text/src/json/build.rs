//! From the pieces of a JSON text to msgpack.

use super::number;
use super::scan::{Event, Problem};
use rmp::encode;

/// Containers get a 32-bit length, which is filled in when they close.
pub struct Builder {
    out: Vec<u8>,
    open: Vec<Open>,
}

struct Open {
    length_at: usize,
    /// Items of an array, pairs of an object.
    count: u32,
}

const ARRAY32: u8 = 0xdd;
const MAP32: u8 = 0xdf;

impl Builder {
    pub fn new(source_len: usize) -> Self {
        Self { out: Vec::with_capacity(source_len + 16), open: Vec::new() }
    }

    pub fn take(&mut self, event: Event<'_>) -> Result<(), Problem> {
        match event {
            Event::Open(bracket) => self.open_container(bracket),
            Event::Close(_) => self.close_container(),
            Event::Mark(mark) => self.open.last_mut().expect("marks stand in containers").count += u32::from(mark == b','),
            Event::Number(token) => number::read(token, &mut self.out),
            Event::Word(token) => self.word(token),
            Event::Text { token, escaped, offset } => self.text(&token[1..token.len() - 1], escaped, offset + 1)?,
        }
        Ok(())
    }

    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    fn open_container(&mut self, bracket: u8) {
        self.out.push(if bracket == b'[' { ARRAY32 } else { MAP32 });
        self.open.push(Open { length_at: self.out.len(), count: 0 });
        self.out.extend_from_slice(&[0; 4]);
    }

    fn close_container(&mut self) {
        let open = self.open.pop().expect("the scanner pairs brackets");
        let content = open.length_at + 4;
        let count = if self.out.len() == content { 0 } else { open.count + 1 };
        self.out[open.length_at..content].copy_from_slice(&count.to_be_bytes());
    }

    fn word(&mut self, token: &[u8]) {
        match token {
            b"null" => encode::write_nil(&mut self.out).expect("a Vec takes all"),
            _ => encode::write_bool(&mut self.out, token == b"true").expect("a Vec takes all"),
        }
    }

    fn text(&mut self, inner: &[u8], escaped: bool, offset: usize) -> Result<(), Problem> {
        if escaped {
            let text = unescape(inner, offset)?;
            encode::write_str_len(&mut self.out, text.len() as u32).expect("a Vec takes all");
            self.out.extend_from_slice(&text);
        } else {
            encode::write_str_len(&mut self.out, inner.len() as u32).expect("a Vec takes all");
            self.out.extend_from_slice(inner);
        }
        Ok(())
    }
}

/// The text of a string whose escapes are well formed; `offset` is where it starts.
fn unescape(inner: &[u8], offset: usize) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::with_capacity(inner.len());
    let mut at = 0;
    while at < inner.len() {
        let plain = memchr::memchr(b'\\', &inner[at..]).unwrap_or(inner.len() - at);
        out.extend_from_slice(&inner[at..at + plain]);
        at += plain;
        if at == inner.len() {
            break;
        }
        let (character, len) = escape(&inner[at..])
            .ok_or(Problem { offset: offset + at, message: "an escaped lone surrogate can't be text" })?;
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        at += len;
    }
    Ok(out)
}

/// The character of the escape at the start of `text`, and the escape's length. None for a lone surrogate.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    let simple = match text[1] {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(text),
        byte => char::from(byte),
    };
    Some((simple, 2))
}

fn unicode_escape(text: &[u8]) -> Option<(char, usize)> {
    let high = hex(&text[2..6]);
    if let Some(character) = char::from_u32(high) {
        return Some((character, 6));
    }
    let low = hex(text.get(6..12)?.strip_prefix(b"\\u")?);
    let paired = high < 0xDC00 && (0xDC00..0xE000).contains(&low);
    let point = paired.then(|| 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))?;
    Some((char::from_u32(point)?, 12))
}

fn hex(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, digit| value << 4 | char::from(*digit).to_digit(16).expect("the scanner checked it"))
}
