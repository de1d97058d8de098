//! Code that never runs, that stops everything else, or that asks the wrong question.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{CmpOp, Expr, ExprCall, ExprCompare, Stmt};
use ruff_text_size::Ranged;

use super::super::context::Context;
use super::super::{Rule, Severity, rule};

pub const BLOCKING_CALL: Rule = rule("quality/blocking-call-in-async", Severity::Warning);
pub const UNREACHABLE: Rule = rule("quality/unreachable-code", Severity::Warning);
pub const NONE_COMPARISON: Rule = rule("quality/none-comparison", Severity::Warning);

const BLOCKING: &[&str] = &[
    "time.sleep", "urllib.request.urlopen", "urllib.request.urlretrieve", "subprocess.run", "subprocess.call", "subprocess.check_call",
    "subprocess.check_output", "subprocess.getoutput", "os.system", "os.popen", "os.wait", "os.waitpid", "socket.create_connection",
    "socket.getaddrinfo", "socket.gethostbyname", "requests.get", "requests.post", "requests.put", "requests.patch", "requests.delete",
    "requests.head", "requests.options", "requests.request", "httpx.get", "httpx.post", "httpx.put", "httpx.patch", "httpx.delete",
    "httpx.head", "httpx.request", "input",
];

/// A call that blocks the event loop.
pub fn blocking_call(context: &Context<'_>, call: &ExprCall) {
    if !context.frame().is_some_and(|f| f.is_async) {
        return;
    }
    let name = match context.callee(call) {
        Some(name) if BLOCKING.contains(&name.as_str()) => name,
        _ if reads_opened_file(context, call) => "open(…).read".to_owned(),
        _ => return,
    };
    context.report(&BLOCKING_CALL, call, format!("`{name}` blocks the event loop: use its async counterpart or a thread"));
}

/// `open(…).read()` and its like, said in one expression.
fn reads_opened_file(context: &Context<'_>, call: &ExprCall) -> bool {
    let Expr::Attribute(attribute) = &*call.func else { return false };
    let Expr::Call(opened) = &*attribute.value else { return false };
    matches!(attribute.attr.as_str(), "read" | "readlines" | "write" | "readline") && context.callee(opened).as_deref() == Some("open")
}

/// Statements after a `return`, `raise`, `break` or `continue` of the same block.
pub fn unreachable(context: &Context<'_>, body: &[Stmt]) {
    let leaves = |s: &Stmt| matches!(s, Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_));
    let Some(at) = body.iter().position(leaves) else { return };
    let (Some(first), Some(last)) = (body.get(at + 1), body.last()) else { return };
    // A `yield` that is never reached still makes a function a generator.
    if body[at + 1..].iter().any(yields) {
        return;
    }
    let range = (first.start().to_u32(), last.end().to_u32());
    context.report_at(&UNREACHABLE, range, "this is never reached", None);
}

fn yields(stmt: &Stmt) -> bool {
    struct Finder(bool);
    impl<'a> Visitor<'a> for Finder {
        fn visit_expr(&mut self, expr: &'a Expr) {
            self.0 |= matches!(expr, Expr::Yield(_) | Expr::YieldFrom(_));
            walk_expr(self, expr);
        }
    }
    let mut finder = Finder(false);
    finder.visit_stmt(stmt);
    finder.0
}

/// `x == None` asks the object, `x is None` asks the question.
pub fn none_comparison(context: &Context<'_>, compare: &ExprCompare) {
    let Some((left, op, right)) = compare.as_single() else { return };
    let (wrong, better) = match op {
        CmpOp::Eq => ("==", "is"),
        CmpOp::NotEq => ("!=", "is not"),
        _ => return,
    };
    if !left.is_none_literal_expr() && !right.is_none_literal_expr() {
        return;
    }
    let between = left.end().to_usize()..right.start().to_usize();
    let text = &context.source[between.clone()];
    let Some(at) = text.find(wrong).filter(|_| !text.contains('#')) else { return };
    let start = (between.start + at) as u32;
    let spaced = text[..at].ends_with([' ', '\n']) && text[at + 2..].starts_with([' ', '\n']);
    let fix = if spaced { better.to_owned() } else { format!(" {better} ") };
    context.report_at(&NONE_COMPARISON, (start, start + 2), format!("compare with None by `{better}`"), Some(fix));
}
