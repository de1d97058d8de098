//! `string-concat-in-loop`: text that grows by `+=` in a loop; an array that is joined once says the same.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::*;
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "string-concat-in-loop", severity: Severity::Info, kinds: &[AstType::AssignmentExpression], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::AssignmentExpression(it) = node.kind() else { return None };
    let AssignmentTarget::AssignmentTargetIdentifier(target) = &it.left else { return None };
    let body = cx.loop_body(node)?;
    let declared = cx.declarator(target)?;
    let outside = declared.span.end <= body.start || declared.span.start >= body.end;
    let starts_as_text = declared.init.as_ref().is_some_and(|i| matches!(i, Expression::StringLiteral(_) | Expression::TemplateLiteral(_)));
    let grows = match it.operator {
        AssignmentOperator::Addition => starts_as_text || syntax::is_built_text(&it.right) || it.right.is_string_literal(),
        AssignmentOperator::Assign => starts_as_text && starts_with(&it.right, &target.name),
        _ => false,
    };
    if !outside || !grows {
        return None;
    }
    Found::new(it.span, format!("`{}` grows by a copy in each turn; push the parts to an array and join it once", target.name))
}

/// `name + …`
fn starts_with(it: &Expression, name: &str) -> bool {
    match it.get_inner_expression() {
        Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => {
            binary.left.is_specific_id(name) || starts_with(&binary.left, name)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "string-concat-in-loop",
            &[
                "let s = ''; for (const x of xs) s += x;",
                "let s = ''; for (const x of xs) { s = s + x + ','; }",
                "let s; while (a) { s += `<${a}>`; }",
            ],
            &[
                "let n = 0; for (const x of xs) n += x;",
                "for (const x of xs) { let s = ''; s += x; }",
                "let s = ''; s += x;",
                "let s = ''; for (const x of xs) { f(() => { s += x; }); }",
                "for (const x of xs) { f(\"s += 'a'\"); }",
            ],
        );
    }
}
