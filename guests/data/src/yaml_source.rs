//! YAML 1.2, by a parser that passes the test suite of the language.
//!
//! Only the grammar is judged. Names that repeat in a mapping, tags and anchors are a matter of who reads the file. What the
//! parser refuses and libyaml reads is a warning: most programs that read YAML are built on libyaml, or on a copy of it.

use saphyr_parser::{Parser, ScanError};

use crate::libyaml;
use crate::validity::{Problem, Severity, TOO_DEEPLY};

/// What the parser says of a source that nests deeper than it reads.
const TOO_DEEP: &str = "recursion limit";

/// The first error of a source, if there is one: the parser does not go on behind it.
pub fn problems(text: &str) -> Vec<Problem> {
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        if let Err(error) = event {
            return vec![problem(text, &error)];
        }
    }
    Vec::new()
}

fn problem(text: &str, error: &ScanError) -> Problem {
    let start = offset(text, error.marker().index());
    let end = text[start..].chars().next().map_or(start, |first| start + first.len_utf8());
    if error.info().contains(TOO_DEEP) {
        return Problem { start, end, message: TOO_DEEPLY.to_owned(), severity: Severity::Error };
    }
    if libyaml::reads(text) {
        let message = format!("{} (by YAML 1.2; libyaml reads it)", error.info());
        return Problem { start, end, message, severity: Severity::Warning };
    }
    Problem { start, end, message: error.info().to_owned(), severity: Severity::Error }
}

/// The offset in bytes of a character that is counted from 0.
fn offset(text: &str, index: usize) -> usize {
    text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        problems(text).into_iter().map(|each| each.message).collect()
    }

    #[test]
    fn documents_in_a_stream_are_read() {
        let text = "%YAML 1.2\n---\na: &x [1, *x]\n...\n---\n? - k\n: |+\n  \ttab\n\n---\n\"a\": !t {b: 1, c}\n";
        assert_eq!(said(text), Vec::<String>::new());
    }

    #[test]
    fn an_error_has_its_place_in_bytes() {
        let found = problems("\u{e9}: 1\nb: [1\nc: 2\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].start >= 6, "{}", found[0].start);
    }

    fn severities(text: &str) -> Vec<Severity> {
        problems(text).into_iter().map(|each| each.severity).collect()
    }

    #[test]
    fn what_libyaml_reads_is_at_most_a_warning() {
        for text in [
            "a:\tb\n",
            "f: {\n\t\"x\": 1,\n\ty: 2\n}\n",
            "a: [\n\t1,\n\t2\n]\n",
            "a: [\n  1\n]\n",
            "a:\n  b: \"one\n  two\"\n",
            "- {a: 1,\n\tb: 2}\n",
        ] {
            assert!(!severities(text).contains(&Severity::Error), "{text:?}: {:?}", said(text));
        }
    }

    #[test]
    fn what_neither_reads_is_an_error() {
        for text in ["a:\n\tb: 1\n", "on: push\n\tjobs: 1\n", "a: [1\nb: 2\n", "a: \"x\n", "a:\tb: c\n", "a: b\n  c: d\n"] {
            assert_eq!(severities(text), [Severity::Error], "{text:?}");
        }
    }

    #[test]
    fn what_nests_too_deeply_is_not_judged() {
        assert_eq!(said(&"[".repeat(200_000)), [TOO_DEEPLY]);
        assert_eq!(said(&"- ".repeat(20_000)).len(), 0);
    }
}
