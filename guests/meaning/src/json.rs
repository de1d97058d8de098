//! JSON and its dialects with comments: every token as it is written. Numbers keep their text, and keys may repeat.

use kaptar_same::{Fact, Lines, MARKS, comment};

pub fn facts(text: &str) -> Result<Vec<Fact>, String> {
    let bytes = text.as_bytes();
    let mut lines = Lines::new(text);
    let (mut facts, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let start = at;
        at = end_of(text, start)?;
        let token = &text[start..at];
        match bytes[start] {
            byte if byte.is_ascii_whitespace() => {}
            b'/' => facts.push(Fact::new(lines.of(start), note(token))),
            b'}' | b']' => {
                drop_last_comma(&mut facts);
                facts.push(Fact::new(lines.of(start), token));
            }
            _ => facts.push(Fact::new(lines.of(start), token)),
        }
    }
    Ok(facts)
}

fn note(token: &str) -> String {
    let inner = match token.strip_prefix("//") {
        Some(line) => line,
        None => token.strip_prefix("/*").and_then(|inner| inner.strip_suffix("*/")).unwrap_or(token),
    };
    format!("comment {}", comment(inner, &MARKS))
}

/// A comma before the end of a list says nothing, wherever comments stand.
fn drop_last_comma(facts: &mut Vec<Fact>) {
    let last = facts.iter().rposition(|fact| !fact.text.starts_with("comment "));
    if let Some(at) = last.filter(|at| facts[*at].text == ",") {
        facts.remove(at);
    }
}

/// The end of the token that begins at `start`.
fn end_of(text: &str, start: usize) -> Result<usize, String> {
    let rest = &text[start..];
    let length = match rest.as_bytes()[0] {
        b'"' | b'\'' => string(rest),
        b'/' if rest.starts_with("//") => Some(rest.find('\n').unwrap_or(rest.len())),
        b'/' if rest.starts_with("/*") => rest[2..].find("*/").map(|end| end + 4),
        byte if byte.is_ascii_whitespace() || b"{}[],:/".contains(&byte) => Some(1),
        _ => Some(rest.find(|c: char| c.is_whitespace() || "{}[],:/\"'".contains(c)).unwrap_or(rest.len()).max(1)),
    };
    length.map(|length| start + length).ok_or_else(|| "a string or comment has no end".to_owned())
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
