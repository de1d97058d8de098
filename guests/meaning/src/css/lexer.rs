//! Tokens of CSS, as its standard has them, but for numbers without a sign before them that are names.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Space,
    Comment,
    String,
    Number,
    /// A name with what begins it (`@`, `#`, `--`), a function's name with its parenthesis, an address in `url()`.
    Word,
    /// One character.
    Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    pub kind: Kind,
    pub start: usize,
    pub text: &'t str,
}

pub fn tokens(text: &str) -> Result<Vec<Token<'_>>, String> {
    let (mut found, mut start) = (Vec::new(), 0);
    while start < text.len() {
        let (kind, length) = next(&text[start..])?;
        found.push(Token { kind, start, text: &text[start..start + length] });
        start += length;
    }
    Ok(found)
}

fn next(rest: &str) -> Result<(Kind, usize), String> {
    let first = rest.chars().next().unwrap_or_default();
    let second = rest[first.len_utf8()..].chars().next();
    Ok(match first {
        c if c.is_ascii_whitespace() => (Kind::Space, run(rest, |c| c.is_ascii_whitespace())),
        '/' if second == Some('*') => (Kind::Comment, rest[2..].find("*/").map(|end| end + 4).ok_or("a comment has no end")?),
        '"' | '\'' => (Kind::String, string(rest).ok_or("a string has no end")?),
        '0'..='9' => (Kind::Number, number(rest)),
        '.' if second.is_some_and(|c| c.is_ascii_digit()) => (Kind::Number, number(rest)),
        '+' | '-' if signed(&rest[1..]) => (Kind::Number, 1 + number(&rest[1..])),
        '@' | '#' if second.is_some_and(named) => (Kind::Word, 1 + name(&rest[1..])),
        c if named(c) => (Kind::Word, function(rest, name(rest))),
        c => (Kind::Mark, c.len_utf8()),
    })
}

fn signed(rest: &str) -> bool {
    let digits = rest.strip_prefix('.').unwrap_or(rest);
    digits.starts_with(|c: char| c.is_ascii_digit())
}

fn named(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '\\') || !c.is_ascii()
}

fn run(rest: &str, belongs: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !belongs(c)).unwrap_or(rest.len())
}

/// The length of a name, with its escapes.
fn name(rest: &str) -> usize {
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next().filter(|c| named(*c)) {
        at += if c == '\\' { escape(&rest[at..]) } else { c.len_utf8() };
    }
    at
}

/// A backslash with the character behind it, or with up to six hexadecimal digits and the blank that ends them.
fn escape(rest: &str) -> usize {
    let digits = rest[1..].bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
    if digits == 0 {
        return 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
    }
    1 + digits + usize::from(rest[1 + digits..].starts_with(|c: char| c.is_ascii_whitespace()))
}

/// A function's name takes its parenthesis along; `url(` all of an address without quotes.
fn function(rest: &str, length: usize) -> usize {
    if !rest[length..].starts_with('(') {
        return length;
    }
    let inner = rest[length + 1..].trim_start();
    if !rest[..length].eq_ignore_ascii_case("url") || inner.starts_with(['"', '\'']) {
        return length + 1;
    }
    rest[length..].find(')').map_or(length + 1, |end| length + end + 1)
}

/// With exponent and unit.
fn number(rest: &str) -> usize {
    let whole = run(rest, |c| c.is_ascii_digit());
    let mut end = whole;
    if rest[end..].starts_with('.') && rest[end + 1..].starts_with(|c: char| c.is_ascii_digit()) {
        end += 1 + run(&rest[end + 1..], |c| c.is_ascii_digit());
    }
    if rest[end..].starts_with('%') { end + 1 } else { end + name(&rest[end..]) }
}

fn string(rest: &str) -> Option<usize> {
    let (bytes, mut at) = (rest.as_bytes(), 1);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            byte if byte == bytes[0] => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}
