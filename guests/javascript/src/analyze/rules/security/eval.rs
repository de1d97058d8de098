//! `security/eval`: `eval` and `Function` run text as code.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::{Argument, Expression};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};

pub const RULE: Rule = Rule { id: "security/eval", severity: Severity::Error, kinds: &[AstType::CallExpression, AstType::NewExpression], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let (callee, arguments, span) = match node.kind() {
        AstKind::CallExpression(it) => (&it.callee, &it.arguments, it.span),
        AstKind::NewExpression(it) => (&it.callee, &it.arguments, it.span),
        _ => return None,
    };
    let path = cx.callee(callee)?;
    let name = path.strip_prefix("window.").or_else(|| path.strip_prefix("globalThis.")).unwrap_or(&path);
    if !matches!(name, "eval" | "Function") || arguments.is_empty() || is_own(cx, callee) || is_global_object(arguments) {
        return None;
    }
    Found::new(span, format!("`{name}` runs text as code; parse the data, or call a function that is written out"))
}

/// Whether the name is one that this file declares.
fn is_own(cx: &Context, callee: &Expression) -> bool {
    matches!(callee.get_inner_expression(), Expression::Identifier(id) if !cx.semantic.is_reference_to_global_variable(id))
}

/// `Function("return this")`, the old way to the global object.
fn is_global_object(arguments: &[Argument]) -> bool {
    matches!(arguments, [Argument::StringLiteral(code)] if code.value == "return this")
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/eval",
            &["eval(x)", "window.eval('1')", "new Function('a', body)", "Function(body)()"],
            &["'eval(x)'; // eval(x)", "function eval2(x) {} eval2(1)", "obj.eval(x)", "function f(Function) { return new Function(1); }", "x instanceof Function", "Function('return this')()"],
        );
    }
}
