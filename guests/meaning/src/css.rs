//! CSS: tokens in their order. White space counts where it joins selectors or parts of a value.

mod lexer;
mod spelling;
mod statement;

use kaptar_same::{Fact, Lines, MARKS, comment};
use lexer::{Kind, Token};
use statement::Place;

pub fn facts(text: &str) -> Result<Vec<Fact>, String> {
    let tokens = lexer::tokens(text)?;
    let mut writer = Writer { lines: Lines::new(text), facts: Vec::new(), space: false };
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let end = rest.iter().position(statement::ends).map_or(rest.len(), |end| end + 1);
        let (tokens, after) = rest.split_at(end);
        let mut place = Place::new(tokens);
        for token in tokens {
            writer.token(token, &place);
            place.pass(token);
        }
        rest = after;
    }
    writer.drop_semicolon();
    Ok(writer.facts)
}

struct Writer<'t> {
    lines: Lines<'t>,
    facts: Vec<Fact>,
    /// There was white space before the token that is next.
    space: bool,
}

impl Writer<'_> {
    fn token(&mut self, token: &Token, place: &Place) {
        let line = self.lines.of(token.start);
        match token.kind {
            Kind::Space => self.space = true,
            Kind::Comment => self.facts.push(Fact::new(line, format!("comment {}", comment(token.text, &MARKS)))),
            _ => self.word(line, token, place),
        }
    }

    fn word(&mut self, line: u32, token: &Token, place: &Place) {
        let space = std::mem::take(&mut self.space);
        let before = self.last().map(|at| self.facts[at].text.clone());
        let opened = before.as_deref().is_none_or(|text| text.ends_with('(') || text == "[" || place.loose(text));
        if space && !opened && !matches!(token.text, ")" | "]") && !place.loose(token.text) {
            self.facts.push(Fact::new(line, " "));
        }
        if token.text == "}" {
            self.drop_semicolon();
        }
        if token.text == ";" && before.as_deref().is_none_or(|text| matches!(text, ";" | "{" | "}")) {
            return;
        }
        self.facts.push(Fact::new(line, spelling::of(token, place, before.as_deref())));
    }

    /// The last fact that is no comment.
    fn last(&self) -> Option<usize> {
        self.facts.iter().rposition(|fact| !fact.text.starts_with("comment "))
    }

    /// The last declaration of a block may go without one.
    fn drop_semicolon(&mut self) {
        if let Some(at) = self.last().filter(|at| self.facts[*at].text == ";") {
            self.facts.remove(at);
        }
    }
}
