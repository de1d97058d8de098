//! `security/insecure-random`: `Math.random` for something that must not be guessed.

use oxc_ast::{AstKind, AstType};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::quoting::parts;
use crate::records::{key_name, target_name};

pub const RULE: Rule = Rule { id: "security/insecure-random", severity: Severity::Error, kinds: &[AstType::CallExpression], check };

const SECRETS: &[&str] = &["token", "secret", "password", "passwd", "apikey", "session", "nonce", "salt", "otp", "csrf", "credential"];

/// By the end of the name, which says what it is: `tokenCount` is a number.
fn is_secret(name: &str) -> bool {
    let parts = parts(name.trim_end_matches(|c: char| c.is_ascii_digit()));
    let last = parts.last().map_or("", String::as_str);
    let joined = parts.concat();
    SECRETS.iter().any(|word| last.strip_suffix('s').unwrap_or(last).ends_with(word) || last.ends_with(word))
        || ["apikey", "sessionid", "secretkey", "privatekey"].iter().any(|word| joined.ends_with(word))
}

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    if &*cx.callee(&call.callee)? != "Math.random" {
        return None;
    }
    let name = bound_name(cx, node)?;
    if !is_secret(name) {
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
            &["const token = Math.random().toString(36)", "user.resetPassword = 'a' + Math.random()", "x = { apiKey: Math.random() }", "function makeSecret() { return Math.random(); }", "const session_id = Math.random()", "const tokens = [Math.random()]"],
            &["const tokenCount = Math.floor(Math.random() * 10)", "const tokenDelay = Math.random()", "const sessionLength = Math.random()", "const delay = Math.random() * 10", "const token = crypto.randomBytes(16)", "const token = 'Math.random()'", "const secret = 1; const x = Math.random();"],
        );
    }
}
