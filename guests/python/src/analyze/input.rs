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
    Finder::within(context, expr, Wanted::Request)
}

/// The same of a path: what a file holds names none.
pub fn path_from_request(context: &Context<'_>, expr: &Expr) -> bool {
    Finder::within(context, expr, Wanted::Path)
}

/// From a request, or from `input()`.
pub fn from_outside(context: &Context<'_>, expr: &Expr) -> bool {
    Finder::within(context, expr, Wanted::Outside)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Request,
    Path,
    Outside,
}

struct Finder<'c, 'a> {
    context: &'c Context<'a>,
    wanted: Wanted,
    /// Whether the content of the file is asked for that the expression is: not who chose its path.
    content: bool,
    depth: usize,
    left: &'c Cell<usize>,
    found: bool,
}

impl Finder<'_, '_> {
    fn within(context: &Context<'_>, expr: &Expr, wanted: Wanted) -> bool {
        let mut finder = Finder { context, wanted, content: false, depth: DEPTH, left: &Cell::new(VALUES), found: false };
        finder.visit_expr(expr);
        finder.found
    }

    /// A name brings what it is bound to.
    fn name(&mut self, name: &str) {
        let (Some(depth), Some(values)) = (self.depth.checked_sub(1), self.context.binding(name)) else { return };
        for value in values.known(name) {
            let Some(left) = self.left.get().checked_sub(1) else { return };
            self.left.set(left);
            let mut finder = Finder { context: self.context, wanted: self.wanted, content: self.content, depth, left: self.left, found: false };
            finder.visit_expr(value);
            self.found |= finder.found;
        }
    }

    fn call(&mut self, call: &ExprCall) {
        let object = call.func.as_attribute_expr().map(|attribute| &*attribute.value);
        match (method(call), object) {
            (Some(name), Some(object)) if is_request_method(self.context, object, name, call) => self.found = true,
            (Some("read"), Some(object)) => self.of(object, true),
            _ if self.content && holds(self.context, call) => call.arguments.args.iter().for_each(|data| self.of(data, false)),
            // What opens a file is given its path.
            _ if self.content => self.visit_expr(&call.func),
            _ => {
                self.visit_expr(&call.func);
                self.visit_arguments(&call.arguments);
            }
        }
    }

    fn is_part(&self, owner: &Expr, part: &str) -> bool {
        !(self.wanted == Wanted::Path && is_content(part)) && is_request_part(self.context, owner, part)
    }

    fn of(&mut self, expr: &Expr, content: bool) {
        let before = std::mem::replace(&mut self.content, content);
        self.visit_expr(expr);
        self.content = before;
    }
}

impl<'e> Visitor<'e> for Finder<'_, '_> {
    fn visit_expr(&mut self, expr: &'e Expr) {
        match expr {
            _ if self.found => {}
            Expr::Call(call) if cleans(self.context, call) => {}
            Expr::Call(call) if self.wanted == Wanted::Path && (holds(self.context, call) || method(call) == Some("read")) => {}
            Expr::Call(call) if self.wanted == Wanted::Outside && self.context.callee(call).as_deref() == Some("input") => self.found = true,
            Expr::Call(call) => self.call(call),
            Expr::Attribute(attribute) if self.is_part(&attribute.value, &attribute.attr) => self.found = true,
            // `folder / name` is a path.
            Expr::BinOp(_) if self.content => {}
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
    matches!(last, "secure_filename" | "basename" | "int" | "float" | "len" | "bool" | "UUID" | "safe_join" | "isinstance")
        // A storage of Django refuses a name that leads out of its folder.
        || callee.ends_with("storage.path")
}

/// Whether a call makes a file of the data that it is given.
fn holds(context: &Context<'_>, call: &ExprCall) -> bool {
    matches!(context.callee(call).unwrap_or_default().rsplit('.').next(), Some("BytesIO" | "StringIO"))
}

/// Parts of a request that are files, under names that their framework has chosen.
fn is_content(part: &str) -> bool {
    matches!(part, "FILES" | "stream" | "bounded_stream")
}

fn is_request_part(context: &Context<'_>, owner: &Expr, part: &str) -> bool {
    const PARTS: [&str; 28] = [
        "args", "form", "values", "json", "cookies", "headers", "GET", "POST", "query_params", "path_params", "view_args", "COOKIES", "data", "files",
        "match_info", "get_json", "get_data", "body", "query", "params", "forms", "json_body", "matchdict", "arguments", "query_arguments", "body_arguments",
        "media", "get_media",
    ];
    match context.imports.path(owner).as_deref() {
        Some("self") => is_handler_part(context, part),
        // Falcon's; others name so what they need, or what they send.
        Some("req") => {
            let part = matches!(part, "get_param" | "get_param_as_list" | "get_param_as_json" | "get_param_as_media" | "media" | "get_media") || is_content(part);
            part && context.parameter("req").is_some()
        }
        Some(path) => is_request(path) && (PARTS.contains(&part) || is_content(part)),
        None => false,
    }
}

fn is_request(path: &str) -> bool {
    matches!(path, "request" | "self.request" | "flask.request" | "quart.request" | "bottle.request")
}

/// What Tornado's handlers and Django's views hold of a request, unless the file says itself what that is.
fn is_handler_part(context: &Context<'_>, part: &str) -> bool {
    match part {
        "get_argument" | "get_arguments" | "get_query_argument" | "get_query_arguments" | "get_body_argument" | "get_body_arguments" => !context.imports.defines(part),
        "kwargs" => ["django", "rest_framework"].iter().any(|module| context.imports.has_module(module)) && context.attribute(part).is_empty(),
        _ => false,
    }
}

/// `request.post()` of aiohttp and the like; who sends requests says where to.
fn is_request_method(context: &Context<'_>, owner: &Expr, name: &str, call: &ExprCall) -> bool {
    matches!(name, "post" | "text" | "read") && call.arguments.is_empty() && context.imports.path(owner).is_some_and(|path| is_request(&path))
}
