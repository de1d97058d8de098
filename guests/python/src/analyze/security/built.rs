//! Text that is put together at run time, and its literal parts.

use ruff_python_ast::{Expr, FStringPartRef, InterpolatedStringElement, Operator};

use super::super::context::{Context, is_literal, method};

/// Whether an expression, or what its name stands for, is text with values put in.
pub fn is_built(context: &Context<'_>, expr: &Expr) -> bool {
    built(context.resolve(expr)).is_some()
}

/// The literal text of a string that is built at run time, with a blank for each value; nothing if it is not built at run time.
pub fn built(expr: &Expr) -> Option<String> {
    if is_literal(expr) {
        return None;
    }
    match expr {
        Expr::FString(_) => Some(text(expr)),
        Expr::BinOp(op) if matches!(op.op, Operator::Add | Operator::Mod) => Some(text(expr)),
        Expr::Call(call) if matches!(method(call), Some("format" | "join")) => Some(text(expr)),
        _ => None,
    }
}

/// The literal parts of an expression, in their order.
pub fn text(expr: &Expr) -> String {
    let mut parts = String::new();
    push(expr, &mut parts);
    parts
}

fn push(expr: &Expr, parts: &mut String) {
    match expr {
        Expr::StringLiteral(string) => parts.push_str(string.value.to_str()),
        Expr::FString(string) => string.value.iter().for_each(|part| push_part(part, parts)),
        Expr::BinOp(op) if op.op == Operator::Mod => push(&op.left, parts),
        Expr::BinOp(op) => {
            push(&op.left, parts);
            push(&op.right, parts);
        }
        Expr::Call(call) => match &*call.func {
            Expr::Attribute(attribute) if &*attribute.attr == "join" => call.arguments.args.iter().for_each(|part| push(part, parts)),
            Expr::Attribute(attribute) => push(&attribute.value, parts),
            _ => parts.push(' '),
        },
        Expr::List(list) => list.elts.iter().for_each(|part| {
            push(part, parts);
            parts.push(' ');
        }),
        _ => parts.push(' '),
    }
}

fn push_part(part: FStringPartRef<'_>, parts: &mut String) {
    match part {
        FStringPartRef::Literal(literal) => parts.push_str(literal),
        FStringPartRef::FString(string) => string.elements.iter().for_each(|element| match element {
            InterpolatedStringElement::Literal(literal) => parts.push_str(&literal.value),
            InterpolatedStringElement::Interpolation(_) => parts.push(' '),
        }),
    }
}
