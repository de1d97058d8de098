//! `security/tls-verification`: certificates that are not checked.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::{AssignmentTarget, Expression};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};

pub const RULE: Rule = Rule { id: "security/tls-verification", severity: Severity::Error, kinds: &[AstType::ObjectProperty, AstType::AssignmentExpression], check };

const VARIABLE: &str = "NODE_TLS_REJECT_UNAUTHORIZED";

fn check<'a>(_: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let span = match node.kind() {
        AstKind::ObjectProperty(it) if it.key.is_specific_static_name("rejectUnauthorized") && is_off(&it.value) => it.span,
        AstKind::AssignmentExpression(it) if is_switch(&it.left) && is_off(&it.right) => it.span,
        _ => return None,
    };
    Found::new(span, "the other side's certificate is not checked, so anybody can be it; add the certificate authority with `ca` instead")
}

fn is_switch(target: &AssignmentTarget) -> bool {
    match target {
        AssignmentTarget::StaticMemberExpression(it) => it.property.name == VARIABLE || it.property.name == "rejectUnauthorized",
        AssignmentTarget::ComputedMemberExpression(it) => it.expression.is_specific_string_literal(VARIABLE),
        _ => false,
    }
}

/// `false`, `0` and `"0"`.
fn is_off(value: &Expression) -> bool {
    match value {
        Expression::BooleanLiteral(it) => !it.value,
        Expression::NumericLiteral(it) => it.value == 0.0,
        Expression::StringLiteral(it) => it.value == "0",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/tls-verification",
            &["https.get({ rejectUnauthorized: false })", "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'", "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0", "opts.rejectUnauthorized = false"],
            &["https.get({ rejectUnauthorized: true })", "x = 'rejectUnauthorized: false' // { rejectUnauthorized: false }", "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1'", "f({ rejected: false })"],
        );
    }
}
