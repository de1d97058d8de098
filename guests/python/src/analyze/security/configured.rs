//! Values that who runs a program has written into its configuration: `config["path"]`, `settings.HOST`.

use kaptar_words::names::parts;
use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, method};
use super::super::quoting::Target;
use super::super::safe::is_safe;
use super::super::values::Bound;

/// How deep a value is followed, by way of names too.
const DEPTH: usize = 8;

/// Whether all that could change a text comes out of a configuration.
pub fn is_of_configuration(context: &Context<'_>, text: &Expr, target: Target) -> bool {
    kept(context, text, target, DEPTH)
}

fn kept(context: &Context<'_>, expr: &Expr, target: Target, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let within = |part: &Expr| kept(context, part, target, depth);
    if is_safe(context, expr, target) {
        return true;
    }
    match expr {
        Expr::FString(text) => text.value.elements().filter_map(|part| part.as_interpolation()).all(|part| within(&part.expression)),
        Expr::BinOp(op) => within(&op.left) && within(&op.right),
        Expr::Tuple(it) => it.elts.iter().all(within),
        Expr::Call(call) if matches!(method(call), Some("format" | "join")) => object(call).is_some_and(within) && given(call).all(within),
        Expr::Call(call) if method(call) == Some("get") => object(call).is_some_and(|from| is_named(context, from)),
        Expr::Subscript(item) => is_named(context, &item.value),
        Expr::Attribute(attribute) => is_named(context, &attribute.value),
        Expr::Name(name) => context.binding(&name.id).is_some_and(|values| {
            values.every(&name.id).all(|bound| match bound {
                Bound::To(value) | Bound::ItemOf(value) => within(value),
                Bound::KeyOf(_) | Bound::Unknown => false,
            })
        }),
        _ => false,
    }
}

fn object(call: &ExprCall) -> Option<&Expr> {
    call.func.as_attribute_expr().map(|attribute| &*attribute.value)
}

fn given(call: &ExprCall) -> impl Iterator<Item = &Expr> {
    call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value))
}

/// Whether a mapping or an object is a configuration by its name, or a part of one.
fn is_named(context: &Context<'_>, from: &Expr) -> bool {
    let path = context.imports.path(from).unwrap_or_default();
    let said = path.split('.').flat_map(parts).any(|part| matches!(part.as_str(), "config" | "configuration" | "conf" | "cfg" | "settings"));
    said || match from {
        Expr::Subscript(item) => is_named(context, &item.value),
        Expr::Attribute(attribute) => is_named(context, &attribute.value),
        _ => false,
    }
}
