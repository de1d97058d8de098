//! Whether a text is an SQL statement, or a sentence that begins with one of its verbs.

/// What follows `create`, `drop` and `alter`.
const THINGS: [&str; 25] = [
    "table", "index", "database", "user", "view", "schema", "role", "function", "trigger", "type", "extension", "temp", "temporary", "unique", "or",
    "materialized", "sequence", "procedure", "virtual", "login", "column", "keyspace", "policy", "server", "external",
];

/// `PRAGMA` is none: it takes no parameters, so its values cannot be passed otherwise.
///
/// `text` holds the literal parts of a statement, with a blank where a value is put in. Comments, brackets and `EXPLAIN` may precede it.
pub fn is_sql(text: &str) -> bool {
    let text = after_comments(text);
    let (verb, rest) = word(text);
    let followed = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '(' | '*' | '/' | '"' | '`' | '['));
    if verb.is_empty() || !followed {
        return false;
    }
    let loud = !verb.contains(|c: char| c.is_ascii_lowercase());
    let has = |wanted: &[&str]| words(rest).any(|found| wanted.iter().any(|each| found.eq_ignore_ascii_case(each)));
    match verb.to_ascii_lowercase().as_str() {
        // `Select {x} from the list` is a sentence as well; nobody hands one to a database.
        "select" => !verb.starts_with('S') || loud || has(&["from"]),
        "insert" | "replace" | "merge" => loud || has(&["into", "or"]),
        "update" => loud || has(&["set"]),
        "delete" => loud || has(&["from"]),
        "create" | "drop" | "alter" => loud || words(rest).next().is_some_and(|next| THINGS.iter().any(|thing| next.eq_ignore_ascii_case(thing))),
        "truncate" => loud || words(rest).next().is_some_and(|next| next.eq_ignore_ascii_case("table")),
        "with" => has(&["as"]) && has(&["select", "insert", "update", "delete"]),
        "grant" | "revoke" => loud && has(&["on", "to", "from"]),
        "explain" => EXPLAINED.iter().any(|verb| words(rest).take(5).any(|next| next.eq_ignore_ascii_case(verb))),
        _ => false,
    }
}

const EXPLAINED: [&str; 5] = ["select", "insert", "update", "delete", "with"];

/// The text behind blanks, comments and opening brackets.
fn after_comments(mut text: &str) -> &str {
    loop {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
        let closed = match text.as_bytes() {
            [b'/', b'*', ..] => text.find("*/").map(|at| at + 2),
            [b'-', b'-', ..] => text.find('\n'),
            _ => return text,
        };
        match closed {
            Some(at) => text = &text[at..],
            None => return "",
        }
    }
}

/// The letters that a text begins with, and the rest.
fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len()))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_sql;

    #[test]
    fn statements() {
        for text in ["SELECT * FROM t", "select ", "select", "  (SELECT  )", "/* q */ SELECT a", "-- a\n--b\nDELETE FROM t", "EXPLAIN SELECT  ", "explain analyze select 1",
            "insert into  ", "update  set a =  ", "UPDATE  ", "delete from t where a=", "create table  ", "DROP  ", "with a as (select 1) select", "Select a from b",
            "SELECT*FROM t", "GRANT ALL ON  ", "replace into a", "/**/ /* b */ ((select 1"]
        {
            assert!(is_sql(text), "{text}");
        }
    }

    #[test]
    fn sentences() {
        for text in ["Update of  has begun", "Create  now", "create  now", "Select  now", "delete-marker", "selected ", "updates ", "with love", "with a as b", "insert coin",
            "drop it", "explain this", "pragma x =  ", "", "()", "/* select", "-- select", "grant me", "select-one", "truncate  "]
        {
            assert!(!is_sql(text), "{text}");
        }
    }
}
