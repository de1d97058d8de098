//! `security/implied-eval`: `setTimeout` and `setInterval` with text, which they run as code.

use oxc_ast::{AstKind, AstType};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/implied-eval", severity: Severity::Error, kinds: &[AstType::CallExpression], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    let path = cx.callee(&call.callee)?;
    let name = path.rsplit('.').next()?;
    if !matches!(&*path, "setTimeout" | "setInterval" | "window.setTimeout" | "window.setInterval" | "globalThis.setTimeout") {
        return None;
    }
    let code = cx.value_of(syntax::argument(&call.arguments, 0)?);
    if !code.is_string_literal() && !syntax::is_built_text(code) {
        return None;
    }
    let message = format!("`{name}` runs this text as code; give it a function");
    // Code that is written out is the program's own.
    if cx.is_safe(code) { Found::doubtful(call.span, message) } else { Found::new(call.span, message) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/implied-eval",
            &["setTimeout('f()', 1)", "window.setInterval(`f(${x})`, 1)", "const c = 'f(' + x + ')'; setTimeout(c, 1)"],
            &["setTimeout(() => f('x'), 1)", "setTimeout(f, 1, 'a' + b)", "log(\"setTimeout('f()')\")", "timer.setTimeout('name', 1)"],
        );
    }

    #[test]
    fn code_that_is_written_out_is_doubtful() {
        use crate::analyze::rule::Severity;
        let severity = |source: &str| crate::analyze::testing::findings("security/implied-eval", source).iter().map(|each| each.severity).collect::<Vec<_>>();
        for source in ["setTimeout('f()', 1)", "window.setInterval('$(\"#a\").hide();', 5)", "const c = 'f()'; setTimeout(c, 1)", "setTimeout(`f(${xs.length})`, 1)"] {
            assert_eq!(severity(source), [Severity::Info], "{source}");
        }
        for source in ["setTimeout(`f(${x})`, 1)", "window.setInterval('f(\"' + name + '\")', 1)", "const c = 'f(' + x + ')'; setTimeout(c, 1)", "setTimeout('a' + location.hash, 1)", "globalThis.setTimeout(`${code}`)"] {
            assert_eq!(severity(source), [Severity::Error], "{source}");
        }
    }
}
