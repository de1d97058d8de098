//! Text that is built at run time of parts that cannot change what it does: constants, numbers, placeholders, quoted values.

use ruff_python_ast::{Expr, ExprCall, Operator};

use super::context::{Context, is_literal, method};

/// How often a name is followed to its value: one may be built of another.
const DEPTH: usize = 6;

/// Whether every part is constant, a number, or comes from a call that quotes or escapes.
pub fn is_safe(context: &Context<'_>, expr: &Expr) -> bool {
    safe(context, expr, DEPTH)
}

fn safe(context: &Context<'_>, expr: &Expr, depth: usize) -> bool {
    if is_literal(expr) {
        return true;
    }
    let Some(depth) = depth.checked_sub(1) else { return false };
    let all = |parts: &[Expr]| parts.iter().all(|part| safe(context, part, depth));
    match expr {
        Expr::Name(name) => {
            let value = context.resolve(expr);
            is_constant_name(&name.id) || is_quoted_name(&name.id) || (!std::ptr::eq(value, expr) && safe(context, value, depth))
        }
        Expr::Attribute(attribute) => is_constant_name(&attribute.attr),
        Expr::FString(text) => text.value.elements().all(|part| part.as_interpolation().is_none_or(|i| safe(context, &i.expression, depth))),
        Expr::BinOp(op) if matches!(op.op, Operator::Add | Operator::Mod | Operator::Mult) => {
            safe(context, &op.left, depth) && safe(context, &op.right, depth)
        }
        Expr::If(test) => safe(context, &test.body, depth) && safe(context, &test.orelse, depth),
        Expr::Tuple(tuple) => all(&tuple.elts),
        Expr::List(list) => all(&list.elts),
        Expr::Dict(dict) => dict.items.iter().all(|item| safe(context, &item.value, depth)),
        Expr::Generator(generator) => safe(context, &generator.elt, depth),
        Expr::ListComp(list) => safe(context, &list.elt, depth),
        Expr::Call(call) => is_quoting(call) || joins(context, call, depth),
        _ => false,
    }
}

/// `PAGER`, `TABLE_NAME`.
fn is_constant_name(name: &str) -> bool {
    name.len() > 1 && name.chars().any(|c| c.is_ascii_uppercase()) && !name.chars().any(|c| c.is_ascii_lowercase())
}

/// `quoted_table`, `escaped`.
fn is_quoted_name(name: &str) -> bool {
    name.contains("quoted") || name.contains("escaped")
}

/// `shlex.quote(x)`, `quote_name(x)`, `escape_identifier(x)`, `len(x)`.
fn is_quoting(call: &ExprCall) -> bool {
    let name = match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    let name = name.to_ascii_lowercase();
    let words = ["quote", "escape", "identifier", "list2cmdline", "valid_sqlite_name"];
    matches!(name.as_str(), "int" | "len" | "float" | "id" | "ord") || words.iter().any(|word| name.contains(word))
}

/// `", ".join(["?"] * n)`, `"{}".format(quote(x))`, `shlex.join(words)`.
fn joins(context: &Context<'_>, call: &ExprCall, depth: usize) -> bool {
    let Expr::Attribute(attribute) = &*call.func else { return false };
    if context.callee(call).as_deref() == Some("shlex.join") {
        return true;
    }
    matches!(method(call), Some("join" | "format"))
        && safe(context, &attribute.value, depth)
        && call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value)).all(|part| safe(context, part, depth))
}
