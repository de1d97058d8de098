//! Calls and names that say that a value is quoted or escaped. They are judged by whole words: `unquote` takes quotes away.

use ruff_python_ast::{Expr, ExprCall};

use super::context::Context;

/// The language of the text that a value becomes a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Shell,
    Sql,
    Markup,
}

/// Words of a name that tell what was taken away, looked for or asked, and not that something was quoted.
const OTHER_WORDS: [&str; 20] = [
    "un", "no", "non", "not", "de", "never", "without", "before", "is", "has", "get", "fetch", "load", "find", "read", "remove", "strip", "raw",
    "regex", "regexp",
];
/// Names of functions that quote, in which the words are not told apart.
const QUOTING: [&str; 13] = [
    "quoteattr", "identifier", "list2cmdline", "valid_sqlite_name", "shellquote", "shellescape", "htmlescape", "escapehtml", "escapejs", "sqlescape",
    "quoteident", "mysql_real_escape_string", "real_escape_string",
];
/// Functions that quote for another language than all three.
const ELSEWHERE: [&str; 3] = ["re.escape", "glob.escape", "fnmatch.escape"];

/// `shlex.quote(x)`, `quote_name(x)`, `escape_identifier(x)`.
pub fn is_quoting(context: &Context<'_>, call: &ExprCall, target: Target) -> bool {
    quotes(context, &call.func, target)
}

/// Whether a function quotes what it is given.
pub fn quotes(context: &Context<'_>, function: &Expr, target: Target) -> bool {
    let name = match function {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    let path = context.imports.path(function).unwrap_or_default();
    if path.starts_with("urllib.") || path.ends_with("quote_plus") {
        return target != Target::Sql && matches!(path.rsplit('.').next(), Some("quote" | "quote_plus" | "urlencode"));
    }
    let last = path.rsplit('.').next().filter(|last| !last.is_empty()).unwrap_or(name);
    !ELSEWHERE.contains(&path.as_str()) && says(last, &["quote", "escape", "sanitize", "sanitise"], &QUOTING)
}

/// `quoted_table`, `escaped`.
pub fn is_quoted_name(name: &str) -> bool {
    says(name, &["quoted", "escaped", "sanitized", "sanitised"], &[])
}

/// Whether a name is one of `whole`, or begins or ends with one of the words and has none that says otherwise.
fn says(name: &str, words: &[&str], whole: &[&str]) -> bool {
    let plain = name.to_ascii_lowercase();
    let parts = parts(name);
    let ends = [parts.first(), parts.last()];
    whole.contains(&plain.as_str())
        || ends.into_iter().flatten().any(|part| words.contains(&part.as_str())) && !parts.iter().any(|part| OTHER_WORDS.contains(&part.as_str()))
}

/// The words of a name in lower case: `a_b`, `aB`.
pub fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        if c == '_' || (c.is_ascii_uppercase() && small) {
            parts.push(String::new());
        }
        if c != '_'
            && let Some(last) = parts.last_mut()
        {
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
        for name in ["quoted_table", "table_quoted", "escaped", "quotedName", "_escaped"] {
            assert!(is_quoted_name(name), "{name}");
        }
        for name in ["unquoted", "unquoted_path", "un_quoted", "not_escaped", "unescaped", "unQuoted", "path_unquoted", "a_quoted_b", "is_quoted"] {
            assert!(!is_quoted_name(name), "{name}");
        }
        assert_eq!(parts("getHTTPName_of2B"), ["get", "httpname", "of2", "b"]);
    }
}
