//! `security/vm-execution`: the module `vm` runs text as code and is no sandbox.

use oxc_ast::{AstKind, AstType};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/vm-execution", severity: Severity::Error, kinds: &[AstType::CallExpression, AstType::NewExpression], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let (callee, arguments, span) = match node.kind() {
        AstKind::CallExpression(it) => (&it.callee, &it.arguments, it.span),
        AstKind::NewExpression(it) => (&it.callee, &it.arguments, it.span),
        _ => return None,
    };
    let path = cx.callee(callee)?;
    if !matches!(&*path, "vm.runInThisContext" | "vm.runInNewContext" | "vm.runInContext" | "vm.compileFunction" | "vm.Script") {
        return None;
    }
    if syntax::is_literal_text(cx.value_of(syntax::argument(arguments, 0)?)) {
        return None;
    }
    Found::new(span, format!("`{path}` runs text as code, and vm is no sandbox; use a process or an isolate with limits"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/vm-execution",
            &["vm.runInNewContext(code)", "require('node:vm').runInThisContext(`${x}`)", "new vm.Script(source)"],
            &["vm.runInNewContext('1 + 1')", "box.runInNewContext(code)", "f('vm.runInContext(code)')"],
        );
    }
}
