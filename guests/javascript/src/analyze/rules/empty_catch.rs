//! `empty-catch`: an error that is dropped without a word. A comment in the block is a word.

use oxc_ast::{AstKind, AstType};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};

pub const RULE: Rule = Rule { id: "empty-catch", severity: Severity::Warning, kinds: &[AstType::CatchClause], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CatchClause(it) = node.kind() else { return None };
    if !it.body.body.is_empty() || cx.semantic.has_comments_between(it.body.span) {
        return None;
    }
    Found::new(it.span, "the error is dropped; handle it, or say in a comment why it does not matter")
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "empty-catch",
            &["try { f(); } catch (e) {}", "try { f(); } catch { }"],
            &["try { f(); } catch (e) { /* not there yet */ }", "try { f(); } finally {}", "x = 'catch {}';"],
        );
    }
}
