//! Paths that input chooses.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, keyword};
use super::super::brought::{fetches, is_brought};
use super::super::input::path_from_request;
use super::super::{Rule, Severity, rule};

pub const ARCHIVE: Rule = rule("security/archive-traversal", Severity::Warning);
/// Most archives of which nothing shows where they come from are the program's own.
const OWN_ARCHIVE: Rule = rule(ARCHIVE.id, Severity::Info);
pub const TRAVERSAL: Rule = rule("security/path-traversal", Severity::Error);
const TRAVERSAL_MAYBE: Rule = rule(TRAVERSAL.id, Severity::Warning);
/// Where a function of the program has made the path, it may have judged it.
const TRAVERSAL_JUDGED: Rule = rule(TRAVERSAL.id, Severity::Info);
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
        let source = opened.arguments.args.iter().chain(opened.arguments.keywords.iter().map(|k| &k.value)).any(|part| is_brought(context, part));
        let rule = if (source || fetches(context)) && !chooses_members(context, call) { &ARCHIVE } else { &OWN_ARCHIVE };
        context.report(rule, call, "members of a tar archive can be written outside of the folder: pass filter=\"data\"");
    }
}

/// Whether the program says which members it takes, or does so for a Python that knows no filter: `hasattr(tarfile, "data_filter")`.
fn chooses_members(context: &Context<'_>, call: &ExprCall) -> bool {
    let members = call.arguments.args.get(1).or_else(|| keyword(&call.arguments, "members"));
    let asks = |test: &Expr| matches!(test, Expr::Call(has) if has.arguments.args.iter().any(|part| matches!(part, Expr::StringLiteral(name) if name.value.to_str().ends_with("_filter"))));
    members.is_some_and(|members| !members.is_none_literal_expr()) || context.tests().any(asks)
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
    if let Some(argument) = call.arguments.args.iter().find(|argument| path_from_request(context, argument)) {
        let rule = match (joins, is_tested(context, argument)) {
            (true, true) => return,
            (false, false) => &TRAVERSAL,
            (false, true) if is_judged(context, argument, NAMES) => &TRAVERSAL_JUDGED,
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

/// How many names are followed, one bound by way of the other.
const NAMES: usize = 3;

/// Whether a function that is no method and of no module of Python's makes the path, `p = inside(p)`, or is asked about it in a test.
fn is_judged(context: &Context<'_>, expr: &Expr, depth: usize) -> bool {
    match expr {
        Expr::Call(call) => match &*call.func {
            Expr::Name(name) if matches!(name.id.as_str(), "str" | "open" | "unquote") => call.arguments.args.iter().any(|part| is_judged(context, part, depth)),
            Expr::Name(name) => !name.id.starts_with(|c: char| c.is_ascii_uppercase()),
            _ => call.arguments.args.iter().any(|part| is_judged(context, part, depth)),
        },
        Expr::Name(name) if context.is_judged(&name.id) => true,
        Expr::Name(name) if depth > 0 => {
            context.binding(&name.id).is_some_and(|values| values.known(&name.id).take(8).any(|value| is_judged(context, value, depth - 1)))
        }
        _ => false,
    }
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
    let mut names = Names(context, NAMES, false);
    names.visit_expr(expr);
    names.2
}

/// `tempfile.mktemp`: another process can take the name first.
pub fn temporary_name(context: &Context<'_>, call: &ExprCall, callee: &str) {
    // Who opens it with this flag takes no file that is there.
    if callee == "tempfile.mktemp" && !context.source.contains("O_EXCL") {
        context.report(&TEMPORARY_NAME, call, "another process can take this name first: use mkstemp or NamedTemporaryFile");
    }
}
