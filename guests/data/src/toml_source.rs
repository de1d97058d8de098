//! TOML 1.1, by the crate that Cargo reads its own files with.

use toml::de::DeTable;

use crate::validity::{Problem, Severity, TOO_DEEPLY};

/// Words of what the crate says of a source that nests deeper than it reads: 80 tables, arrays and parts of a name.
const TOO_DEEP: [&str; 2] = ["recursion limit", "recursion depth"];

/// All errors of a source, in its order; none where it is TOML.
pub fn problems(text: &str) -> Vec<Problem> {
    let (_, errors) = DeTable::parse_recoverable(text);
    let mut found: Vec<Problem> = errors
        .iter()
        .map(|error| {
            let place = error.span().unwrap_or(0..0);
            Problem { start: place.start, end: place.end, message: error.message().to_owned(), severity: Severity::Error }
        })
        .collect();
    if let Some(deep) = found.iter().find(|each| TOO_DEEP.iter().any(|words| each.message.contains(words))) {
        return vec![Problem { start: deep.start, end: deep.end, message: TOO_DEEPLY.to_owned(), severity: Severity::Error }];
    }
    found.sort_by_key(|each| each.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        problems(text).into_iter().map(|each| each.message).collect()
    }

    #[test]
    fn what_came_with_1_1_is_read() {
        let text = "[a]\nwindow = {\n  version = \"1.2\",\n  features = [\"a\"],\n}\nred = \"\\e[31m\"\nletter = \"\\x41\"\nopens = 07:30\n";
        assert_eq!(said(text), Vec::<String>::new());
    }

    #[test]
    fn errors_have_their_places() {
        let found = problems("a = 1\na = 2\nb = \n");
        assert_eq!(found.iter().map(|each| each.start).collect::<Vec<_>>(), [6, 16]);
    }

    #[test]
    fn what_nests_too_deeply_is_not_judged() {
        assert_eq!(said(&format!("a = {}{}\n", "[".repeat(100), "]".repeat(100))), [TOO_DEEPLY]);
        assert_eq!(said(&format!("{}a = 1\n", "a.".repeat(100))), [TOO_DEEPLY]);
        assert_eq!(said(&format!("a = {}\n", "[".repeat(200_000))), [TOO_DEEPLY]);
    }
}
