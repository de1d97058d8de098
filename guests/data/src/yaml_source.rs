//! YAML 1.2, by a parser that passes the test suite of the language.
//!
//! Only the grammar is judged. Names that repeat in a mapping, tags and anchors are a matter of who reads the file.

use saphyr_parser::{Parser, ScanError};

use crate::validity::{Problem, TOO_DEEPLY};

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
    let message = if error.info().contains(TOO_DEEP) { TOO_DEEPLY } else { error.info() };
    Problem { start, end, message: message.to_owned() }
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

    #[test]
    fn what_nests_too_deeply_is_not_judged() {
        assert_eq!(said(&"[".repeat(200_000)), [TOO_DEEPLY]);
        assert_eq!(said(&"- ".repeat(20_000)).len(), 0);
    }
}
