//! `security/weak-hash`: MD5 and SHA-1, for which collisions are made at will.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::Expression;
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/weak-hash", severity: Severity::Info, kinds: &[AstType::CallExpression], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    if !matches!(syntax::last_name(&call.callee)?, "createHash" | "createHmac") {
        return None;
    }
    let Expression::StringLiteral(name) = cx.value_of(syntax::argument(&call.arguments, 0)?) else { return None };
    let plain = name.value.to_ascii_lowercase().replace('-', "");
    if !matches!(plain.as_str(), "md4" | "md5" | "sha1") {
        return None;
    }
    Found::new(call.span, format!("{} can be forged; use sha256 or better, and scrypt or argon2 for passwords", name.value))
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/weak-hash",
            &["crypto.createHash('md5')", "createHmac('SHA-1', key)", "const alg = 'sha1'; crypto.createHash(alg)"],
            &["crypto.createHash('sha256')", "createHash(alg)", "f('createHash(\"md5\")')", "md5('x')"],
        );
    }
}
