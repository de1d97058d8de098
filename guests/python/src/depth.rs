//! How deep a source nests, found before it is parsed: the parser and every visitor recurse, and a guest's stack is small.
//!
//! One pass over the bytes that follows strings (f-strings with their replacement fields too), comments, brackets and
//! indentation. It also bounds how deep one expression can become without brackets (`a + b + …`, `not not …`,
//! `x if y else …`, `a.b().c()`): by the operators since the last comma or end of the statement.

/// Brackets inside of one another: CPython's own limit.
pub const MAX_BRACKETS: u32 = 200;
/// Levels of indentation: CPython's own limit.
pub const MAX_INDENTS: usize = 100;
/// Operators of one expression (dots, calls and keywords that nest too), with those before its brackets.
pub const MAX_CHAIN: u32 = 1_500;
/// What a prefix (`-`, `not`, `await`, …) counts for: the parser calls itself for it, while it loops over other operators.
const PREFIX: u32 = 6;

/// What is too deep, and at which byte.
#[derive(Debug, PartialEq, Eq)]
pub struct TooDeep {
    pub at: usize,
    pub what: &'static str,
}

enum Level {
    /// A bracket, with the chain before it and the chain that a comma inside goes back to.
    Bracket { before: u32, floor: u32 },
    /// A replacement field of an f-string, with the string it stands in, and whether it stands in the format of another field.
    Field { before: u32, floor: u32, string: Quotes, in_format: bool },
}

#[derive(Clone, Copy)]
struct Quotes {
    quote: u8,
    triple: bool,
    raw: bool,
    fields: bool,
}

struct Scan<'a> {
    source: &'a [u8],
    at: usize,
    levels: Vec<Level>,
    indents: Vec<usize>,
    chain: u32,
    floor: u32,
    /// Whether the last token can be the left side of an operator.
    operand: bool,
}

/// Check a whole source.
pub fn check(source: &[u8]) -> Result<(), TooDeep> {
    let mut scan = Scan { source, at: 0, levels: Vec::new(), indents: Vec::new(), chain: 0, floor: 0, operand: false };
    scan.indentation()?;
    while scan.at < source.len() {
        scan.step()?;
    }
    Ok(())
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.source.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn fail<T>(&self, what: &'static str) -> Result<T, TooDeep> {
        Err(TooDeep { at: self.at.min(self.source.len()), what })
    }

    fn step(&mut self) -> Result<(), TooDeep> {
        let byte = self.source[self.at];
        match CLASS[byte as usize] {
            Class::Blank => self.at += 1,
            Class::Word => return self.word(),
            Class::Operator => {
                self.at += 1;
                let prefix = !std::mem::replace(&mut self.operand, false);
                return self.longer(if prefix { PREFIX } else { 1 });
            }
            Class::Open => return self.open(),
            Class::Close => return self.close(byte),
            Class::Separator => return self.separator(byte),
            Class::Quote => return self.string(0),
            Class::Comment => self.at = line_end(self.source, self.at),
            Class::Newline => return self.newline(),
            Class::Backslash => self.at += 1 + usize::from(self.peek(1) == b'\r') + 1,
        }
        Ok(())
    }

    fn longer(&mut self, by: u32) -> Result<(), TooDeep> {
        self.chain += by;
        if self.chain > MAX_CHAIN { self.fail("an expression has too many parts") } else { Ok(()) }
    }

    fn word(&mut self) -> Result<(), TooDeep> {
        let rest = &self.source[self.at..];
        let len = rest.iter().position(|b| CLASS[*b as usize] != Class::Word).unwrap_or(rest.len());
        let word = &rest[..len];
        self.at += len;
        if len <= 2 && matches!(self.peek(0), b'"' | b'\'') && is_prefix(word) {
            return self.string(len);
        }
        self.operand = true;
        if !(2..=6).contains(&len) {
            return Ok(());
        }
        match word {
            b"lambda" => {
                // The commas of its parameters do not end it.
                self.floor += 1;
                self.longer(1)
            }
            b"not" | b"await" | b"yield" | b"async" => {
                self.operand = false;
                self.longer(PREFIX)
            }
            b"if" | b"else" => {
                self.operand = false;
                self.longer(1)
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self) -> Result<(), TooDeep> {
        self.levels.push(Level::Bracket { before: self.chain, floor: self.floor });
        self.deeper()
    }

    fn deeper(&mut self) -> Result<(), TooDeep> {
        if self.levels.len() as u32 > MAX_BRACKETS {
            return self.fail("brackets are nested too deep");
        }
        self.longer(1)?;
        self.operand = false;
        self.floor = self.chain;
        self.at += 1;
        Ok(())
    }

    fn close(&mut self, byte: u8) -> Result<(), TooDeep> {
        self.at += 1;
        self.operand = true;
        match self.levels.pop() {
            None => Ok(()),
            Some(Level::Bracket { before, floor }) => {
                (self.chain, self.floor) = (before, floor);
                self.longer(1)
            }
            Some(Level::Field { before, floor, string, in_format }) => {
                (self.chain, self.floor) = (before, floor);
                if byte == b'}' { self.content(string, in_format) } else { Ok(()) }
            }
        }
    }

    fn separator(&mut self, byte: u8) -> Result<(), TooDeep> {
        self.at += 1;
        self.operand = false;
        match (byte, self.levels.last()) {
            // In a replacement field a colon begins the format, which is text again.
            (b':', Some(Level::Field { string, .. })) => {
                let string = *string;
                self.content(string, true)
            }
            (b':', _) => Ok(()),
            (b',', _) => {
                self.chain = self.floor;
                Ok(())
            }
            _ => {
                self.end_statement();
                Ok(())
            }
        }
    }

    fn end_statement(&mut self) {
        if self.levels.is_empty() {
            (self.chain, self.floor) = (0, 0);
        }
    }

    fn newline(&mut self) -> Result<(), TooDeep> {
        self.at += 1;
        if self.levels.is_empty() {
            self.end_statement();
            self.indentation()?;
        }
        Ok(())
    }

    fn indentation(&mut self) -> Result<(), TooDeep> {
        let start = self.at;
        while matches!(self.peek(0), b' ' | b'\t' | 0x0C) {
            self.at += 1;
        }
        if matches!(self.peek(0), b'\n' | b'\r' | b'#') {
            return Ok(());
        }
        let width = self.at - start;
        while self.indents.last().is_some_and(|w| *w > width) {
            self.indents.pop();
        }
        if width > self.indents.last().copied().unwrap_or(0) {
            self.indents.push(width);
        }
        if self.indents.len() > MAX_INDENTS { self.fail("blocks are nested too deep") } else { Ok(()) }
    }

    fn string(&mut self, prefix: usize) -> Result<(), TooDeep> {
        let letters = &self.source[self.at - prefix..self.at];
        let quote = self.peek(0);
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        let has = |wanted: &[u8]| letters.iter().any(|l| wanted.contains(l));
        self.at += if triple { 3 } else { 1 };
        self.content(Quotes { quote, triple, raw: has(b"rR"), fields: has(b"fFtT") }, false)
    }

    /// The text of a string, up to its end or to a replacement field. `in_format`: it is the format of a field of this string.
    fn content(&mut self, string: Quotes, in_format: bool) -> Result<(), TooDeep> {
        loop {
            self.at += plain(&self.source[self.at..], string);
            let Some(&byte) = self.source.get(self.at) else { return Ok(()) };
            if byte == string.quote {
                let ends = !string.triple || (self.peek(1) == byte && self.peek(2) == byte);
                self.at += if ends && string.triple { 3 } else { 1 };
                if ends {
                    self.operand = true;
                    self.leave(in_format);
                    return Ok(());
                }
            } else if byte == b'\\' {
                self.escape(string);
            } else if byte == b'\n' && !string.triple {
                self.leave(in_format);
                return Ok(());
            } else if byte == b'{' && string.fields {
                if self.peek(1) != b'{' || in_format {
                    self.levels.push(Level::Field { before: self.chain, floor: self.floor, string, in_format });
                    return self.deeper();
                }
                self.at += 2;
            } else if byte == b'}' && in_format {
                return self.close(byte);
            } else {
                self.at += 1;
            }
        }
    }

    fn escape(&mut self, string: Quotes) {
        self.at += match (self.peek(1), self.peek(2)) {
            (b'\r', b'\n') => 3,
            // No quote behind a backslash ends a string, raw or not, but a field may follow the backslash of a raw one.
            (b'{' | b'}', _) if string.raw => 1,
            _ => 2,
        };
    }

    /// A string that ends inside of the format of its own field is damaged: the field ends with it.
    fn leave(&mut self, in_format: bool) {
        if in_format && let Some(Level::Field { before, floor, .. }) = self.levels.pop() {
            (self.chain, self.floor) = (before, floor);
        }
    }
}

/// How many bytes at the beginning of `rest` mean nothing in such a string.
fn plain(rest: &[u8], string: Quotes) -> usize {
    let found = if string.fields {
        rest.iter().position(|b| matches!(b, b'{' | b'}' | b'\\' | b'\n' | b'"' | b'\''))
    } else {
        memchr::memchr3(string.quote, b'\\', if string.triple { b'\\' } else { b'\n' }, rest)
    };
    found.unwrap_or(rest.len())
}

fn is_prefix(word: &[u8]) -> bool {
    word.iter().all(|b| b"rRbBuUfFtT".contains(b))
}

fn line_end(source: &[u8], from: usize) -> usize {
    memchr::memchr(b'\n', &source[from..]).map_or(source.len(), |n| from + n)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Word,
    Operator,
    Open,
    Close,
    Separator,
    Quote,
    Comment,
    Newline,
    Backslash,
}

const CLASS: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut table = [Class::Word; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => Class::Word,
            b'(' | b'[' | b'{' => Class::Open,
            b')' | b']' | b'}' => Class::Close,
            b',' | b';' | b':' => Class::Separator,
            b'"' | b'\'' => Class::Quote,
            b'#' => Class::Comment,
            b'\n' => Class::Newline,
            b'\\' => Class::Backslash,
            // Comparisons and assignments make no tree deeper.
            b'=' | b'!' | 0..=b' ' | 127 => Class::Blank,
            _ => Class::Operator,
        };
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRACKETS: Option<&str> = Some("brackets are nested too deep");

    fn what(source: &str) -> Option<&'static str> {
        check(source.as_bytes()).err().map(|e| e.what)
    }

    #[test]
    fn brackets_are_bounded_where_cpython_bounds_them() {
        let nested = |n: usize| format!("x = {}1{}\n", "(".repeat(n), ")".repeat(n));
        assert_eq!(what(&nested(200)), None);
        assert_eq!(what(&nested(201)), BRACKETS);
        assert_eq!(what(&nested(100_000)), BRACKETS);
    }

    #[test]
    fn strings_and_comments_hide_no_brackets() {
        let (openers, closers) = ("(".repeat(300), ")".repeat(300));
        for quiet in ["# {}\n", "x = '{}'\n", "x = \"\"\"{}\n\"\"\"\n", "x = b'\\'{}'"] {
            assert_eq!(what(&quiet.replace("{}", &openers)), None, "{quiet}");
        }
        for hiding in ["'@'", "f'@'", "f'{x:@}'", "r'\\' @'", "f'{{@'", "'\\\r\n@'"] {
            let source = format!("x = [{}, {openers}", hiding.replace('@', &closers));
            assert_eq!(what(&source), BRACKETS, "{hiding}");
        }
    }

    #[test]
    fn fields_of_f_strings_are_code() {
        for frame in ["f\"{@}\"", "f\"{x:{@}}\"", "f'''{\n@}'''", "f\"{f\"{@}\"}\"", "rf'\\{@}'", "f'{x:{w}}{@}'"] {
            let deep = format!("{}1{}", "(".repeat(250), ")".repeat(250));
            assert_eq!(what(&frame.replace('@', &deep)), BRACKETS, "{frame}");
        }
        let many = "x = f\"{a:>{w}} {b[\"k\"]!r:x} {{ {c}\"\n".repeat(500);
        assert_eq!(what(&many), None);
    }

    #[test]
    fn indentation_and_chains_are_bounded() {
        let blocks = |n: usize| (0..n).map(|i| format!("{}if x:\n", " ".repeat(i))).collect::<String>() + &" ".repeat(n) + "pass\n";
        assert_eq!(what(&blocks(100)), None);
        assert_eq!(what(&blocks(101)), Some("blocks are nested too deep"));
        for part in ["a + ", "- ", "not ", "a if b else ", "lambda a, b: ", "a.", "a() << "] {
            assert_eq!(what(&part.repeat(5_000)), Some("an expression has too many parts"), "{part}");
        }
        for prefix in ["- ", "not ", "~", "await ", "async "] {
            assert!(what(&prefix.repeat(251)).is_some() && what(&prefix.repeat(250)).is_none(), "{prefix}");
        }
        for flat in ["a + b, ", "a == b or ", "'text'\n ", "lambda_x, "] {
            assert_eq!(what(&format!("x = ({})", flat.repeat(5_000))), None, "{flat}");
        }
    }
}
