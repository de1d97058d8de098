//! `security/command-injection`: a shell command put together from text and values.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::{Argument, CallExpression, Expression, ObjectPropertyKind};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/command-injection", severity: Severity::Error, kinds: &[AstType::CallExpression], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    let path = cx.callee(&call.callee)?;
    if !runs_shell(&path, call) {
        return None;
    }
    let command = cx.value_of(syntax::argument(&call.arguments, 0)?);
    if !syntax::is_built_text(command) {
        return None;
    }
    Found::new(call.span, "values in a shell command can add commands of their own; use execFile or spawn with a list of arguments")
}

/// `exec` and `execSync` of child_process, or `spawn` and `execFile` with `shell: true`.
fn runs_shell(path: &str, call: &CallExpression) -> bool {
    let (object, name) = path.rsplit_once('.').unwrap_or(("", path));
    let known = matches!(object, "" | "child_process" | "childProcess" | "cp" | "shell" | "shelljs" | "proc");
    match name {
        "exec" | "execSync" => known,
        "spawn" | "spawnSync" | "execFile" | "execFileSync" => known && call.arguments.iter().any(has_shell),
        _ => false,
    }
}

fn has_shell(argument: &Argument) -> bool {
    let Argument::ObjectExpression(object) = argument else { return false };
    object.properties.iter().any(|p| match p {
        ObjectPropertyKind::ObjectProperty(p) => {
            p.key.is_specific_static_name("shell") && !matches!(&p.value, Expression::BooleanLiteral(b) if !b.value)
        }
        ObjectPropertyKind::SpreadProperty(_) => false,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/command-injection",
            &[
                "exec(`ls ${dir}`)",
                "child_process.execSync('rm ' + file)",
                "require('child_process').exec('a ' + b, cb)",
                "const cmd = 'git log ' + ref; cp.exec(cmd)",
                "spawn('ls ' + d, { shell: true })",
            ],
            &["exec('ls -l')", "execFile('ls', [dir])", "/a(b)/.exec(`x${y}`)", "re.exec('a' + b)", "spawn('ls ' + d, [])", "exec('a ' + 'b')", "// exec(`ls ${dir}`)\n''"],
        );
    }
}
