//! Calls and names that say that a value is quoted or escaped for the text that it becomes a part of.

use kaptar_words::names;
use ruff_python_ast::{Expr, ExprCall};

use super::context::Context;

/// The language of the text that a value becomes a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Shell,
    Sql,
    Markup,
}

/// Functions that quote for another language than all three.
const ELSEWHERE: [&str; 3] = ["re.escape", "glob.escape", "fnmatch.escape"];

/// `shlex.quote(x)`, `quote_name(x)`, `escape_identifier(x)`.
pub fn is_quoting(context: &Context<'_>, call: &ExprCall, target: Target) -> bool {
    quotes(context, &call.func, target)
}

/// Whether a function quotes what it is given.
pub fn quotes(context: &Context<'_>, function: &Expr, target: Target) -> bool {
    let name = match function {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    let path = context.imports.path(function).unwrap_or_default();
    if path.starts_with("urllib.") || path.ends_with("quote_plus") {
        return target != Target::Sql && matches!(path.rsplit('.').next(), Some("quote" | "quote_plus" | "urlencode"));
    }
    let last = path.rsplit('.').next().filter(|last| !last.is_empty()).unwrap_or(name);
    !ELSEWHERE.contains(&path.as_str()) && names::quotes(last)
}
