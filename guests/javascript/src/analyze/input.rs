//! Values that come from outside of the program: parts of a web request, and what a page is told by its address or by others.

use std::cell::Cell;

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};

use super::rule::Context;
use super::symbols::{Declared, taken};
use super::syntax;

/// How many names are followed, one bound by way of the other.
const DEPTH: usize = 4;
/// How many values of names are looked at in all.
const VALUES: usize = 200;

/// Whether a part of the expression is `req.params…`, `request.query…`, `ctx.request.body…`, and no call makes a name or a number of it.
pub fn from_request<'a>(cx: &Context<'a, '_>, it: &Expression<'a>) -> bool {
    Finder::within(cx, it, Of::Request)
}

/// The same, where nothing but what hands on its text has made the value of it: no function of the program, such as `find(req.query.id)`.
pub fn is_request<'a>(cx: &Context<'a, '_>, it: &Expression<'a>) -> bool {
    Finder::within(cx, it, Of::RequestAlone)
}

/// The same, or `location.hash`, `document.referrer`, `event.data` and their like.
pub fn from_page<'a>(cx: &Context<'a, '_>, it: &Expression<'a>) -> bool {
    Finder::within(cx, it, Of::Page)
}

/// Functions and methods whose answer is the text that they are given, or a part of it.
const HANDING: [&str; 28] = [
    "join", "resolve", "normalize", "String", "decodeURIComponent", "decodeURI", "unescape", "concat", "trim", "toString", "toLowerCase", "toUpperCase",
    "slice", "substring", "substr", "replace", "replaceAll", "split", "at", "pop", "shift", "get", "from", "flat", "values", "format", "URL", "atob",
];

/// What is looked for.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Request,
    RequestAlone,
    Page,
}

struct Finder<'c, 'a, 's> {
    cx: &'c Context<'a, 's>,
    of: Of,
    depth: usize,
    left: &'c Cell<usize>,
    found: bool,
}

impl<'a> Finder<'_, 'a, '_> {
    fn within(cx: &Context<'a, '_>, it: &Expression<'a>, of: Of) -> bool {
        let mut finder = Finder { cx, of, depth: DEPTH, left: &Cell::new(VALUES), found: false };
        finder.visit_expression(it);
        finder.found
    }

    fn is_given(&self, path: &str) -> bool {
        is_request_part(path) || self.of == Of::Page && is_page_part(path)
    }

    /// A name brings what it is bound to.
    fn name(&mut self, id: &IdentifierReference<'a>) {
        let (Some(depth), Some(left)) = (self.depth.checked_sub(1), self.left.get().checked_sub(1)) else { return };
        self.left.set(left);
        let (Some(symbol), Declared::Variable(declarator)) = (self.cx.symbol(id), self.cx.declared(id)) else { return };
        let Some(init) = &declarator.init else { return };
        // `const { name } = req.query`, `const { query } = req`
        let part = taken(&declarator.id, symbol).and_then(|name| Some(format!("{}.{name}", syntax::path(init)?)));
        if part.is_some_and(|path| self.is_given(&path)) {
            self.found = true;
            return;
        }
        let mut inner = Finder { cx: self.cx, of: self.of, depth, left: self.left, found: false };
        inner.visit_expression(init);
        self.found |= inner.found;
    }
}

/// A path that has a part of a request in it.
fn is_request_part(path: &str) -> bool {
    let names: Vec<&str> = path.split('.').collect();
    names.windows(2).any(|pair| {
        let owner = matches!(pair[0], "req" | "request" | "ctx");
        owner && matches!(pair[1], "params" | "query" | "body")
    })
}

fn is_page_part(path: &str) -> bool {
    let path = path.strip_prefix("window.").or_else(|| path.strip_prefix("document.")).unwrap_or(path);
    let of_location = path.strip_prefix("location.").is_some_and(|part| matches!(part, "hash" | "search" | "href" | "pathname"));
    of_location || matches!(path, "location" | "referrer" | "URL" | "documentURI" | "event.data" | "evt.data" | "e.data")
}

impl<'a> Visit<'a> for Finder<'_, 'a, '_> {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        if self.found {
            return;
        }
        if let Some(path) = syntax::path(it)
            && self.is_given(&path)
        {
            self.found = true;
            return;
        }
        walk::walk_expression(self, it);
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.name(it);
    }

    // What a function does later is no part of the value.
    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}

    fn visit_function(&mut self, _: &Function<'a>, _: oxc_syntax::scope::ScopeFlags) {}

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let cleans = matches!(syntax::last_name(&it.callee), Some("basename" | "Number" | "parseInt" | "parseFloat" | "encodeURIComponent" | "includes" | "has"));
        if cleans || syntax::last_name(&it.callee).is_some_and(kaptar_words::names::quotes) {
            return;
        }
        if self.of == Of::RequestAlone && !syntax::last_name(&it.callee).is_some_and(|name| HANDING.contains(&name)) {
            return self.visit_expression(&it.callee);
        }
        walk::walk_call_expression(self, it);
    }
}
