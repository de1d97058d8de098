//! Text that is built at run time of parts that cannot change what it does: constants, numbers, placeholders, quoted values.

use std::cell::Cell;

use ruff_python_ast::{Expr, ExprCall, InterpolatedElement, Operator};

use super::context::{Context, is_literal, method};
use super::quoting::{self, Target};

/// How deep the parts of a value are looked at, the values of names included: one may be built of another.
const DEPTH: usize = 12;
/// How many parts are looked at in all. A text of more of them is not known to be safe.
const PARTS: usize = 2000;

/// Whether every part is constant, a number, or comes from a call that quotes or escapes for the target.
pub fn is_safe(context: &Context<'_>, expr: &Expr, target: Target) -> bool {
    Judge { context, target, left: Cell::new(PARTS) }.safe(expr, DEPTH)
}

struct Judge<'c, 'a> {
    context: &'c Context<'a>,
    target: Target,
    left: Cell<usize>,
}

impl Judge<'_, '_> {
    fn safe(&self, expr: &Expr, depth: usize) -> bool {
        if is_literal(expr) {
            return true;
        }
        let (Some(depth), Some(left)) = (depth.checked_sub(1), self.left.get().checked_sub(1)) else { return false };
        self.left.set(left);
        let all = |parts: &[Expr]| parts.iter().all(|part| self.safe(part, depth));
        match expr {
            Expr::Name(name) => self.name(expr, &name.id, depth),
            Expr::Attribute(attribute) => {
                self.capitals(&attribute.attr, depth)
                    || self.context.imports.path(expr).is_some_and(|path| path == "sys.executable")
                    || matches!(&*attribute.attr, "parent" | "name" | "stem" | "suffix") && self.safe(&attribute.value, depth)
            }
            Expr::FString(text) => text.value.elements().all(|part| part.as_interpolation().is_none_or(|part| self.put_in(part, depth))),
            Expr::BinOp(op) if op.op == Operator::Mod && is_text_of_numbers(&op.left) => true,
            Expr::BinOp(op) if matches!(op.op, Operator::Add | Operator::Mod | Operator::Mult | Operator::Div) => {
                self.safe(&op.left, depth) && self.safe(&op.right, depth)
            }
            Expr::If(test) => self.safe(&test.body, depth) && self.safe(&test.orelse, depth),
            Expr::Tuple(tuple) => all(&tuple.elts),
            Expr::List(list) => all(&list.elts),
            Expr::Dict(dict) => dict.items.iter().all(|item| self.safe(&item.value, depth)),
            Expr::Generator(generator) => self.safe(&generator.elt, depth),
            Expr::ListComp(list) => self.safe(&list.elt, depth),
            Expr::Call(call) => self.call(call, depth),
            _ => false,
        }
    }

    /// A name is what the file binds it to; only where nothing here does, capitals say that it is a constant.
    fn name(&self, expr: &Expr, name: &str, depth: usize) -> bool {
        if quoting::is_quoted_name(name) || name == "__file__" {
            return true;
        }
        if !is_capitals(name) {
            let value = self.context.resolve(expr);
            return !std::ptr::eq(value, expr) && self.safe(value, depth);
        }
        match self.context.binding(name) {
            None => true,
            Some(values) => values.every(name).is_some_and(|all| all.into_iter().all(|value| self.safe(value, depth))),
        }
    }

    /// `Table.NAME`, unless a class or an assignment of the file gives an attribute of this name a value that is not safe.
    fn capitals(&self, name: &str, depth: usize) -> bool {
        is_capitals(name) && self.context.attribute(name).into_iter().all(|value| value.is_some_and(|value| self.safe(value, depth)))
    }

    /// `{x:d}` is a number, whatever it is.
    fn put_in(&self, part: &InterpolatedElement, depth: usize) -> bool {
        let number = part.format_spec.as_ref().is_some_and(|spec| {
            let text: String = spec.elements.literals().map(|literal| &*literal.value).collect();
            spec.elements.iter().all(|element| element.is_literal()) && text.ends_with(['d', 'x', 'X', 'b', 'o', 'f', 'g', 'e'])
        });
        number || self.safe(&part.expression, depth)
    }

    fn call(&self, call: &ExprCall, depth: usize) -> bool {
        let callee = self.context.callee(call).unwrap_or_default();
        let all = || call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value)).all(|part| self.safe(part, depth));
        match &*callee {
            "int" | "len" | "float" | "id" | "ord" | "os.getpid" | "os.getppid" | "os.cpu_count" | "shlex.join" => return true,
            "map" => return call.arguments.args.first().is_some_and(|function| quoting::quotes(self.context, function, self.target)),
            "str" | "pathlib.Path" | "os.fspath" => return all(),
            path if path.starts_with("os.path.") => return all(),
            _ => {}
        }
        if quoting::is_quoting(self.context, call, self.target) {
            return true;
        }
        let Expr::Attribute(attribute) = &*call.func else { return false };
        let keeps = ["join", "format", "resolve", "absolute", "joinpath", "as_posix", "with_name", "with_suffix", "strip", "lower", "upper"];
        method(call).is_some_and(|name| keeps.contains(&name)) && self.safe(&attribute.value, depth) && all()
    }
}

/// `PAGER`, `TABLE_NAME`.
pub fn is_capitals(name: &str) -> bool {
    name.len() > 1 && name.chars().any(|c| c.is_ascii_uppercase()) && !name.chars().any(|c| c.is_ascii_lowercase())
}

/// Whether a format takes numbers only: `kill %d`.
fn is_text_of_numbers(format: &Expr) -> bool {
    let Expr::StringLiteral(text) = format else { return false };
    let mut rest = text.value.to_str();
    while let Some(at) = rest.find('%') {
        let place = rest[at + 1..].trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | ' ' | '#' | '.'));
        if !place.starts_with(['d', 'i', 'u', 'x', 'X', 'o', 'f', 'g', 'e', '%']) {
            return false;
        }
        rest = &place[1..];
    }
    true
}
