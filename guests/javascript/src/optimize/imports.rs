//! Rule `unused-import`: specifiers that nothing refers to go. The import stays, as `import "m"` if it has none left.
//!
//! Kept: specifiers that a comment speaks of (a JSDoc type), those that JSX may need, and clauses with comments.

use oxc_ast::AstKind;
use oxc_ast::ast::{ImportDeclaration, ImportDeclarationSpecifier};

use super::context::Context;
use super::edits::Rewrite;

pub const RULE: &str = "unused-import";

/// Names that a JSX transform calls without a reference in the source.
const JSX_NAMES: &[&str] = &["React", "h", "Fragment", "createElement", "jsx", "jsxs", "preact", "m"];

pub fn rewrites(cx: &Context) -> Vec<Rewrite> {
    let has_jsx = cx.nodes().any(|n| matches!(n.kind(), AstKind::JSXElement(_) | AstKind::JSXFragment(_)));
    cx.nodes()
        .filter_map(|node| match node.kind() {
            AstKind::ImportDeclaration(it) => import(cx, it, has_jsx),
            _ => None,
        })
        .collect()
}

fn import(cx: &Context, it: &ImportDeclaration, has_jsx: bool) -> Option<Rewrite> {
    let specifiers = it.specifiers.as_ref()?;
    let clause = (it.span.start + "import".len() as u32, it.source.span.start);
    let has_comment = cx.comments().iter().any(|c| c.span.start < clause.1 && clause.0 < c.span.end);
    let (unused, kept): (Vec<_>, Vec<_>) = specifiers.iter().partition(|s| is_unused(cx, s, has_jsx));
    if unused.is_empty() || has_comment || it.phase.is_some() || it.import_kind.is_type() {
        return None;
    }
    let text = if kept.is_empty() { " ".to_owned() } else { format!(" {} from ", written(cx, &kept)) };
    Some(Rewrite::one(RULE, clause.0, clause.1, text))
}

fn is_unused(cx: &Context, it: &ImportDeclarationSpecifier, has_jsx: bool) -> bool {
    let local = it.local();
    let name = local.name.as_str();
    cx.is_unused(local.symbol_id()) && !(has_jsx && JSX_NAMES.contains(&name)) && !in_comment(cx, name)
}

fn in_comment(cx: &Context, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    cx.comments().iter().any(|c| cx.text(c.span).split(|c| !is_word(c)).any(|word| word == name))
}

/// The clause of what is kept: `a, * as b` or `a, { b, c as d }`.
fn written(cx: &Context, kept: &[&ImportDeclarationSpecifier]) -> String {
    let mut parts = Vec::new();
    let mut named = Vec::new();
    for specifier in kept {
        match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(it) => named.push(cx.text(it.span)),
            ImportDeclarationSpecifier::ImportDefaultSpecifier(it) => parts.push(cx.text(it.span).to_owned()),
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(it) => parts.push(cx.text(it.span).to_owned()),
        }
    }
    if !named.is_empty() {
        parts.push(format!("{{ {} }}", named.join(", ")));
    }
    parts.join(", ")
}
