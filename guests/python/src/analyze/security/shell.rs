//! Command lines that are built at run time.

use kaptar_words::names::parts;
use ruff_python_ast::{Expr, ExprCall, Operator};

use super::super::brought::is_brought;
use super::super::context::{Context, first, is_true, keyword, method};
use super::super::quoting::Target;
use super::super::safe::is_safe;
use super::super::{Rule, Severity, rule};
use super::built::is_built;
use super::configured::is_of_configuration;

pub const SHELL: Rule = rule("security/shell-injection", Severity::Error);
/// Of lines for other machines half are built of what the operator of both has configured: an info where that is seen.
const REMOTE: Rule = rule(SHELL.id, Severity::Warning);

/// A line that the object or a module keeps as a whole: who writes it into the settings means a shell.
const KEPT: Rule = rule(SHELL.id, Severity::Info);

/// A command line that is built at run time and handed to a shell.
pub fn shell(context: &Context<'_>, call: &ExprCall, callee: &str) {
    if starts_program(callee) && shell_script(context, call).is_some_and(|script| !is_safe(context, script, Target::Shell)) {
        return context.report(&SHELL, call, format!("`{callee}` hands a built script to a shell: pass the values as its arguments ($1)"));
    }
    if runs_elsewhere(context, call) {
        let configured = first(&call.arguments, &["command"]).is_some_and(|line| is_of_configuration(context, line, Target::Shell));
        let rule = if speaks_ssh(context, call) && !configured { &REMOTE } else { &KEPT };
        return context.report(rule, call, "a shell on the other side runs this built line: quote the values (shlex.quote)");
    }
    let always = matches!(
        callee,
        "os.system" | "os.popen" | "subprocess.getoutput" | "subprocess.getstatusoutput" | "asyncio.create_subprocess_shell" | "commands.getoutput"
    );
    let asked = is_of_subprocess(callee) && keyword(&call.arguments, "shell").is_some_and(|value| is_true(context, value));
    if !always && !asked {
        return;
    }
    let command = first(&call.arguments, &["args", "cmd", "command"]);
    if let Some(command) = command.filter(|c| !is_safe(context, c, Target::Shell)) {
        let rule = if is_kept(context, command) && !is_brought(context, command) { &KEPT } else { &SHELL };
        context.report(rule, call, format!("`{callee}` hands a built command line to a shell: pass a list of arguments, without a shell"));
    }
}

/// `self.hook`, `settings.EDITOR`, also with quoted values put into it.
fn is_kept(context: &Context<'_>, command: &Expr) -> bool {
    let line = match context.resolve(command) {
        Expr::BinOp(op) if op.op == Operator::Mod && is_safe(context, &op.right, Target::Shell) => &*op.left,
        Expr::Call(call) if method(call) == Some("format") && given(call).all(|part| is_safe(context, part, Target::Shell)) => {
            call.func.as_attribute_expr().map_or(command, |format| &*format.value)
        }
        other => other,
    };
    let path = context.imports.path(line).unwrap_or_default();
    line.is_attribute_expr() && !path.starts_with("os.") && !path.starts_with("sys.")
}

fn given(call: &ExprCall) -> impl Iterator<Item = &Expr> {
    call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value))
}

fn is_of_subprocess(callee: &str) -> bool {
    matches!(callee, "subprocess.run" | "subprocess.call" | "subprocess.check_call" | "subprocess.check_output" | "subprocess.Popen")
}

fn starts_program(callee: &str) -> bool {
    let of_os = callee.strip_prefix("os.").is_some_and(|name| name.starts_with("exec") || name.starts_with("spawn") || name.starts_with("posix_spawn"));
    is_of_subprocess(callee) || of_os || matches!(callee, "asyncio.create_subprocess_exec" | "pty.spawn")
}

/// The script of `["sh", "-c", script]`, in a list or as arguments, maybe behind the program that starts the shell (`sudo`, `docker exec`).
fn shell_script<'e>(context: &'e Context<'_>, call: &'e ExprCall) -> Option<&'e Expr> {
    let lists = call.arguments.args.iter().filter_map(|argument| match context.resolve(argument) {
        Expr::List(list) => Some(list.elts.as_slice()),
        Expr::Tuple(tuple) => Some(tuple.elts.as_slice()),
        _ => None,
    });
    lists.chain([&*call.arguments.args]).find_map(script_of)
}

/// What stands behind a shell's name and its options, the last of which says that a script follows.
fn script_of(words: &[Expr]) -> Option<&Expr> {
    let text = |word: &Expr| word.as_string_literal_expr().map(|text| text.value.to_str().to_owned());
    let shell = words.iter().position(|word| text(word).is_some_and(|name| is_shell(&name)))?;
    let mut rest = words[shell + 1..].iter();
    loop {
        let option = text(rest.next()?)?;
        if option.eq_ignore_ascii_case("/c") || option.starts_with('-') && option.ends_with('c') && option.len() < 6 {
            return rest.next();
        }
        // `execl("/bin/sh", "sh", …)` names it twice.
        if !option.starts_with('-') && !is_shell(&option) {
            return None;
        }
    }
}

fn is_shell(program: &str) -> bool {
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default();
    matches!(name, "sh" | "bash" | "zsh" | "dash" | "ksh" | "ash" | "cmd" | "cmd.exe")
}

/// Whether a file imports a client of SSH, or the object is called so.
fn speaks_ssh(context: &Context<'_>, call: &ExprCall) -> bool {
    let object = call.func.as_attribute_expr().and_then(|method| context.imports.path(&method.value)).unwrap_or_default();
    let called = parts(object.rsplit('.').next().unwrap_or_default()).iter().any(|part| matches!(part.as_str(), "ssh" | "client" | "sshclient" | "connection"));
    called || ["paramiko", "fabric", "asyncssh"].iter().any(|module| context.imports.has_module(module))
}

/// paramiko's `client.exec_command(f"rm {x}")`.
fn runs_elsewhere(context: &Context<'_>, call: &ExprCall) -> bool {
    let Expr::Attribute(attribute) = &*call.func else { return false };
    // A function of a module and a class's own method are something else.
    let other = matches!(&*attribute.value, Expr::Name(owner) if owner.id == "self" || context.imports.has(&owner.id));
    let line = first(&call.arguments, &["command"]).filter(|_| &*attribute.attr == "exec_command" && !other);
    line.is_some_and(|line| is_built(context, line) && !is_safe(context, line, Target::Shell))
}
