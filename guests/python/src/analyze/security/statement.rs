//! What is put into a statement, and where: a value that comes from outside in the place of a value is an injection.

use kaptar_words::places::Reader;
use ruff_python_ast::{Arguments, Expr, ExprCall, FStringPartRef, InterpolatedStringElement, Operator};

use super::super::context::{Context, is_text, method};
use super::super::input::from_outside;
use super::super::outside::comes_from_outside;
use super::super::quoting::Target;
use super::super::safe::is_safe;
use super::built::built;

/// How deep the parts of a statement are looked at, by way of names too.
const DEPTH: usize = 8;

/// Whether something from outside stands in the place of a value; or, wherever it stands, what a request or a user says.
pub fn takes_value_from_outside(context: &Context<'_>, statement: &Expr) -> bool {
    let mut parts = Parts { context, reader: Reader::default(), found: false };
    parts.read(statement, DEPTH);
    parts.found
}

struct Parts<'c, 'a> {
    context: &'c Context<'a>,
    reader: Reader,
    found: bool,
}

impl Parts<'_, '_> {
    fn read(&mut self, expr: &Expr, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return self.value(expr) };
        match expr {
            Expr::StringLiteral(text) => self.reader.read(text.value.to_str()),
            Expr::FString(text) => text.value.iter().for_each(|part| match part {
                FStringPartRef::Literal(literal) => self.reader.read(literal),
                FStringPartRef::FString(string) => string.elements.iter().for_each(|element| match element {
                    InterpolatedStringElement::Literal(literal) => self.reader.read(&literal.value),
                    InterpolatedStringElement::Interpolation(part) => self.put_in(&part.expression, depth),
                }),
            }),
            Expr::BinOp(op) if op.op == Operator::Add => {
                let mut parts = vec![&*op.right];
                let mut left = &*op.left;
                while let Expr::BinOp(sum) = left && sum.op == Operator::Add {
                    parts.push(&sum.right);
                    left = &sum.left;
                }
                self.read(left, depth);
                parts.into_iter().rev().for_each(|part| self.put_in(part, depth));
            }
            Expr::BinOp(op) if op.op == Operator::Mod => self.formatted(&op.left, '%', |which| of_percent(&op.right, which), depth),
            Expr::Call(call) => match (method(call), call.func.as_attribute_expr()) {
                (Some("format"), Some(format)) => self.formatted(&format.value, '{', |which| of_format(&call.arguments, which), depth),
                (Some("join"), Some(join)) => self.joined(&join.value, call, depth),
                _ => self.value(expr),
            },
            _ => self.value(expr),
        }
    }

    /// A part that may be built text itself, under a name too: `where` in `f"select a from b {where}"`.
    fn put_in(&mut self, part: &Expr, depth: usize) {
        let part = self.context.resolve(part);
        if is_text(part) || built(part).is_some() { self.read(part, depth) } else { self.value(part) }
    }

    fn value(&mut self, part: &Expr) {
        if !self.found && !is_safe(self.context, part, Target::Sql) {
            self.found = from_outside(self.context, part) || self.reader.is_of_value() && comes_from_outside(self.context, part);
        }
        self.reader.put_in();
    }

    /// `"… %s" % x` and `"… {}".format(x)`: the text up to each place, and what is put in there.
    fn formatted<'e>(&mut self, format: &'e Expr, sign: char, put_in: impl Fn(Which<'_>) -> Option<&'e Expr>, depth: usize) {
        let context = self.context;
        let Expr::StringLiteral(text) = context.resolve(format) else { return self.read(format, depth) };
        let (mut rest, mut number) = (text.value.to_str(), 0);
        while let Some(at) = rest.find(sign) {
            self.reader.read(&rest[..at]);
            let (name, behind) = place(&rest[at + 1..], sign);
            rest = behind;
            let Some(name) = name else { continue };
            if let Some(part) = put_in(Which { name, number }) {
                self.put_in(part, depth);
            }
            number += 1;
        }
        self.reader.read(rest);
    }

    fn joined(&mut self, joint: &Expr, call: &ExprCall, depth: usize) {
        match call.arguments.args.first() {
            Some(Expr::List(list)) => list.elts.iter().for_each(|part| {
                self.put_in(part, depth);
                self.read(joint, depth);
            }),
            Some(parts) => self.value(parts),
            None => {}
        }
    }
}

/// Which of the values: by its name, or by its number where it has none.
struct Which<'e> {
    name: &'e str,
    number: usize,
}

/// The name at a place behind its sign ("" where it has none), and the text behind the place. No name: it is no place.
fn place(text: &str, sign: char) -> (Option<&str>, &str) {
    if let Some(rest) = text.strip_prefix(sign) {
        return (None, rest);
    }
    if sign == '{' {
        let (inside, rest) = text.split_once('}').unwrap_or((text, ""));
        return (Some(inside.split(['.', '[', ':', '!']).next().unwrap_or_default()), rest);
    }
    match text.strip_prefix('(').and_then(|inside| inside.split_once(')')) {
        Some((name, rest)) => (Some(name), rest.get(1..).unwrap_or_default()),
        None => (Some(""), text.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(text)),
    }
}

fn of_percent<'e>(values: &'e Expr, which: Which<'_>) -> Option<&'e Expr> {
    match values {
        Expr::Tuple(all) => all.elts.get(which.number),
        Expr::Dict(all) => all.items.iter().find(|item| matches!(&item.key, Some(Expr::StringLiteral(key)) if key.value.to_str() == which.name)).map(|item| &item.value),
        other => Some(other),
    }
}

fn of_format<'e>(values: &'e Arguments, which: Which<'_>) -> Option<&'e Expr> {
    let number = if which.name.is_empty() { Some(which.number) } else { which.name.parse().ok() };
    match number {
        Some(number) => values.args.get(number).or_else(|| values.args.iter().find(|part| part.is_starred_expr())),
        None => values.keywords.iter().find(|each| each.arg.as_deref() == Some(which.name)).map(|each| &each.value),
    }
}
