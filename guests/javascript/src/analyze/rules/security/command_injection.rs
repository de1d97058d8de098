//! `security/command-injection`: a shell command put together from text and values.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::{Argument, CallExpression, Expression, ObjectPropertyKind};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/command-injection", severity: Severity::Error, kinds: &[AstType::CallExpression], check };

const NAMES: [&str; 11] = [
    "exec", "execSync", "spawn", "spawnSync", "execFile", "execFileSync", "execa", "execaSync", "execaCommand", "execaCommandSync", "command",
];

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    if !NAMES.contains(&syntax::last_name(&call.callee)?) && !may_be_renamed(cx, call) {
        return None;
    }
    let path = cx.origin(&call.callee).or_else(|| by_name(&cx.callee(&call.callee)?))?;
    let command = if runs_shell(&path, call) { syntax::argument(&call.arguments, 0)? } else { script(cx, &path, call)? };
    if !cx.is_built_of_values(command) {
        return None;
    }
    Found::new(call.span, "values in a shell command can add commands of their own; use execFile or spawn with a list of arguments")
}

/// A function under another name is looked for only where the text that it gets is built: nearly all calls are something else.
fn may_be_renamed<'a>(cx: &Context<'a, '_>, call: &CallExpression<'a>) -> bool {
    let plain = matches!(call.callee.get_inner_expression(), Expression::Identifier(_));
    plain && syntax::argument(&call.arguments, 0).is_some_and(|text| syntax::is_built_text(cx.value_of(text)))
}

/// A path whose object says what it is, wherever it comes from: `childProcess.exec`.
fn by_name(path: &str) -> Option<String> {
    let object = path.rsplit_once('.')?.0;
    matches!(object, "child_process" | "childProcess" | "cp" | "shelljs").then(|| path.to_owned())
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
        "execa" | "execaSync" | "execaCommand" | "execaCommandSync" | "command" => matches!(object, "" | "execa") && call.arguments.iter().any(has_shell),
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
                "import { execaCommand } from 'execa'; execaCommand(`git ${x}`, { shell: true })",
                "import shell from 'shelljs'; shell.exec('git ' + x)",
                "function f(cp) { cp.exec('git ' + x) }",
                "let c = 'ls'; c += ` ${x}`; exec(c)",
                "exec(['ls', x].join(' '))",
                "const parts = ['ls']; parts.push(x); exec(`sudo ${parts.join(' ')}`)",
                "exec(`ls ${process.env.NAME}`)",
                "for (const t of x) execSync(`make ${t}`)",
                "x.forEach((t) => execSync(`make ${t}`))",
                "['a'].forEach((t, i, all) => execSync(`make ${all}`))",
                "import pkg from './package.js'; execSync(`git tag ${pkg.version}`)",
                "const o = {}; o.a = x; exec(`ls ${o.a}`)",
                "exec(`open ${process.argv[2]}`)",
                "exec(`open ${argv[0]}`)",
                "exec(`open ${process.argv[i]}`)",
                "import os from 'os'; exec(`ls ${path.join(os.tmpdir(), name)}`)",
                "exec('ls ' + el.innerHTML)",
                "exec(`ls ${os.userInfo().username}`)",
            ],
            &["exec('ls -l')", "execFile('ls', [dir])", "/a(b)/.exec(`x${y}`)", "re.exec('a' + b)", "spawn('ls ' + d, [])", "exec('a ' + 'b')", "const a = 'b'; exec(`ls ${a}`)", "exec('ls ' + shellescape(d))", "exec(`kill ${Number(pid)}`)",
              "spawn('sh', ['-c', 'ls $1', d])", "spawn('ls', ['-c', `a ${b}`])", "// exec(`ls ${dir}`)\n''",
              "execSync(`node ${__dirname}/x.js`)", "execSync(`node ${path.join(__dirname, 'x.js')} a`)", "import path from 'node:path'; execSync(`node ${path.resolve(import.meta.dirname, 'a')}`)",
              "execSync(`${process.execPath} x.js`)", "exec(`open ${process.argv[0].split('.app/')[0]}`)", "exec(`node ${process.argv[1]}`)",
              "import os from 'node:os'; const p = path.join(os.tmpdir(), 'a.scpt'); exec(`osascript ${p}`)", "const { tmpdir } = require('os'); exec(`ls ${tmpdir()}/a`)",
              "import { randomUUID } from 'crypto'; exec(`mkdir /tmp/${randomUUID()}`)", "for (const t of ['a', 'b']) execSync(`make ${t}`)", "const TS = ['a', 'b']; for (const t of TS) { execSync(`make ${t}`) }",
              "['a', 'b'].forEach((t, i) => execSync(`make ${t} ${i}`))", "const pkg = require('./package.json'); execSync(`git tag v${pkg.version}`)",
              "import pkg from '../package.json' with { type: 'json' }; execSync(`git tag ${pkg.version}`)", "const { version } = require('./package.json'); execSync(`git tag ${version}`)",
              "const pkg = JSON.parse(fs.readFileSync(path.join(__dirname, 'package.json'), 'utf8')); execSync(`git tag ${pkg.version}`)", "execSync(`kill ${child.pid - 0} ${a.length}`)",
              "import { NAME } from './c'; execSync(`ls ${NAME}`)", "const o = { a: 'b' }; exec(`ls ${o.a} ${o[x]}`)", "exec(`ls ${x ? '-l' : ''}`)", "exec('ls ' + x.replace(/[^a-z]/g, ''))",
              "let c = 'ls'; if (x) c = 'dir'; exec(`${c} -l`)", "exec(['ls', '-l'].join(' '))", "exec(xs.map(shellQuote).join(' '))", "exec(`ls ${xs.map((x) => quote(x)).join(' ')}`)"],
        );
    }
}
