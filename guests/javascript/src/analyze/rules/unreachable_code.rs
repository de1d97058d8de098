//! `unreachable-code`: statements behind `return`, `throw`, `break` or `continue`. Function declarations are hoisted and fine.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::Statement;
use oxc_semantic::AstNode;
use oxc_span::GetSpan;

use crate::analyze::rule::{Context, Found, Rule, Severity};

pub const RULE: Rule = Rule { id: "unreachable-code", severity: Severity::Warning, kinds: &[AstType::Program, AstType::BlockStatement, AstType::FunctionBody, AstType::SwitchCase], check };

fn check<'a>(_: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let list = match node.kind() {
        AstKind::Program(it) => &it.body,
        AstKind::BlockStatement(it) => &it.body,
        AstKind::FunctionBody(it) => &it.statements,
        AstKind::SwitchCase(it) => &it.consequent,
        _ => return None,
    };
    let jump = list.iter().position(is_jump)?;
    let dead = list[jump + 1..].iter().find(|s| runs(s))?;
    Found::new(dead.span(), "never runs: the statement before it leaves this block")
}

fn is_jump(it: &Statement) -> bool {
    matches!(
        it,
        Statement::ReturnStatement(_) | Statement::ThrowStatement(_) | Statement::BreakStatement(_) | Statement::ContinueStatement(_)
    )
}

/// Whether the statement would do something; a `var` without a value only declares.
fn runs(it: &Statement) -> bool {
    match it {
        Statement::FunctionDeclaration(_) | Statement::EmptyStatement(_) => false,
        Statement::VariableDeclaration(it) => it.declarations.iter().any(|d| d.init.is_some()),
        // Behind a `return` in a case, a `break` is a habit that harms nobody.
        Statement::BreakStatement(_) => false,
        other => !other.is_module_declaration() && !matches!(other, Statement::TSInterfaceDeclaration(_) | Statement::TSTypeAliasDeclaration(_)),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "unreachable-code",
            &["function f() { return 1; g(); }", "for (;;) { break; g(); }", "switch (a) { case 1: throw e; g(); }"],
            &[
                "function f() { return g(); function g() {} }",
                "function f() { if (a) return 1; g(); }",
                "switch (a) { case 1: return 1; break; case 2: g(); }",
                "function f() { return 'return; g();'; /* g(); */ }",
            ],
        );
    }
}
