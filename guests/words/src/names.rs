//! Names that say something about a value. They are judged by whole words: `unquote` takes quotes away, `token_count` is a number.

/// Words of functions that quote, escape or sanitise.
const QUOTING: [&str; 8] = ["quote", "quoted", "escape", "escaped", "sanitize", "sanitise", "sanitizer", "sanitized"];
/// Functions that quote, in which the words are not told apart.
const QUOTING_WHOLE: [&str; 20] = [
    "quoteattr", "identifier", "list2cmdline", "valid_sqlite_name", "shellquote", "shellescape", "htmlescape", "escapehtml", "escapexml", "escapejs",
    "escapeshellarg", "sqlescape", "quoteident", "mysql_real_escape_string", "real_escape_string", "encodeuricomponent", "htmlencode", "encodehtml",
    "htmlentities", "encodeforhtml",
];
/// What is quoted: `pg_quote_identifier`.
const THINGS: [&str; 16] = [
    "identifier", "ident", "name", "user", "literal", "string", "str", "value", "table", "column", "arg", "args", "html", "shell", "sql", "text",
];
/// Words of values that are quoted, or signs that stand for values in a statement.
const QUOTED: [&str; 6] = ["quoted", "escaped", "sanitized", "sanitised", "shellquoted", "placeholders"];
/// Words that tell what was taken away, looked for or asked, or another language.
const OTHER: [&str; 22] = [
    "un", "no", "non", "not", "de", "never", "without", "before", "is", "has", "get", "fetch", "load", "find", "read", "remove", "strip", "raw", "reg",
    "regex", "regexp", "glob",
];

/// `quote`, `quote_name`, `escapeHtml`: whether a function of this name quotes what it is given.
pub fn quotes(name: &str) -> bool {
    QUOTING_WHOLE.contains(&name.to_ascii_lowercase().as_str()) || says(name, &QUOTING)
}

/// `quoted_table`, `escaped`.
pub fn is_quoted(name: &str) -> bool {
    says(name, &QUOTED)
}

/// Whether the name begins or ends with one of the words, or has it before a thing, and has none that says otherwise.
fn says(name: &str, words: &[&str]) -> bool {
    let parts = parts(name);
    let at = |index: usize| parts.get(index).is_some_and(|part| words.contains(&part.as_str()));
    let before_thing = (1..parts.len()).any(|index| at(index - 1) && THINGS.contains(&parts[index].as_str()));
    (at(0) || at(parts.len().wrapping_sub(1)) || before_thing) && !parts.iter().any(|part| OTHER.contains(&part.as_str()))
}

/// The last word of a name says what it is: `token_count` is a number, `secret_santa` a person, `sort_key` no secret.
pub fn is_secret(name: &str) -> bool {
    const ENDINGS: [&str; 7] = ["token", "secret", "password", "passwd", "passphrase", "apikey", "nonce"];
    const WORDS: [&str; 11] =
        ["salt", "otp", "csrf", "pin", "passcode", "session", "sessionid", "secretkey", "privatekey", "passwords", "secrets"];
    // A key of what is sorted or looked up is no secret.
    const OF_KEYS: [&str; 10] = ["api", "secret", "private", "signing", "encryption", "session", "access", "auth", "master", "crypto"];
    const OF_CODES: [&str; 8] = ["verification", "reset", "auth", "confirmation", "activation", "otp", "login", "invite"];
    let words = parts(name.trim_end_matches(|c: char| c.is_ascii_digit()));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => false,
        [.., before, "key"] => OF_KEYS.contains(before),
        [.., before, "code"] => OF_CODES.contains(before),
        [.., before, "id"] => *before == "session",
        [.., last] => WORDS.contains(last) || ENDINGS.iter().any(|ending| last.ends_with(ending)),
    }
}

/// The words of a name in lower case: `a_b`, `aB`, `a-b`.
pub fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        let sign = !c.is_alphanumeric();
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

/// `PAGER`, `TABLE_NAME`: a name in capitals, unless it is one of those that hold what a request or the environment says.
pub fn is_constant(name: &str) -> bool {
    const GIVEN: [&str; 17] = [
        "GET", "POST", "PUT", "COOKIES", "META", "FILES", "REQUEST", "SERVER", "ENV", "ENVIRON", "ARGS", "ARGV", "BODY", "INPUT", "PARAMS", "QUERY", "DATA",
    ];
    let capitals = name.len() > 1 && name.chars().any(|c| c.is_ascii_uppercase()) && !name.chars().any(|c| c.is_ascii_lowercase());
    capitals && !GIVEN.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_quote() {
        for name in ["quote", "escapeHtml", "escapeHTML", "htmlEscape", "shellescape", "sanitizeHtml", "_escape", "quote_name", "encodeURIComponent",
            "mysqlEscape", "escape_identifier", "escapejs", "htmlEncode", "_pg_quote_user"]
        {
            assert!(quotes(name), "{name}");
        }
        for name in ["unescape", "unquote", "unescapeHtml", "htmlUnescape", "unsanitized", "getQuote", "escapeRegExp", "no_escape", "unQuote", "encodeURI",
            "isEscaped", "escape_glob", "raw_quote", "on_quote_click", "handleEscapeKey", ""]
        {
            assert!(!quotes(name), "{name}");
        }
    }

    #[test]
    fn values_that_are_quoted() {
        for name in ["quoted_table", "table_quoted", "escaped", "quotedName", "_escaped"] {
            assert!(is_quoted(name), "{name}");
        }
        for name in ["unquoted", "unquoted_path", "un_quoted", "not_escaped", "unescaped", "unQuoted", "path_unquoted", "a_quoted_b", "is_quoted"] {
            assert!(!is_quoted(name), "{name}");
        }
        assert_eq!(parts("getHTTPName_of2B"), ["get", "httpname", "of2", "b"]);
        assert_eq!(parts("$größe-ab"), ["größe", "ab"]);
    }

    #[test]
    fn names_of_secrets() {
        for name in ["token", "reset_token", "sessionToken", "authtoken", "API_KEY", "apiKey", "secret", "password2", "csrf", "session_id", "sessionid",
            "loginCode", "private_key", "otp", "nonce"]
        {
            assert!(is_secret(name), "{name}");
        }
        for name in ["token_count", "tokenDelay", "secret_santa", "sort_key", "key", "key_size", "salt_bridge", "tokens", "monkey", "primary_key", "id",
            "token_id", "code", "basalt", "sessionLength", "", "_"]
        {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn names_in_capitals() {
        assert!(is_constant("PAGER") && is_constant("TABLE_2"));
        assert!(["GET", "ENV", "A", "Table", "table", "_", "42"].iter().all(|name| !is_constant(name)));
    }
}
