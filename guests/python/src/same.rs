//! Operation 9: whether two sources are the same program with the same comments.
//!
//! Trees are compared without what a formatter may change: white space at the ends of a docstring's lines, parentheses around
//! what `del` takes, the case of hexadecimal digits.

use kaptar_same::{Difference, Fact, HASH_MARKS, Lines, comment, difference};
use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::transformer::{Transformer, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Int, ModModule, Number, Stmt};
use ruff_python_parser::Parsed;
use ruff_text_size::{Ranged, TextRange};

use crate::{parse, source};

pub fn same(before: &[u8], after: &[u8]) -> Result<Option<Difference>, String> {
    let old = Read::new(before)?;
    let new = Read::new(after).map_err(|error| format!("in the new text, {error}"))?;
    if let Some((before, after)) = differing(&old.body, &new.body) {
        return Ok(Some(Difference {
            before: old.line(before),
            after: new.line(after),
            was: old.shown(before),
            now: new.shown(after),
        }));
    }
    Ok(difference(&old.comments(), &new.comments()))
}

struct Read<'a> {
    text: &'a str,
    parsed: Parsed<ModModule>,
    /// The statements without what says nothing.
    body: Vec<Stmt>,
}

impl<'a> Read<'a> {
    fn new(bytes: &'a [u8]) -> Result<Self, String> {
        let text = source::prepare(bytes).map_err(|problem| problem.message)?.text;
        let parsed = parse::parse(text);
        if let Some(error) = parsed.errors().first() {
            return Err(format!("the source does not parse: {}", error.error));
        }
        let mut body: Vec<Stmt> = parsed.syntax().body.iter().cloned().collect();
        docstring(&mut body);
        Plain.visit_body(&mut body);
        Ok(Self { text, parsed, body })
    }

    fn comments(&self) -> Vec<Fact> {
        let mut lines = Lines::new(self.text);
        let found = self.parsed.tokens().iter().filter(|token| token.kind() == TokenKind::Comment);
        found.map(|token| {
            let written = self.text[token.range()].trim_start_matches('#');
            let marks = token.range().len().to_usize() - written.len();
            Fact::new(lines.of(token.start().to_usize()), format!("comment {}{}", "#".repeat(marks), comment(written, &HASH_MARKS)))
        }).collect()
    }

    /// Of nothing: of the end.
    fn line(&self, place: Option<TextRange>) -> u32 {
        Lines::new(self.text).of(place.map_or(self.text.len(), |range| range.start().to_usize()))
    }

    fn shown(&self, place: Option<TextRange>) -> String {
        let text = place.map_or("", |range| &self.text[range]);
        text.lines().next().unwrap_or_default().chars().take(60).collect()
    }
}

/// The innermost statements that differ, by the bodies of functions and classes.
fn differing(before: &[Stmt], after: &[Stmt]) -> Option<(Option<TextRange>, Option<TextRange>)> {
    for at in 0..before.len().max(after.len()) {
        let (old, new) = (before.get(at), after.get(at));
        if let (Some(old), Some(new)) = (old, new) {
            if ComparableStmt::from(old) == ComparableStmt::from(new) {
                continue;
            }
            if let (Some(inner), Some(other)) = (inside(old), inside(new))
                && let Some(found) = differing(inner, other)
            {
                return Some(found);
            }
        }
        return Some((old.map(Ranged::range), new.map(Ranged::range)));
    }
    None
}

fn inside(statement: &Stmt) -> Option<&[Stmt]> {
    match statement {
        Stmt::FunctionDef(function) => Some(&function.body),
        Stmt::ClassDef(class) => Some(&class.body),
        _ => None,
    }
}

struct Plain;

impl Transformer for Plain {
    fn visit_stmt(&self, statement: &mut Stmt) {
        match statement {
            Stmt::FunctionDef(function) => docstring(&mut function.body),
            Stmt::ClassDef(class) => docstring(&mut class.body),
            Stmt::Delete(delete) => {
                if let [Expr::Tuple(tuple)] = delete.targets.as_slice()
                    && !tuple.elts.is_empty()
                {
                    delete.targets = tuple.elts.clone();
                }
            }
            _ => {}
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&self, expression: &mut Expr) {
        if let Expr::NumberLiteral(literal) = expression
            && let Number::Int(int) = &literal.value
            && int.as_u64().is_none()
            && let Some(plain) = digits(&int.to_string())
        {
            literal.value = Number::Int(plain);
        }
        walk_expr(self, expression);
    }
}

/// A number of more than 64 bits is kept as it is written.
fn digits(written: &str) -> Option<Int> {
    let token = written.to_ascii_lowercase().replace('_', "");
    let (radix, figures) = match token.get(..2) {
        Some("0x") => (16, &token[2..]),
        Some("0o") => (8, &token[2..]),
        Some("0b") => (2, &token[2..]),
        _ => (10, token.as_str()),
    };
    Int::from_str_radix(figures, radix, &token).ok()
}

/// The lines of a docstring are indented with its function.
fn docstring(body: &mut [Stmt]) {
    if let Some(Stmt::Expr(first)) = body.first_mut()
        && let Expr::StringLiteral(text) = first.value.as_mut()
        && !text.value.is_implicit_concatenated()
    {
        for part in text.value.iter_mut() {
            let lines: Vec<&str> = part.value.trim().lines().map(str::trim).collect();
            part.value = lines.join("\n").into_boxed_str();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differs(before: &str, after: &str) -> bool {
        same(before.as_bytes(), after.as_bytes()).unwrap_or_else(|error| panic!("{before:?}: {error}")).is_some()
    }

    #[test]
    fn layout_is_no_difference() {
        for (before, after) in [
            ("a = ('b'\n 'c') #x\n", "a = \"bc\"  # x\n"),
            ("class A(): pass\n", "class A:\n    pass\n"),
            ("del (a, b)\n", "del a, b\n"),
            ("def f():\n  '''a  \n    b'''\n", "def f():\n    \"\"\"a\n    b\"\"\"\n"),
            ("a = 0xabcdefabcdefabcdefabcdef\n", "a = 0xABCDEFABCDEFABCDEFABCDEF\n"),
            ("a = u'b', (1)\n", "a = \"b\", 1\n"),
            ("a = f'{b}' 'c'\n", "a = f\"{b}c\"\n"),
        ] {
            assert!(!differs(before, after), "{before:?}");
        }
    }

    #[test]
    fn a_character_that_says_something_is_one() {
        for (before, after) in [
            ("a = 'b'\n", "a = 'c'\n"),
            ("# a\n", ""),
            ("a  # b\n", "a  # c\n"),
            ("- -n\n", "-n\n"),
            ("a = '''b \nc'''\n", "a = '''b\nc'''\n"),
            ("a = 1\n", "a = 1.0\n"),
            ("a\nb\n", "a\n"),
            ("async def f(): pass\n", "def f(): pass\n"),
            ("#a\n", "##a\n"),
            ("a, = b\n", "a = b\n"),
            ("b'a'\n", "'a'\n"),
        ] {
            assert!(differs(before, after), "{before:?}");
        }
    }

    #[test]
    fn a_difference_has_its_place() {
        let found = same(b"a\nclass A:\n  def f(self):\n    x\n    y\n", b"a\n\nclass A:\n  def f(self):\n    x\n    z\n").unwrap().unwrap();
        assert_eq!((found.before, found.after, &*found.was, &*found.now), (5, 6, "y", "z"));
        assert!(same(b"a\n", b"a(\n").unwrap_err().contains("in the new text"));
    }
}
