//! `security/insecure-random`: `Math.random` for something that must not be guessed.

use oxc_ast::{AstKind, AstType};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::records::{key_name, target_name};

pub const RULE: Rule = Rule { id: "security/insecure-random", severity: Severity::Error, kinds: &[AstType::CallExpression], check };

const SECRETS: &[&str] = &["token", "secret", "password", "passwd", "apikey", "api_key", "session", "nonce", "salt", "otp", "csrf", "credential"];

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    if &*cx.callee(&call.callee)? != "Math.random" {
        return None;
    }
    let name = bound_name(cx, node)?;
    let plain = name.to_ascii_lowercase();
    if !SECRETS.iter().any(|s| plain.contains(s)) {
        return None;
    }
    Found::new(call.span, format!("Math.random can be predicted, and `{name}` must not be; use crypto.randomBytes or crypto.getRandomValues"))
}

/// The nearest name that the value goes to: a variable, a property, or the function that returns it.
fn bound_name<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<&'a str> {
    let span = cx.semantic.nodes().ancestor_kinds(node.id()).find_map(|kind| match kind {
        AstKind::VariableDeclarator(it) => it.id.get_binding_identifier().map(|id| id.span),
        AstKind::AssignmentExpression(it) => target_name(&it.left),
        AstKind::ObjectProperty(it) => key_name(&it.key),
        AstKind::PropertyDefinition(it) => key_name(&it.key),
        AstKind::MethodDefinition(it) => key_name(&it.key),
        AstKind::Function(it) => it.id.as_ref().map(|id| id.span),
        _ => None,
    })?;
    Some(&cx.source[span.start as usize..span.end as usize])
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/insecure-random",
            &["const token = Math.random().toString(36)", "user.resetPassword = 'a' + Math.random()", "x = { apiKey: Math.random() }", "function makeSecret() { return Math.random(); }"],
            &["const delay = Math.random() * 10", "const token = crypto.randomBytes(16)", "const token = 'Math.random()'", "const secret = 1; const x = Math.random();"],
        );
    }
}
