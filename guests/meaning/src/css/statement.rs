//! Where a token stands in its statement, which ends with a brace or a semicolon.

use super::lexer::{Kind, Token};

pub struct Place {
    /// The statement begins with `@`.
    at_rule: bool,
    /// It ends with `{`: a selector, or the head of a rule.
    head: bool,
    colon: bool,
    brackets: usize,
    parentheses: usize,
}

pub fn ends(token: &Token) -> bool {
    token.kind == Kind::Mark && matches!(token.text, "{" | "}" | ";")
}

impl Place {
    /// The place of the first token.
    pub fn new(statement: &[Token]) -> Self {
        let first = statement.iter().find(|token| !matches!(token.kind, Kind::Space | Kind::Comment));
        Self {
            at_rule: first.is_some_and(|token| token.text.starts_with('@')),
            head: statement.last().is_some_and(|token| token.text == "{"),
            colon: false,
            brackets: 0,
            parentheses: 0,
        }
    }

    /// To the place of the next token.
    pub fn pass(&mut self, token: &Token) {
        if token.kind != Kind::Mark && !token.text.ends_with('(') {
            return;
        }
        match token.text {
            ":" => self.colon = true,
            "[" => self.brackets += 1,
            "]" => self.brackets = self.brackets.saturating_sub(1),
            ")" => self.parentheses = self.parentheses.saturating_sub(1),
            text if text.ends_with('(') => self.parentheses += 1,
            _ => {}
        }
    }

    pub fn selector(&self) -> bool {
        self.head && !self.at_rule
    }

    pub fn attribute(&self) -> bool {
        self.selector() && self.brackets > 0
    }

    /// A name of a property, or of a feature that a rule asks for.
    pub fn property(&self) -> bool {
        !self.head && !self.at_rule && !self.colon
    }

    /// Whether white space beside `text` says nothing.
    pub fn loose(&self, text: &str) -> bool {
        match text {
            "{" | "}" | ";" | "," | "!" | "=" | "<" | ">" | "~" | "/" | "|" | "^" | "$" => true,
            "*" => !self.selector(),
            "+" => self.selector(),
            ":" => !self.selector() && (!self.at_rule || self.parentheses > 0),
            _ => false,
        }
    }
}
