//! Values that come from outside of the program: parts of a web request, and what is typed.

use std::cell::Cell;

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall};

use super::context::{Context, method};

/// How many names are followed, one bound by way of the other.
const DEPTH: usize = 4;
/// How many values of names are looked at in all.
const VALUES: usize = 200;

/// Whether a part of the expression comes from a web request and no call on the way makes a mere name or number of it.
pub fn from_request(context: &Context<'_>, expr: &Expr) -> bool {
    Finder::within(context, expr, false)
}

/// The same, or from `input()`.
pub fn from_outside(context: &Context<'_>, expr: &Expr) -> bool {
    Finder::within(context, expr, true)
}

struct Finder<'c, 'a> {
    context: &'c Context<'a>,
    typed: bool,
    depth: usize,
    left: &'c Cell<usize>,
    found: bool,
}

impl Finder<'_, '_> {
    fn within(context: &Context<'_>, expr: &Expr, typed: bool) -> bool {
        let mut finder = Finder { context, typed, depth: DEPTH, left: &Cell::new(VALUES), found: false };
        finder.visit_expr(expr);
        finder.found
    }

    /// A name brings what it is bound to.
    fn name(&mut self, name: &str) {
        let (Some(depth), Some(values)) = (self.depth.checked_sub(1), self.context.binding(name)) else { return };
        for value in values.known(name) {
            let Some(left) = self.left.get().checked_sub(1) else { return };
            self.left.set(left);
            let mut finder = Finder { context: self.context, typed: self.typed, depth, left: self.left, found: false };
            finder.visit_expr(value);
            self.found |= finder.found;
        }
    }
}

impl<'e> Visitor<'e> for Finder<'_, '_> {
    fn visit_expr(&mut self, expr: &'e Expr) {
        match expr {
            _ if self.found => {}
            Expr::Call(call) if cleans(self.context, call) => {}
            Expr::Call(call) if self.typed && self.context.callee(call).as_deref() == Some("input") => self.found = true,
            Expr::Attribute(attribute) if is_request_part(self.context, &attribute.value, &attribute.attr) => self.found = true,
            Expr::Name(name) => self.name(&name.id),
            // What chooses one of the program's values is none of them; an item of a request is its own.
            Expr::Subscript(item) => self.visit_expr(&item.value),
            // What is asked about a value is not the value.
            Expr::Compare(_) => {}
            _ => walk_expr(self, expr),
        }
    }
}

fn cleans(context: &Context<'_>, call: &ExprCall) -> bool {
    let callee = context.callee(call).unwrap_or_default();
    let last = callee.rsplit('.').next().unwrap_or_default();
    matches!(last, "secure_filename" | "basename" | "int" | "float" | "len" | "bool" | "UUID" | "safe_join" | "isinstance" | "BytesIO" | "StringIO") || method(call) == Some("read")
}

fn is_request_part(context: &Context<'_>, owner: &Expr, part: &str) -> bool {
    const PARTS: [&str; 18] = [
        "args", "form", "values", "json", "cookies", "headers", "GET", "POST", "query_params", "path_params", "view_args", "COOKIES", "data", "files",
        "match_info", "get_json", "get_data", "body",
    ];
    let Some(path) = context.imports.path(owner) else { return false };
    matches!(path.as_str(), "request" | "self.request" | "flask.request") && PARTS.contains(&part)
}
