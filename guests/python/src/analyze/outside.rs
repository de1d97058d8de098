//! Values that may come from outside of a function: what it is given, and what becomes of that; what is typed or requested.

use kaptar_words::names::parts;
use ruff_python_ast::{Expr, ExprCall};

use super::context::{Context, method};
use super::input::from_outside;
use super::safe::{KEEPING, KEEPING_METHODS};
use super::values::Bound;

/// How deep a value is followed, by way of names too.
const DEPTH: usize = 8;
/// How many values of one name are looked at.
const VALUES: usize = 16;
/// Types of parameters that are no text.
const NO_TEXT: [&str; 8] = ["int", "float", "bool", "UUID", "date", "datetime", "Decimal", "Enum"];

/// Whether a value is a parameter of the function, a part of one, or put together of one; or comes from a request, `input()` or `sys.argv`.
///
/// What an unknown function makes of a parameter is the program's own, and so is what has the name of a table.
pub fn comes_from_outside(context: &Context<'_>, expr: &Expr) -> bool {
    from_outside(context, expr) || follow(context, expr, DEPTH)
}

fn follow(context: &Context<'_>, expr: &Expr, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let within = |part: &Expr| follow(context, part, depth);
    match expr {
        Expr::Name(name) => by_name(context, &name.id, depth),
        Expr::Attribute(attribute) => context.imports.path(expr).as_deref() == Some("sys.argv") || within(&attribute.value),
        Expr::Subscript(item) => within(&item.value),
        Expr::Starred(starred) => within(&starred.value),
        Expr::Await(waited) => within(&waited.value),
        Expr::FString(text) => text.value.elements().filter_map(|part| part.as_interpolation()).any(|part| within(&part.expression)),
        Expr::BinOp(op) => within(&op.left) || within(&op.right),
        Expr::BoolOp(op) => op.values.iter().any(within),
        Expr::If(test) => within(&test.body) || within(&test.orelse),
        Expr::Tuple(it) => it.elts.iter().any(within),
        Expr::List(it) => it.elts.iter().any(within),
        Expr::Generator(it) => within(&it.elt),
        Expr::ListComp(it) => within(&it.elt),
        Expr::Call(call) => by_call(context, call, depth),
        _ => false,
    }
}

fn by_name(context: &Context<'_>, name: &str, depth: usize) -> bool {
    if matches!(name, "self" | "cls") || parts(name).iter().any(|part| matches!(part.as_str(), "table" | "tbl" | "tblname" | "schema" | "column")) {
        return false;
    }
    if context.parameter(name).is_some() && context.own_parameter(name).is_none() {
        return false;
    }
    if let Some(parameter) = context.own_parameter(name) {
        let kind = parameter.and_then(|annotation| context.imports.path(annotation)).unwrap_or_default();
        return !NO_TEXT.contains(&kind.rsplit('.').next().unwrap_or_default());
    }
    let Some(values) = context.binding(name) else { return false };
    values.every(name).take(VALUES).any(|bound| match bound {
        Bound::To(value) | Bound::ItemOf(value) | Bound::KeyOf(value) => follow(context, value, depth),
        Bound::Unknown => false,
    })
}

fn by_call(context: &Context<'_>, call: &ExprCall, depth: usize) -> bool {
    let within = |part: &Expr| follow(context, part, depth);
    let given = || call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value)).any(within);
    let callee = context.callee(call).unwrap_or_default();
    let keeps = KEEPING.contains(&&*callee) || callee == "map" || callee.starts_with("os.path.");
    let object = || call.func.as_attribute_expr().is_some_and(|attribute| within(&attribute.value));
    let of_method = method(call).is_some_and(|name| KEEPING_METHODS.contains(&name) || matches!(name, "pop" | "getlist" | "getvalue" | "read"));
    keeps && given() || of_method && (object() || given())
}
