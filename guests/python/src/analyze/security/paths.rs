//! Paths that input chooses.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, keyword};
use super::super::input::from_request;
use super::super::{Rule, Severity, rule};

pub const ARCHIVE: Rule = rule("security/archive-traversal", Severity::Warning);
pub const TRAVERSAL: Rule = rule("security/path-traversal", Severity::Error);
const TRAVERSAL_MAYBE: Rule = rule(TRAVERSAL.id, Severity::Warning);
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

/// A path with a part of a web request in it. It is a warning where a test asks about it, or where it may be checked later.
pub fn traversal(context: &Context<'_>, call: &ExprCall, callee: &str) {
    const TAKE_PATHS: [&str; 12] = [
        "open", "io.open", "os.open", "os.remove", "os.unlink", "os.listdir", "shutil.rmtree", "shutil.copy", "shutil.move", "flask.send_file", "send_file",
        "django.http.FileResponse",
    ];
    const JOIN: [&str; 2] = ["os.path.join", "pathlib.Path"];
    let joins = JOIN.contains(&callee);
    if !joins && !TAKE_PATHS.contains(&callee) {
        return;
    }
    if let Some(argument) = call.arguments.args.iter().find(|argument| from_request(context, argument)) {
        let rule = match (joins, is_tested(context, argument)) {
            (true, true) => return,
            (false, false) => &TRAVERSAL,
            _ => &TRAVERSAL_MAYBE,
        };
        context.report(rule, argument, "a request chooses this path: keep its base name only and check the folder");
    }
}

/// The call in `Path(x).suffix`: only a part of the name is asked for, and nothing is opened.
pub fn only_named<'e>(context: &Context<'_>, expr: &'e Expr) -> Option<&'e ExprCall> {
    let attribute = expr.as_attribute_expr()?;
    let call = attribute.value.as_call_expr()?;
    let part = matches!(attribute.attr.as_str(), "suffix" | "suffixes" | "stem" | "name" | "parts");
    (part && context.callee(call).as_deref() == Some("pathlib.Path")).then_some(call)
}

/// Whether a name in the expression is asked about in its function, or a name by way of which it is bound.
fn is_tested(context: &Context<'_>, expr: &Expr) -> bool {
    struct Names<'c, 'a>(&'c Context<'a>, usize, bool);
    impl<'e> Visitor<'e> for Names<'_, '_> {
        fn visit_expr(&mut self, expr: &'e Expr) {
            if let Expr::Name(name) = expr {
                self.2 |= self.0.is_tested(&name.id);
                if self.1 > 0 && let Some(values) = self.0.binding(&name.id) {
                    for value in values.known(&name.id).take(8) {
                        let mut inner = Names(self.0, self.1 - 1, false);
                        inner.visit_expr(value);
                        self.2 |= inner.2;
                    }
                }
            }
            walk_expr(self, expr);
        }
    }
    let mut names = Names(context, 3, false);
    names.visit_expr(expr);
    names.2
}

/// `tempfile.mktemp`: another process can take the name first.
pub fn temporary_name(context: &Context<'_>, call: &ExprCall, callee: &str) {
    if callee == "tempfile.mktemp" {
        context.report(&TEMPORARY_NAME, call, "another process can take this name first: use mkstemp or NamedTemporaryFile");
    }
}
