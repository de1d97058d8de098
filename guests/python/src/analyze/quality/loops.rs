//! What costs more than it looks like when a loop does it.

use ruff_python_ast::{CmpOp, Expr, ExprAwait, ExprCompare, Operator, StmtAugAssign};

use super::super::context::{Context, is_text};
use super::super::{Rule, Severity, rule};

pub const AWAIT: Rule = rule("quality/await-in-loop", Severity::Info);
pub const STRING_CONCAT: Rule = rule("quality/string-concat-in-loop", Severity::Info);
pub const LIST_MEMBERSHIP: Rule = rule("quality/list-membership-in-loop", Severity::Info);

/// Awaits that wait for one another, though they may not need to.
pub fn await_in_loop(context: &Context<'_>, node: &ExprAwait) {
    if context.in_loop() {
        context.report(&AWAIT, node, "each round waits for this: if rounds do not depend on one another, gather them");
    }
}

/// `text += "…"` copies all the text in each round.
pub fn string_concat(context: &Context<'_>, assign: &StmtAugAssign) {
    let Expr::Name(target) = &*assign.target else { return };
    let known = context.frame().and_then(|f| f.values().all(&target.id));
    let starts_as_text = known.as_ref().is_some_and(|values| !values.is_empty() && values.iter().all(|v| is_text(v)));
    if context.in_loop() && assign.op == Operator::Add && (starts_as_text || is_text(&assign.value)) {
        context.report(&STRING_CONCAT, assign, format!("`{}` is copied in each round: collect the parts and join them", target.id));
    }
}

/// `x in items` walks a list in each round.
pub fn list_membership(context: &Context<'_>, compare: &ExprCompare) {
    let Some((_, op, Expr::Name(items))) = compare.as_single() else { return };
    if !context.in_loop() || !matches!(op, CmpOp::In | CmpOp::NotIn) {
        return;
    }
    let values = context.binding(&items.id).and_then(|values| values.all(&items.id));
    let is_list = |value: &&Expr| match value {
        Expr::List(_) | Expr::ListComp(_) => true,
        Expr::Call(call) => matches!(context.callee(call).as_deref(), Some("list" | "sorted")),
        _ => false,
    };
    if values.is_some_and(|v| !v.is_empty() && v.iter().all(is_list)) {
        context.report(&LIST_MEMBERSHIP, compare, format!("`{}` is a list that each round walks: a set answers at once", items.id));
    }
}
