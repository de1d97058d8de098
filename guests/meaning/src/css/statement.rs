//! Where a token stands in its statement, which ends with a brace or a semicolon.

use super::lexer::{Kind, Token};

/// Rules whose blocks hold declarations.
const DECLARING: [&str; 8] = [
    "@font-face", "@page", "@counter-style", "@property", "@viewport", "@position-try", "@font-palette-values", "@view-transition",
];

pub struct Place {
    /// The name of the rule, if the statement begins with one, in small letters.
    at_rule: Option<String>,
    /// It begins with the name of a custom property.
    custom: bool,
    /// It ends with `{`: a selector, or the head of a rule.
    head: bool,
    colons: usize,
    brackets: usize,
    parentheses: usize,
    /// The parenthesis of a rule that holds a selector: `selector(…)`, `@scope (…)`.
    selecting: Option<usize>,
}

pub fn ends(token: &Token) -> bool {
    token.kind == Kind::Mark && matches!(token.text, "{" | "}" | ";")
}

impl Place {
    /// The place of the first token.
    pub fn new(statement: &[Token]) -> Self {
        let first = statement.iter().find(|token| !matches!(token.kind, Kind::Space | Kind::Comment)).map_or("", |token| token.text);
        Self {
            at_rule: first.starts_with('@').then(|| first.to_ascii_lowercase()),
            custom: first.starts_with("--"),
            head: statement.last().is_some_and(|token| token.text == "{"),
            colons: 0,
            brackets: 0,
            parentheses: 0,
            selecting: None,
        }
    }

    /// To the place of the next token.
    pub fn pass(&mut self, token: &Token) {
        if token.kind != Kind::Mark && !token.text.ends_with('(') {
            return;
        }
        match token.text {
            ":" => self.colons += 1,
            "[" => self.brackets += 1,
            "]" => self.brackets = self.brackets.saturating_sub(1),
            ")" => {
                self.selecting = self.selecting.filter(|at| *at != self.parentheses);
                self.parentheses = self.parentheses.saturating_sub(1);
            }
            text if text.ends_with('(') => {
                self.parentheses += 1;
                if self.selecting.is_none() && self.holds_selector(text) {
                    self.selecting = Some(self.parentheses);
                }
            }
            _ => {}
        }
    }

    fn holds_selector(&self, text: &str) -> bool {
        self.at_rule.as_deref().is_some_and(|name| name == "@scope" || text.eq_ignore_ascii_case("selector("))
    }

    pub fn selector(&self) -> bool {
        self.selecting.is_some() || (self.head && self.at_rule.is_none())
    }

    pub fn attribute(&self) -> bool {
        self.selector() && self.brackets > 0
    }

    /// A name of a property, or of a feature that a rule asks for.
    pub fn property(&self) -> bool {
        !self.head && self.at_rule.is_none() && self.colons == 0
    }

    /// Whether its bytes count: a reader looks for just `@charset "…";`.
    pub fn exact(&self) -> bool {
        self.at_rule.as_deref() == Some("@charset")
    }

    /// Whether the block that it begins holds declarations.
    pub fn holds_declarations(&self) -> bool {
        self.at_rule.as_deref().is_none_or(|name| DECLARING.contains(&name))
    }

    /// Whether white space before `text` says nothing.
    pub fn loose_before(&self, text: &str) -> bool {
        self.loose(text, 0)
    }

    /// Whether white space behind `text` says nothing.
    pub fn loose_behind(&self, text: &str) -> bool {
        self.loose(text, 1)
    }

    /// Whether white space between two marks says something in spite of them: an operator in two pieces is none, and a custom
    /// property with nothing but a blank is one.
    pub fn blank_says(&self, before: Option<&str>, text: &str) -> bool {
        match text {
            "=" => before.is_some_and(|mark| matches!(mark, "~" | "|" | "^" | "$" | "*" | "<" | ">")),
            ";" | "}" => self.custom && self.colons == 1 && before == Some(":"),
            _ => false,
        }
    }

    /// `colons`: how many of them there are, up to this place, where white space beside one says nothing in a declaration.
    fn loose(&self, text: &str, colons: usize) -> bool {
        match text {
            "{" | "}" | ";" | "," | "!" | "=" | "<" | ">" | "~" | "/" | "^" | "$" => true,
            // `a|b` is one name; `a |b` are two.
            "|" => !self.selector() || self.brackets > 0,
            "*" => !self.selector(),
            "+" => self.selector(),
            ":" if self.selector() => false,
            ":" => if self.at_rule.is_some() { self.parentheses > 0 } else { self.colons == colons },
            _ => false,
        }
    }
}
