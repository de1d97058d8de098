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
    let command = if runs_shell(&path, call) { syntax::argument(&call.arguments, 0)? } else { script(cx, &path, call)? };
    if !cx.is_built_of_values(command) {
        return None;
    }
    Found::new(call.span, "values in a shell command can add commands of their own; use execFile or spawn with a list of arguments")
}

/// The script of `spawn("sh", ["-c", script])`.
fn script<'e, 'a>(cx: &Context<'a, '_>, path: &str, call: &'e CallExpression<'a>) -> Option<&'e Expression<'a>> {
    let name = path.rsplit('.').next().unwrap_or(path);
    if !matches!(name, "spawn" | "spawnSync" | "execFile" | "execFileSync") {
        return None;
    }
    let Expression::StringLiteral(program) = cx.value_of(syntax::argument(&call.arguments, 0)?) else { return None };
    let shell = matches!(program.value.rsplit('/').next(), Some("sh" | "bash" | "zsh" | "dash" | "ksh"));
    let Expression::ArrayExpression(words) = syntax::argument(&call.arguments, 1)? else { return None };
    let option = words.elements.first()?.as_expression()?;
    let runs = matches!(option, Expression::StringLiteral(o) if o.value.starts_with('-') && o.value.ends_with('c'));
    (shell && runs).then(|| words.elements.get(1)?.as_expression())?
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
                "spawn('sh', ['-c', `ls ${d}`])",
                "cp.execFileSync('/bin/bash', ['-lc', 'ls ' + d], {})",
                "exec(`ls ${shellQuote.quote([a])} ${b}`)",
                "cp.exec('ls ' + unquote(x))",
                "exec(`ls ${unescape(x)}`)",
            ],
            &["exec('ls -l')", "execFile('ls', [dir])", "/a(b)/.exec(`x${y}`)", "re.exec('a' + b)", "spawn('ls ' + d, [])", "exec('a ' + 'b')", "const a = 'b'; exec(`ls ${a}`)", "exec('ls ' + shellescape(d))", "exec(`kill ${Number(pid)}`)",
              "spawn('sh', ['-c', 'ls $1', d])", "spawn('ls', ['-c', `a ${b}`])", "// exec(`ls ${dir}`)\n''"],
        );
    }
}
