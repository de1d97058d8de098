//! A source made ready for the parser, or the one problem that keeps it from being parsed.

use kaptar_table::{Lines, Problem};

use crate::depth;

/// A source that can be parsed, with what is wrong about it as a whole.
pub struct Source<'a> {
    pub text: &'a str,
    pub problem: Option<Problem>,
}

/// Check encoding, null bytes and depth. `Err` is the reason why the source is not parsed at all.
pub fn prepare(bytes: &[u8]) -> Result<Source<'_>, Problem> {
    let at = |start: usize, end: usize, message: String| {
        let (line, column) = Lines::new(bytes).position(start as u32);
        Problem { start: start as u32, end: end as u32, line, column, message }
    };
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let start = e.valid_up_to();
        let end = start + e.error_len().unwrap_or(bytes.len() - start);
        let hint = cookie(bytes).map_or(String::new(), |c| format!("; the declared encoding {} is not supported", c.name));
        at(start, end, format!("the source is not UTF-8{hint}"))
    })?;
    if let Some(start) = memchr::memchr(0, bytes) {
        return Err(at(start, start + 1, "the source holds a null byte".to_owned()));
    }
    depth::check(bytes).map_err(|deep| at(deep.at, (deep.at + 1).min(bytes.len()), format!("{}: not parsed", deep.what)))?;
    let problem = cookie(bytes)
        .filter(|c| !c.fits(bytes))
        .map(|c| at(c.start, c.end, format!("the declared encoding {} is not supported: the source was read as UTF-8", c.name)));
    Ok(Source { text, problem })
}

/// An encoding declared by a comment in one of the first two lines (PEP 263).
struct Cookie {
    name: String,
    start: usize,
    end: usize,
}

impl Cookie {
    /// Whether reading as UTF-8 gives what the declared encoding would give.
    fn fits(&self, bytes: &[u8]) -> bool {
        const LIKE_ASCII: [&str; 8] =
            ["ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "iso-8859-15", "cp1252", "windows-1252"];
        let name = self.name.to_ascii_lowercase().replace('_', "-");
        if name == "utf-8" || name == "utf8" || name.starts_with("utf-8-") {
            return true;
        }
        LIKE_ASCII.contains(&name.as_str()) && bytes.is_ascii()
    }
}

fn cookie(bytes: &[u8]) -> Option<Cookie> {
    let mut start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    for _ in 0..2 {
        let rest = &bytes[start..];
        let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        let blank = line.iter().take_while(|b| matches!(b, b' ' | b'\t' | 0x0C)).count();
        match line.get(blank) {
            None | Some(b'\r') => {}
            Some(b'#') => {
                if let Some((from, to)) = declared(line) {
                    let name = String::from_utf8_lossy(&line[from..to]).into_owned();
                    return Some(Cookie { name, start: start + from, end: start + to });
                }
            }
            // Code in the first line: the second one declares nothing.
            Some(_) => return None,
        }
        start = (start + line.len() + 1).min(bytes.len());
    }
    None
}

/// The range of the name in `coding[:=] name`.
fn declared(line: &[u8]) -> Option<(usize, usize)> {
    let word = memchr::memmem::find(line, b"coding")? + 6;
    if !matches!(line.get(word), Some(b':' | b'=')) {
        return None;
    }
    let from = word + 1 + line[word + 1..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let len = line[from..].iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')).count();
    (len > 0).then_some((from, from + len))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: &[u8]) -> Option<String> {
        prepare(bytes).map_or_else(|p| Some(p.message), |s| s.problem.map(|p| p.message))
    }

    #[test]
    fn what_cannot_be_read_is_one_problem() {
        assert_eq!(message(b"x = 1\n"), None);
        assert!(message(b"x = '\xff'\n").unwrap().contains("not UTF-8"));
        assert!(message(b"x\0").unwrap().contains("null byte"));
        let bad = prepare("ä = '\u{e4}".as_bytes()).unwrap();
        assert_eq!(bad.text.len(), 8);
        let Err(problem) = prepare(b"a\n\xc3\xa4\xff") else { panic!("not UTF-8") };
        assert_eq!((problem.start, problem.line, problem.column), (4, 2, 2));
    }

    #[test]
    fn declared_encodings_other_than_utf8_are_refused_when_they_matter() {
        for good in ["# coding: utf-8\nä", "#!/bin/x\n# -*- coding: UTF_8 -*-\nä", "# coding=latin-1\na", "a\n# coding: koi8-r\n", "# encoding\nä"] {
            assert_eq!(message(good.as_bytes()), None, "{good}");
        }
        for bad in ["# vim: fileencoding=latin-1\nä", "\n# coding: koi8-r\n", "# coding: nothing\n"] {
            assert!(message(bad.as_bytes()).unwrap().contains("not supported"), "{bad}");
        }
        assert!(message(b"# coding: latin-1\nx = '\xe4'").unwrap().contains("latin-1 is not supported"));
    }
}
