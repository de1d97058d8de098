//! A token as every formatter would spell it: quotes, case and zeros that say nothing are gone.

use super::lexer::{Kind, Token};
use super::statement::Place;

pub fn of(token: &Token, place: &Place, before: Option<&str>) -> String {
    let word = token.text;
    match token.kind {
        _ if place.exact() => word.to_owned(),
        Kind::String => format!("string {}", content(word)),
        Kind::Number => number(word),
        Kind::Word if place.attribute() && before == Some("=") => format!("string {word}"),
        Kind::Word if word.ends_with(')') => address(word),
        Kind::Word if word.starts_with('@') => word.to_ascii_lowercase(),
        Kind::Word if word.starts_with('#') && !place.selector() => word.to_ascii_lowercase(),
        Kind::Word if place.property() && !word.starts_with("--") => word.to_ascii_lowercase(),
        // The blank that ends an escape.
        Kind::Word if word.contains('\\') => word.trim_end().to_owned(),
        _ => word.to_owned(),
    }
}

/// `url( a )` is `url(a)`.
fn address(word: &str) -> String {
    let (function, inner) = word.split_once('(').unwrap_or((word, ")"));
    format!("{function}({})", inner[..inner.len() - 1].trim())
}

/// A string without its quotes, and with quotes in it as they are.
fn content(text: &str) -> String {
    text[1..text.len() - 1].replace("\\\"", "\"").replace("\\'", "'")
}

/// `.50EM` is `0.5em`.
fn number(text: &str) -> String {
    let lowered = text.to_ascii_lowercase();
    let digits = lowered.trim_start_matches(['+', '-']);
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let (figure, unit) = digits.split_at(end);
    let sign = &lowered[..lowered.len() - digits.len()];
    let (whole, part) = figure.split_once('.').unwrap_or((figure, ""));
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    format!("{sign}{}{}{part}{unit}", if whole.is_empty() { "0" } else { whole }, if part.is_empty() { "" } else { "." })
}
