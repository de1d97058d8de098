//! `security/insecure-random`: text made with `Math.random` for something that must not be guessed.
//!
//! The form of the value decides, not the name alone: a number that counts is no secret.

use kaptar_words::names::is_secret;
use oxc_ast::ast::{AssignmentOperator, BinaryOperator, Expression};
use oxc_ast::{AstKind, AstType};
use oxc_semantic::AstNode;
use oxc_span::{GetSpan, Span};

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;
use crate::records::{key_name, target_name};

pub const RULE: Rule = Rule { id: "security/insecure-random", severity: Severity::Error, kinds: &[AstType::CallExpression], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    if &*cx.callee(&call.callee)? != "Math.random" {
        return None;
    }
    let name = text_for(cx, node)?;
    Found::new(call.span, format!("Math.random can be predicted, and `{name}` must not be; use crypto.randomBytes or crypto.getRandomValues"))
}

/// What has become of the number so far.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Number,
    /// An item that the number picks out of a list or a text.
    Pick,
    Text,
}

/// The name of the secret that the number becomes text for: a variable, a property, or the function that returns it.
fn text_for<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<&'a str> {
    let mut form = Form::Number;
    let mut at = node.kind().span();
    for kind in cx.semantic.nodes().ancestor_kinds(node.id()) {
        match kind {
            AstKind::IfStatement(_) | AstKind::ForStatement(_) | AstKind::WhileStatement(_) if form == Form::Number => return None,
            AstKind::ConditionalExpression(it) if it.test.span().contains_inclusive(at) => return None,
            AstKind::AssignmentExpression(it) if it.operator == AssignmentOperator::Addition && form == Form::Pick => form = Form::Text,
            _ => form = grown(kind, form, at)?,
        }
        if let Some(span) = named(kind) {
            let name = &cx.source[span.start as usize..span.end as usize];
            if form == Form::Text && is_secret(name) && !is_only_compared(cx, kind) {
                return Some(name);
            }
            // Text that is added to another may be what the function around it returns.
            let adds = matches!(kind, AstKind::AssignmentExpression(it) if it.operator == AssignmentOperator::Addition);
            if !adds && !matches!(kind, AstKind::ObjectProperty(_)) || form != Form::Text {
                return None;
            }
        }
        at = kind.span();
    }
    None
}

/// The form of a value one step further out; none where it ends.
fn grown(kind: AstKind, form: Form, at: Span) -> Option<Form> {
    match kind {
        AstKind::TemplateLiteral(_) => Some(Form::Text),
        AstKind::BinaryExpression(it) if it.operator == BinaryOperator::Addition => {
            Some(if form == Form::Pick || syntax::has_text(&it.left) || syntax::has_text(&it.right) { Form::Text } else { form })
        }
        AstKind::BinaryExpression(it) if it.operator.is_compare() || it.operator.is_equality() => None,
        AstKind::ComputedMemberExpression(it) if it.expression.span().contains_inclusive(at) => Some(Form::Pick),
        AstKind::CallExpression(it) => called(&it.callee, form, at),
        _ => Some(form),
    }
}

/// What a call makes of its object or of what it is given.
fn called(callee: &Expression, form: Form, at: Span) -> Option<Form> {
    let name = syntax::last_name(callee).unwrap_or_default();
    let of_object = callee.span().contains_inclusive(at);
    match name {
        "toString" | "toFixed" if of_object => Some(Form::Text),
        "join" if of_object && form != Form::Number => Some(Form::Text),
        "String" if !of_object => Some(Form::Text),
        "charAt" | "at" | "fromCharCode" if !of_object => Some(Form::Pick),
        _ => Some(form),
    }
}

/// Whether a variable only tells one run from another: it is compared, kept in a property, and given to nobody.
fn is_only_compared(cx: &Context<'_, '_>, kind: AstKind) -> bool {
    let AstKind::VariableDeclarator(it) = kind else { return false };
    let Some(symbol) = it.id.get_binding_identifier().and_then(|id| id.symbol_id.get()) else { return false };
    let mut compared = false;
    for reference in cx.semantic.symbol_references(symbol) {
        let at = cx.semantic.nodes().kind(reference.node_id()).span();
        match cx.semantic.nodes().parent_kind(reference.node_id()) {
            AstKind::BinaryExpression(test) if test.operator.is_equality() => compared = true,
            AstKind::AssignmentExpression(kept) if kept.operator == AssignmentOperator::Assign && kept.right.span() == at && kept.left.is_member_expression() => {}
            _ => return false,
        }
    }
    compared
}

/// The name that a value goes to at a node.
fn named(kind: AstKind) -> Option<Span> {
    match kind {
        AstKind::VariableDeclarator(it) => it.id.get_binding_identifier().map(|id| id.span),
        AstKind::AssignmentExpression(it) => target_name(&it.left),
        AstKind::ObjectProperty(it) => key_name(&it.key),
        AstKind::PropertyDefinition(it) => key_name(&it.key),
        AstKind::MethodDefinition(it) => key_name(&it.key),
        AstKind::Function(it) => it.id.as_ref().map(|id| id.span),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/insecure-random",
            &[
                "const token = Math.random().toString(36)",
                "user.resetPassword = 'a' + Math.random()",
                "x = { apiKey: `${Math.random()}` }",
                "function makeSecret() { return Math.random().toString(16); }",
                "const session_id = String(Math.random())",
                "const token = Array.from({ length: 9 }, () => chars[Math.floor(Math.random() * chars.length)]).join('')",
                "let token = ''; for (let i = 0; i < 9; i++) token += chars.charAt(Math.floor(Math.random() * 62))",
                "function makeToken() { let s = ''; for (;;) s += chars[Math.floor(Math.random() * 62)]; return s; }",
                "const password = a[Math.floor(Math.random() * 9)] + a[Math.floor(Math.random() * 9)]",
                "const resetToken = Math.random().toString(36).slice(2)",
                "const otp = Math.floor(100000 + Math.random() * 900000).toString()",
                "const token = Math.random().toString(36); this.now = token; if (this.now === token) send(token)",
                "const token = Math.random().toString(36); user.token = token",
                "function f() { const token = Math.random().toString(36); return a === token ? token : b; }",
            ],
            &[
                "const tokenCount = Math.floor(Math.random() * 10)",
                "const token = Math.floor(Math.random() * 10)",
                "const tokenDelay = `${Math.random()}`",
                "const sessionLength = Math.random()",
                "const token = crypto.randomBytes(16)",
                "const token = 'Math.random()'",
                "const secret = 1; const x = `${Math.random()}`;",
                "const nextToken = vocabulary[Math.floor(Math.random() * vocabulary.length)]",
                "const token = Math.random() < 0.5 ? 'a' : 'b'",
                "const token = Math.random() < 0.5 && 'a' + b",
                "if (Math.random() < 0.5) { token = 'a' + b; }",
                "const secretSanta = people[Math.floor(Math.random() * people.length)] + ''",
                "function makeToken() { const x = Math.random(); return 'a'; }",
                "function makeToken() { const color = `${Math.random()}`; return real(); }",
                "const fetchToken = Math.random().toString(36); this.now = fetchToken; get().then(() => { if (this.now === fetchToken) done(); });",
            ],
        );
    }
}
