//! Whether two texts of a language mean the same, by parsers that no formatter of ours reads with.
//!
//! JavaScript and Python are compared by the guests that have their parsers.

mod css;
mod html;
mod json;
mod markdown;
#[cfg(test)]
mod tests;
mod toml_values;
mod yaml;

use kaptar_abi::args::Args;
use kaptar_same::{Fact, answer, difference, plain};

type Facts = fn(&str) -> Result<Vec<Fact>, String>;

fn facts_of(dialect: &str) -> Option<Facts> {
    Some(match dialect {
        "css" => css::facts,
        "html" => html::facts,
        "json" => json::facts,
        "markdown" => markdown::facts,
        "toml" => toml_values::facts,
        "yaml" => yaml::facts,
        _ => return None,
    })
}

/// `same(before, after, dialect)`: nil, or the first place in which they differ.
fn same(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 3)?;
    let (before, after, dialect) = (plain(args.bytes()?)?, plain(args.bytes()?)?, args.str()?);
    let facts = facts_of(dialect)
        .ok_or_else(|| format!("the language {dialect:?} is not known here: css, html, json, markdown, toml and yaml are"))?;
    let before = facts(&before)?;
    let after = facts(&after).map_err(|error| format!("in the new text, {error}"))?;
    answer(&difference(&before, &after))
}

kaptar_abi::guest! {
    name: "meaning",
    ops: [
        { 1, "same", "the first place in which two sources differ in what they say, or nil", "before: bytes, after: bytes, dialect: str", "value", crate::same },
    ]
}
