//! Calls whose names say that they quote, escape or sanitise. Names are judged by whole words: `unescape` takes it away.

use oxc_ast::ast::CallExpression;

use super::syntax::last_name;

const QUOTING: [&str; 8] = ["quote", "quoted", "escape", "escaped", "sanitize", "sanitise", "sanitizer", "sanitized"];
/// Functions that quote, in which the words are not told apart.
const WHOLE: [&str; 9] =
    ["shellescape", "shellquote", "htmlescape", "escapehtml", "escapeshellarg", "sqlescape", "escapexml", "escapejs", "encodeuricomponent"];
/// Words that tell what was taken away, looked for or asked, or another language.
const OTHER: [&str; 20] = [
    "un", "no", "non", "not", "de", "never", "without", "before", "is", "has", "get", "fetch", "load", "find", "read", "remove", "strip", "reg", "regex", "regexp",
];

/// `shellQuote.quote(x)`, `escapeHtml(x)`, `DOMPurify.sanitize(x)`.
pub fn is_quoting(call: &CallExpression) -> bool {
    last_name(&call.callee).is_some_and(says)
}

fn says(name: &str) -> bool {
    let parts = parts(name);
    let ends = [parts.first(), parts.last()];
    WHOLE.contains(&name.to_ascii_lowercase().as_str())
        || ends.into_iter().flatten().any(|part| QUOTING.contains(&part.as_str())) && !parts.iter().any(|part| OTHER.contains(&part.as_str()))
}

/// The words of a name in lower case: `a_b`, `aB`.
pub fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        let sign = !c.is_ascii_alphanumeric();
        if sign || (c.is_ascii_uppercase() && small) {
            parts.push(String::new());
        }
        if !sign && let Some(last) = parts.last_mut() {
            last.push(c.to_ascii_lowercase());
        }
        small = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_by_their_words() {
        for name in ["quote", "escapeHtml", "escapeHTML", "htmlEscape", "shellescape", "sanitizeHtml", "_escape", "quote_name", "encodeURIComponent", "mysqlEscape"] {
            assert!(says(name), "{name}");
        }
        for name in ["unescape", "unquote", "unescapeHtml", "htmlUnescape", "unsanitized", "getQuote", "escapeRegExp", "no_escape", "unQuote", "encodeURI", "isEscaped"] {
            assert!(!says(name), "{name}");
        }
    }
}
