//! Rule `constant-branch`: `if`, `?:`, `&&`, `||` and `??` whose test is a constant keep the part that runs.
//!
//! A dropped part that declares a `var` or a function stays: the name lives on outside of it.

use oxc_ast::AstKind;
use oxc_ast::ast::{Expression, IfStatement, LogicalOperator, Statement};
use oxc_ast_visit::Visit;
use oxc_semantic::{AstNode, NodeId};
use oxc_span::{GetSpan, Span};

use super::constant;
use super::context::{Context, statement_list};
use super::edits::Rewrite;
use super::hoisted;

pub const RULE: &str = "constant-branch";

pub fn rewrites(cx: &Context) -> Vec<Rewrite> {
    cx.nodes().filter_map(|node| branch(cx, node)).collect()
}

fn branch<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Rewrite> {
    match node.kind() {
        AstKind::IfStatement(it) => if_statement(cx, node.id(), it),
        AstKind::ConditionalExpression(it) => {
            let kept = if constant::evaluate(&it.test, cx.source)?.is_truthy() { &it.consequent } else { &it.alternate };
            expression(cx, node.id(), it.span, kept)
        }
        AstKind::LogicalExpression(it) => {
            let left = constant::evaluate(&it.left, cx.source)?;
            let left_decides = match it.operator {
                LogicalOperator::And => !left.is_truthy(),
                LogicalOperator::Or => left.is_truthy(),
                LogicalOperator::Coalesce => left != constant::Value::Null,
            };
            expression(cx, node.id(), it.span, if left_decides { &it.left } else { &it.right })
        }
        _ => None,
    }
}

fn if_statement(cx: &Context, id: NodeId, it: &IfStatement) -> Option<Rewrite> {
    let truthy = constant::evaluate(&it.test, cx.source)?.is_truthy();
    let (kept, dropped) = if truthy { (Some(&it.consequent), it.alternate.as_ref()) } else { (it.alternate.as_ref(), Some(&it.consequent)) };
    if dropped.is_some_and(hoisted::declares) {
        return None;
    }
    let in_list = statement_list(cx.semantic.nodes().parent_node(id)).is_some();
    match kept {
        Some(Statement::FunctionDeclaration(_)) => None,
        Some(kept) => {
            let span = kept.span();
            Some(Rewrite::keep(RULE, (it.span.start, it.span.end), (span.start, span.end), ""))
        }
        None if in_list => {
            let span = cx.whole_lines(it.span);
            Some(Rewrite::one(RULE, span.start, span.end, ""))
        }
        None => Some(Rewrite::one(RULE, it.span.start, it.span.end, "{}")),
    }
}

/// Put `kept` in the place of the whole expression, where that place gives it the same meaning.
fn expression(cx: &Context, id: NodeId, whole: Span, kept: &Expression) -> Option<Rewrite> {
    let bare = kept.without_parentheses();
    // The place would name an anonymous function; a dropped `await` or `yield` can't be seen by the check.
    if bare.is_anonymous_function_definition() || Suspends::within(kept) {
        return None;
    }
    let nodes = cx.semantic.nodes();
    let mut outer = nodes.parent_id(id);
    while matches!(nodes.kind(outer), AstKind::ParenthesizedExpression(_)) {
        outer = nodes.parent_id(outer);
    }
    if changes_receiver(nodes.kind(outer)) {
        return None;
    }
    let span = kept.span();
    let simple = kept.is_literal() || matches!(kept, Expression::Identifier(_) | Expression::ParenthesizedExpression(_));
    if simple || takes_any(nodes.parent_kind(id)) {
        return Some(Rewrite::keep(RULE, (whole.start, whole.end), (span.start, span.end), ""));
    }
    None
}

/// Where `a.b` or `eval` in place of `(x ? a.b : c)` is called, deleted or asked for its type in another way; and
/// statements, whose first token could read as something else.
fn changes_receiver(kind: AstKind) -> bool {
    matches!(
        kind,
        AstKind::CallExpression(_)
            | AstKind::TaggedTemplateExpression(_)
            | AstKind::UnaryExpression(_)
            | AstKind::ExpressionStatement(_)
            | AstKind::ChainExpression(_)
            | AstKind::NewExpression(_)
    )
}

/// Places that take any expression but a sequence.
fn takes_any(kind: AstKind) -> bool {
    matches!(
        kind,
        AstKind::VariableDeclarator(_)
            | AstKind::ReturnStatement(_)
            | AstKind::AssignmentExpression(_)
            | AstKind::ParenthesizedExpression(_)
            | AstKind::ArrayExpression(_)
            | AstKind::ObjectProperty(_)
    )
}

/// Looks for `await` and `yield` outside of nested functions.
struct Suspends(bool);

impl Suspends {
    fn within(it: &Expression) -> bool {
        let mut found = Self(false);
        found.visit_expression(it);
        found.0
    }
}

impl<'a> Visit<'a> for Suspends {
    fn visit_await_expression(&mut self, _: &oxc_ast::ast::AwaitExpression<'a>) {
        self.0 = true;
    }

    fn visit_yield_expression(&mut self, _: &oxc_ast::ast::YieldExpression<'a>) {
        self.0 = true;
    }
}
