//! TOML: what a parser reads of both texts, and their tokens and comments. Numbers and dates are equal as they are written.

use kaptar_same::{Fact, Lines, MARKS, comment};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

pub fn facts(text: &str) -> Result<Vec<Fact>, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| format!("TOML cannot be read: {}", error.message()))?;
    let mut lines = Lines::new(text);
    let mut facts = Vec::new();
    for token in Source::new(text).lex() {
        let (start, end) = (token.span().start(), token.span().end());
        let written = &text[start..end];
        match token.kind() {
            TokenKind::Whitespace | TokenKind::Newline | TokenKind::Eof => {}
            TokenKind::Comment => facts.push(Fact::new(lines.of(start), format!("comment {}", comment(&written[1..], &MARKS)))),
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                drop_last_comma(&mut facts);
                facts.push(Fact::new(lines.of(start), written));
            }
            TokenKind::LiteralString | TokenKind::BasicString | TokenKind::MlLiteralString | TokenKind::MlBasicString => {
                facts.push(Fact::new(lines.of(start), content(written)));
            }
            _ => facts.push(Fact::new(lines.of(start), written)),
        }
    }
    facts.push(Fact::new(lines.of(text.len()), format!("{table:?}")));
    Ok(facts)
}

/// A string whatever its quotes, as a key or as a value.
fn content(written: &str) -> String {
    let table = format!("x = {written}").parse::<toml::Table>();
    table.ok().and_then(|table| Some(format!("string {:?}", table.get("x")?.as_str()?))).unwrap_or_else(|| written.to_owned())
}

fn drop_last_comma(facts: &mut Vec<Fact>) {
    let last = facts.iter().rposition(|fact| !fact.text.starts_with("comment "));
    if let Some(at) = last.filter(|at| facts[*at].text == ",") {
        facts.remove(at);
    }
}
