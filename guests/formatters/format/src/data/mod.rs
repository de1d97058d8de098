//! Formats of data and of text.

mod css;
mod html;
mod json;
mod markdown;
mod toml;
mod yaml;

use crate::Problem;
use crate::options::Options;
use crate::request;

type Formatter = fn(&str, &Options) -> Result<String, Problem>;

/// The formatter of a language.
pub fn formatter(language: &str) -> Option<Formatter> {
    Some(match language {
        "css" => css::format,
        "html" => html::format,
        "json" => json::format,
        "markdown" => markdown::format,
        "toml" => toml::format,
        "yaml" => yaml::format,
        _ => return None,
    })
}

fn format(input: &[u8]) -> Result<Vec<u8>, String> {
    request::answer(input, "css, html, json, markdown, toml and yaml are", formatter)
}

/// The place that the text of an error from dprint begins with: `Line 3, column 5: what`.
fn problem_of(message: &str) -> Problem {
    let first = message.lines().next().unwrap_or_default();
    let place = first.strip_prefix("Line ").and_then(|rest| rest.split_once(", column "));
    let Some((line, (_, what))) = place.and_then(|(line, rest)| Some((line.parse().ok()?, rest.split_once(": ")?))) else {
        return Problem { line: 1, message: first.to_owned() };
    };
    Problem { line, message: what.to_owned() }
}

kaptar_abi::guest! {
    name: "format",
    ops: [
        { 1, "format", "the source as its formatter writes it", "source: bytes, language: str, options: value", "bytes", crate::data::format },
    ]
}
