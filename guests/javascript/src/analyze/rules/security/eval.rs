//! `security/eval`: `eval` and `Function` run text as code.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::{Argument, Expression};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/eval", severity: Severity::Error, kinds: &[AstType::CallExpression, AstType::NewExpression], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let (callee, arguments, span) = match node.kind() {
        AstKind::CallExpression(it) => (&it.callee, &it.arguments, it.span),
        AstKind::NewExpression(it) => (&it.callee, &it.arguments, it.span),
        _ => return None,
    };
    let path = cx.callee(callee)?;
    let name = path.strip_prefix("window.").or_else(|| path.strip_prefix("globalThis.")).unwrap_or(&path);
    if !matches!(name, "eval" | "Function") || is_own(cx, callee) || arguments.iter().all(|each| is_constant(cx, each)) {
        return None;
    }
    let message = format!("`{name}` runs text as code; parse the data, or call a function that is written out");
    if only_compiles(cx, node, name) { Found::doubtful(span, message) } else { Found::new(span, message) }
}

/// Whether the name is one that this file declares.
fn is_own(cx: &Context, callee: &Expression) -> bool {
    matches!(callee.get_inner_expression(), Expression::Identifier(id) if !cx.semantic.is_reference_to_global_variable(id))
}

/// `Function(text);`: what it makes is dropped, so that nothing runs; a program asks so whether a text parses.
fn only_compiles(cx: &Context, node: &AstNode, name: &str) -> bool {
    name == "Function" && matches!(cx.semantic.nodes().parent_kind(node.id()), AstKind::ExpressionStatement(_))
}

/// Code that is written out, as in `Function("return this")`.
fn is_constant<'a>(cx: &Context<'a, '_>, argument: &Argument<'a>) -> bool {
    argument.as_expression().is_some_and(|code| syntax::is_literal_text(cx.value_of(code)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/eval",
            &["eval(x)", "window.eval(x)", "eval(`a ${b}`)", "new Function('a', body)", "Function(body)()", "eval(x);", "const f = Function(body);", "f(new Function(body));", "() => new Function(body)"],
            &["'eval(x)'; // eval(x)", "function eval2(x) {} eval2(1)", "obj.eval(x)", "function f(Function) { return new Function(1); }", "x instanceof Function", "Function('return this')()", "eval('(url) => import(url)')", "const c = 'a' + 'b'; eval(c)"],
        );
    }

    #[test]
    fn what_is_only_compiled_is_doubtful() {
        use crate::analyze::rule::Severity;
        let severity = |source: &str| {
            let found = crate::analyze::testing::findings("security/eval", source);
            assert_eq!(found.len(), 1, "{source}");
            found[0].severity
        };
        for source in ["try { Function('return ' + x); } catch {}", "new Function(name, 'return;');", "window.Function(body)"] {
            assert_eq!(severity(source), Severity::Info, "{source}");
        }
        for source in ["eval(x);", "const f = Function(body);", "f(new Function(body));", "const f = () => new Function(body)", "Function(body)();", "new Function(body).call(a)"] {
            assert_eq!(severity(source), Severity::Error, "{source}");
        }
    }
}
