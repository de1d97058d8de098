//! Two texts as lists of facts, and the first fact in which they differ.
//!
//! A fact is whatever a text says that a formatter may not change: a token, a value, a comment. What it may change, such as
//! white space and quotes, is no fact. Two texts mean the same if their facts are equal, in order.

use serde::Serialize;

/// Longest text of a fact in an answer, in characters.
const SHOWN: usize = 60;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Of the text that says it; from 1.
    pub line: u32,
    pub text: String,
}

impl Fact {
    pub fn new(line: u32, text: impl Into<String>) -> Self {
        Self { line, text: text.into() }
    }
}

/// The first place in which two texts differ. A line is that of the last fact where a text has no more of them.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub before: u32,
    pub after: u32,
    pub was: String,
    pub now: String,
}

pub fn difference(before: &[Fact], after: &[Fact]) -> Option<Difference> {
    let shared = before.iter().zip(after).take_while(|(old, new)| old.text == new.text).count();
    let (old, new) = (before.get(shared), after.get(shared));
    if old.is_none() && new.is_none() {
        return None;
    }
    let line = |fact: Option<&Fact>, all: &[Fact]| fact.or(all.last()).map_or(1, |fact| fact.line);
    let text = |fact: Option<&Fact>| fact.map_or(String::new(), |fact| shown(&fact.text));
    Some(Difference { before: line(old, before), after: line(new, after), was: text(old), now: text(new) })
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The answer of an operation `same`: nil where nothing differs.
pub fn answer(found: &Option<Difference>) -> Result<Vec<u8>, String> {
    rmp_serde::to_vec_named(found).map_err(|error| error.to_string())
}

/// A text without its byte order mark and with plain line feeds, as a formatter may write it.
pub fn plain(source: &[u8]) -> Result<String, String> {
    let text = core::str::from_utf8(source).map_err(|_| "not UTF-8".to_owned())?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n"))
}

/// With what a comment behind `#` begins that a program reads: `#:schema`, `#!`. A blank before it would hide it.
pub const HASH_MARKS: [char; 3] = ['#', ':', '!'];
/// The same of all other comments: `//# sourceMappingURL`, `//@ts-check`, `///`, `/*!`, `/**`.
pub const MARKS: [char; 6] = ['#', ':', '!', '@', '/', '*'];

/// What a comment says behind its opener: its lines without the white space around them, and no line that is empty but for the
/// star that it may begin with. Blanks before one of the marks at its beginning stay.
pub fn comment(text: &str, marks: &[char]) -> String {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = if first.trim_start().starts_with(marks) { first.trim_end() } else { first.trim() };
    let rest = rest.lines().map(str::trim).filter(|line| *line != "*");
    std::iter::once(first).chain(rest).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Lines of byte offsets that are asked for in rising order.
pub struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of an offset; of one before the last that was asked for, the last one's.
    pub fn of(&mut self, offset: usize) -> u32 {
        let end = offset.min(self.bytes.len());
        while self.at < end {
            self.line += u32::from(self.bytes[self.at] == b'\n');
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(texts: &[&str]) -> Vec<Fact> {
        texts.iter().zip(1..).map(|(text, line)| Fact::new(line, *text)).collect()
    }

    #[test]
    fn the_first_difference_has_both_places() {
        assert_eq!(difference(&facts(&["a", "b"]), &facts(&["a", "b"])), None);
        assert_eq!(difference(&[], &[]), None);
        let found = difference(&facts(&["a", "b", "c"]), &facts(&["a", "c"])).unwrap();
        assert_eq!((found.before, found.after, &*found.was, &*found.now), (2, 2, "b", "c"));
        let less = difference(&facts(&["a", "b"]), &facts(&["a"])).unwrap();
        assert_eq!((less.before, less.after, &*less.was, &*less.now), (2, 1, "b", ""));
        assert_eq!(difference(&[], &facts(&[&"x".repeat(99)])).unwrap().now.chars().count(), SHOWN + 1);
    }

    #[test]
    fn a_comment_keeps_the_blanks_before_a_mark() {
        for text in ["# sourceMappingURL=a", "@ts-check", ":schema", "! license", "/ <reference />", "*\n * doc"] {
            assert_ne!(comment(text, &MARKS), comment(&format!(" {text}"), &MARKS), "{text}");
            assert_eq!(comment(text, &MARKS), comment(&format!("{text} \n "), &MARKS), "{text}");
        }
        for text in [" words", "[a]", "eslint-disable a", "\n  # b"] {
            assert_eq!(comment(text, &MARKS), comment(&format!(" {text}"), &MARKS), "{text}");
        }
        assert_eq!(comment("@a", &HASH_MARKS), comment(" @a", &HASH_MARKS));
    }

    #[test]
    fn layout_is_no_fact() {
        assert_eq!(plain("\u{feff}a\r\nb".as_bytes()).unwrap(), "a\nb");
        assert!(plain(b"\xff").is_err());
        assert_eq!(comment("  a \n   *\n  * b\n\n", &MARKS), "a\n* b");
        let mut lines = Lines::new("a\nb\nc");
        assert_eq!([0, 2, 4, 9, 1].map(|at| lines.of(at)), [1, 2, 3, 3, 3]);
    }
}
