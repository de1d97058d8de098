//! Rule `fold-constants`: operators on literals become their value.

use oxc_ast::AstKind;
use oxc_semantic::{AstNode, NodeId};
use oxc_span::{GetSpan, Span};

use super::constant::{self, Value};
use super::context::Context;
use super::edits::Rewrite;

pub const RULE: &str = "fold-constants";

pub fn rewrites(cx: &Context) -> Vec<Rewrite> {
    cx.nodes().filter_map(|node| fold(cx, node)).collect()
}

fn fold<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Rewrite> {
    let value = foldable(cx, node.kind()).filter(|_| !is_deliberate(cx, node.kind()))?;
    let nodes = cx.semantic.nodes();
    let (span, parent) = without_parentheses(cx, node.id(), node.kind().span(), &value);
    let parent = nodes.kind(parent);
    // A string alone could become a directive. An outer expression that is a constant too is folded as a whole.
    if matches!(parent, AstKind::ExpressionStatement(_)) || foldable(cx, parent).is_some() {
        return None;
    }
    let text = value.source();
    // `2 ** 40` says more than its digits, and the compressor behind the check leaves it too.
    let length = cx.text(node.kind().span()).bytes().filter(|b| !b.is_ascii_whitespace()).count();
    let fits = (text.len() <= length || !matches!(value, Value::Number(_))) && (!is_negative(&value) || takes_negative(parent));
    fits.then(|| Rewrite::one(RULE, span.start, span.end, text))
}

/// Longest expression that is evaluated: each operator of a chain is tried, so that the work stays linear in the source.
const LONGEST: u32 = 2000;

fn foldable(cx: &Context, kind: AstKind) -> Option<Value> {
    match kind {
        AstKind::BinaryExpression(it) if it.span.size() > LONGEST => None,
        AstKind::BinaryExpression(it) => constant::binary(it, cx.source),
        AstKind::UnaryExpression(it) if it.operator.is_not() || it.operator.is_typeof() => constant::unary(it, cx.source),
        _ => None,
    }
}

/// `!0` and `!1` are how minifiers write truth, and text over several lines is split for its readers.
fn is_deliberate(cx: &Context, kind: AstKind) -> bool {
    match kind {
        AstKind::UnaryExpression(it) => it.operator.is_not() && it.argument.is_number_literal(),
        AstKind::BinaryExpression(it) => cx.text(it.span).contains('\n'),
        _ => false,
    }
}

fn is_negative(value: &Value) -> bool {
    matches!(value, Value::Number(n) if *n < 0.0)
}

/// Where a sign can't join with an operator beside it.
fn takes_negative(parent: AstKind) -> bool {
    matches!(
        parent,
        AstKind::VariableDeclarator(_) | AstKind::ReturnStatement(_) | AstKind::AssignmentExpression(_) | AstKind::ParenthesizedExpression(_)
    )
}

/// The range with the parentheses around it, which a literal can do without unless a property of it is read.
fn without_parentheses(cx: &Context, id: NodeId, span: Span, value: &Value) -> (Span, NodeId) {
    let nodes = cx.semantic.nodes();
    let (mut span, mut parent) = (span, nodes.parent_id(id));
    while let AstKind::ParenthesizedExpression(it) = nodes.kind(parent) {
        let outer = nodes.parent_id(parent);
        if is_negative(value) || needs_parentheses(nodes.kind(outer)) {
            break;
        }
        (span, parent) = (it.span, outer);
    }
    (span, parent)
}

fn needs_parentheses(outer: AstKind) -> bool {
    matches!(
        outer,
        AstKind::StaticMemberExpression(_)
            | AstKind::ComputedMemberExpression(_)
            | AstKind::PrivateFieldExpression(_)
            | AstKind::ExpressionStatement(_)
    )
}
