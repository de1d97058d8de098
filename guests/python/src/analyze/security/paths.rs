//! Paths that input chooses.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, keyword, method};
use super::super::{Rule, Severity, rule};

pub const ARCHIVE: Rule = rule("security/archive-traversal", Severity::Warning);
pub const TRAVERSAL: Rule = rule("security/path-traversal", Severity::Error);
pub const TEMPORARY_NAME: Rule = rule("security/temporary-name", Severity::Warning);

/// `extractall` of a tar archive without a filter: its members may leave the folder.
pub fn archive(context: &Context<'_>, call: &ExprCall, _: &str) {
    let Expr::Attribute(attribute) = &*call.func else { return };
    if !matches!(attribute.attr.as_str(), "extractall" | "extract") {
        return;
    }
    let Expr::Call(opened) = context.resolve(&attribute.value) else { return };
    let tar = matches!(context.callee(opened).as_deref(), Some("tarfile.open" | "tarfile.TarFile" | "tarfile.TarFile.open"));
    let filter = keyword(&call.arguments, "filter");
    let trusting = filter.is_none_or(|f| matches!(f, Expr::StringLiteral(s) if s.value.to_str() == "fully_trusted"));
    if tar && trusting {
        context.report(&ARCHIVE, call, "members of a tar archive can be written outside of the folder: pass filter=\"data\"");
    }
}

/// A path with a part of a web request in it.
pub fn traversal(context: &Context<'_>, call: &ExprCall, callee: &str) {
    const TAKE_PATHS: [&str; 12] = [
        "open", "io.open", "os.path.join", "os.open", "os.remove", "os.unlink", "shutil.rmtree", "shutil.copy", "pathlib.Path",
        "flask.send_file", "send_file", "django.http.FileResponse",
    ];
    if !TAKE_PATHS.contains(&callee) {
        return;
    }
    if let Some(argument) = call.arguments.args.iter().find(|a| from_request(context, context.resolve(a))) {
        context.report(&TRAVERSAL, argument, "a request chooses this path: keep its base name only and check the folder");
    }
}

fn from_request(context: &Context<'_>, expr: &Expr) -> bool {
    struct Finder<'c, 'a>(&'c Context<'a>, bool);
    impl<'e> Visitor<'e> for Finder<'_, '_> {
        fn visit_expr(&mut self, expr: &'e Expr) {
            match expr {
                Expr::Call(call) if cleans(self.0, call) => {}
                Expr::Attribute(attribute) if is_request_part(self.0, &attribute.value, &attribute.attr) => self.1 = true,
                _ => walk_expr(self, expr),
            }
        }
    }
    let mut finder = Finder(context, false);
    finder.visit_expr(expr);
    finder.1
}

fn cleans(context: &Context<'_>, call: &ExprCall) -> bool {
    let callee = context.callee(call).unwrap_or_default();
    matches!(callee.rsplit('.').next(), Some("secure_filename" | "basename" | "int" | "UUID" | "safe_join")) || method(call) == Some("read")
}

fn is_request_part(context: &Context<'_>, owner: &Expr, part: &str) -> bool {
    const PARTS: [&str; 12] = [
        "args", "form", "values", "json", "cookies", "headers", "GET", "POST", "query_params", "path_params", "view_args", "COOKIES",
    ];
    let Some(path) = context.imports.path(owner) else { return false };
    matches!(path.as_str(), "request" | "self.request" | "flask.request") && PARTS.contains(&part)
}

/// `tempfile.mktemp`: another process can take the name first.
pub fn temporary_name(context: &Context<'_>, call: &ExprCall, callee: &str) {
    if callee == "tempfile.mktemp" {
        context.report(&TEMPORARY_NAME, call, "another process can take this name first: use mkstemp or NamedTemporaryFile");
    }
}
