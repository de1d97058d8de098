//! `await-in-loop`: a `for` loop that waits for one thing after the other, where all could run at once.
//!
//! Silent where order matters: `for await`, `while` (it waits for a condition), loops that leave early or assign what they
//! await, and waits that are meant (`sleep`, `delay`).

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::AstNode;
use oxc_span::Span;
use oxc_syntax::scope::ScopeFlags;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "await-in-loop", severity: Severity::Warning, kinds: &[AstType::ForStatement, AstType::ForInStatement, AstType::ForOfStatement], check };

fn check<'a>(_: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let body = match node.kind() {
        AstKind::ForStatement(it) => &it.body,
        AstKind::ForInStatement(it) => &it.body,
        AstKind::ForOfStatement(it) if !it.r#await => &it.body,
        _ => return None,
    };
    let mut scan = Scan { first: None, ordered: false };
    scan.visit_statement(body);
    if scan.ordered {
        return None;
    }
    Found::new(scan.first?, "each turn of the loop waits for the last one; start all and await Promise.all if they don't depend on each other")
}

struct Scan {
    first: Option<Span>,
    /// Something says that the turns depend on each other.
    ordered: bool,
}

impl<'a> Visit<'a> for Scan {
    fn visit_await_expression(&mut self, it: &AwaitExpression<'a>) {
        match &it.argument {
            Expression::CallExpression(call) if syntax::last_name(&call.callee).is_some_and(is_pause) => self.ordered = true,
            _ => self.first = self.first.or(Some(it.span)),
        }
        walk::walk_await_expression(self, it);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        self.ordered |= matches!(it.right.without_parentheses(), Expression::AwaitExpression(_)) && it.left.get_identifier_name().is_some();
        walk::walk_assignment_expression(self, it);
    }

    fn visit_break_statement(&mut self, _: &BreakStatement<'a>) {
        self.ordered = true;
    }

    fn visit_return_statement(&mut self, _: &ReturnStatement<'a>) {
        self.ordered = true;
    }

    // An inner loop is judged on its own.
    fn visit_for_statement(&mut self, _: &ForStatement<'a>) {}
    fn visit_for_in_statement(&mut self, _: &ForInStatement<'a>) {}
    fn visit_for_of_statement(&mut self, _: &ForOfStatement<'a>) {}
    fn visit_while_statement(&mut self, _: &WhileStatement<'a>) {}
    fn visit_do_while_statement(&mut self, _: &DoWhileStatement<'a>) {}
    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}
    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}
}

fn is_pause(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["sleep", "delay", "wait", "pause", "settimeout", "backoff"].iter().any(|w| name.contains(w))
}

#[cfg(test)]
mod tests {
    use crate::analyze::testing::examples;

    #[test]
    fn examples_of_loops() {
        examples(
            "await-in-loop",
            &["async function f() { for (const x of xs) { await g(x); } }", "async () => { for (let i = 0; i < n; i++) out.push(await g(i)); }"],
            &[
                "async function f() { for await (const x of xs) { g(x); } }",
                "async function f() { for (const x of xs) { if (await g(x)) return x; } }",
                "async function f() { for (const u of us) { try { await get(u); break; } catch {} } }",
                "async function f() { while (await next()) {} }",
                "async function f() { for (const x of await all()) { g(x); } }",
                "async function f() { for (const x of xs) { xs.map(async () => { await g(); }); } }",
                "async function f() { for (const x of xs) { acc = await g(acc, x); } }",
                "async function f() { for (const x of xs) { await sleep(10); } }",
                "for (const x of xs) { log('await g(x)'); } // await g(x)",
            ],
        );
    }
}
