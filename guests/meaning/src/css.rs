//! CSS: tokens in their order. White space counts where it joins selectors or parts of a value.

mod lexer;
mod spelling;
mod statement;

use kaptar_same::{Fact, Lines, MARKS, comment};
use lexer::{Kind, Token};
use statement::Place;

pub fn facts(text: &str) -> Result<Vec<Fact>, String> {
    let tokens = lexer::tokens(text)?;
    let mut writer = Writer { lines: Lines::new(text), facts: Vec::new(), space: false, blocks: Vec::new() };
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
    writer.drop_semicolons();
    Ok(writer.facts)
}

/// A semicolon that ends nothing.
const STRAY: &str = "stray ;";

struct Writer<'t> {
    lines: Lines<'t>,
    facts: Vec<Fact>,
    /// There was white space before the token that is next.
    space: bool,
    /// Open blocks from the outermost: whether they hold declarations.
    blocks: Vec<bool>,
}

impl Writer<'_> {
    fn token(&mut self, token: &Token, place: &Place) {
        let line = self.lines.of(token.start);
        match token.kind {
            Kind::Space if place.exact() && token.text != " " => self.facts.push(Fact::new(line, format!("blank {:?}", token.text))),
            Kind::Space => self.space = true,
            Kind::Comment => self.facts.push(Fact::new(line, format!("comment {}", comment(token.text, &MARKS)))),
            _ => self.word(line, token, place),
        }
    }

    fn word(&mut self, line: u32, token: &Token, place: &Place) {
        let space = std::mem::take(&mut self.space);
        let before = self.last().map(|at| self.facts[at].text.clone());
        let opened = before.as_deref().is_none_or(|text| text.ends_with('(') || text == "[" || place.loose_behind(text));
        let closes = matches!(token.text, ")" | "]") || place.loose_before(token.text);
        if space && ((!opened && !closes) || place.blank_says(before.as_deref(), token.text)) {
            self.facts.push(Fact::new(line, " "));
        }
        match token.text {
            "}" if self.blocks.pop().is_some() => self.drop_semicolons(),
            "{" => self.blocks.push(self.declarations() || place.holds_declarations()),
            ";" if before.as_deref().is_none_or(|text| matches!(text, ";" | "{" | "}" | STRAY)) => {
                return self.empty_statement(line, before.as_deref());
            }
            _ => {}
        }
        self.facts.push(Fact::new(line, spelling::of(token, place, before.as_deref())));
    }

    fn declarations(&self) -> bool {
        self.blocks.last().is_some_and(|declarations| *declarations)
    }

    /// Among declarations it says nothing. Between rules it belongs to the selector of the next one, which is then none.
    fn empty_statement(&mut self, line: u32, before: Option<&str>) {
        if !self.declarations() && before != Some(STRAY) {
            self.facts.push(Fact::new(line, STRAY));
        }
    }

    /// The last fact that is no comment.
    fn last(&self) -> Option<usize> {
        self.facts.iter().rposition(|fact| !fact.text.starts_with("comment "))
    }

    /// The last declaration of a block may go without one, and behind the last rule it says nothing.
    fn drop_semicolons(&mut self) {
        while let Some(at) = self.last().filter(|at| matches!(self.facts[*at].text.as_str(), ";" | STRAY)) {
            self.facts.remove(at);
        }
    }
}
