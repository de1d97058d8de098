//! Input that becomes code, a command or an object.

use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, first, is_bool, is_literal, is_text, keyword};
use super::super::quoting::Target;
use super::super::safe::is_safe;
use super::super::{Rule, Severity, rule};

pub const EVAL: Rule = rule("security/eval", Severity::Warning);
pub const SHELL: Rule = rule("security/shell-injection", Severity::Error);
pub const DESERIALIZATION: Rule = rule("security/unsafe-deserialization", Severity::Warning);

/// `eval` and `exec` of what is no literal.
pub fn eval(context: &Context<'_>, call: &ExprCall, callee: &str) {
    let name = callee.strip_prefix("builtins.").unwrap_or(callee);
    if !matches!(name, "eval" | "exec") {
        return;
    }
    if call.arguments.args.first().is_some_and(|code| !is_own(context, context.resolve(code))) {
        context.report(&EVAL, call, format!("`{name}` runs whatever it is given: parse the input instead (ast.literal_eval, json)"));
    }
}

/// Constant code; `repr(x)`, which is written to be read back; a file's code, as `compile(f.read(), …)` makes it to run it.
fn is_own(context: &Context<'_>, code: &Expr) -> bool {
    let Expr::Call(call) = code else { return is_literal(code) };
    match context.callee(call).as_deref() {
        Some("repr") => true,
        Some("compile") => call.arguments.args.first().is_some_and(|text| !is_text(context.resolve(text))),
        _ => false,
    }
}

/// A command line that is built at run time and handed to a shell.
pub fn shell(context: &Context<'_>, call: &ExprCall, callee: &str) {
    if starts_program(callee) && shell_script(context, call).is_some_and(|script| !is_safe(context, script, Target::Shell)) {
        context.report(&SHELL, call, format!("`{callee}` hands a built script to a shell: pass the values as its arguments ($1)"));
        return;
    }
    let always = matches!(callee, "os.system" | "os.popen" | "subprocess.getoutput" | "subprocess.getstatusoutput" | "asyncio.create_subprocess_shell");
    let asked = matches!(
        callee,
        "subprocess.run" | "subprocess.call" | "subprocess.check_call" | "subprocess.check_output" | "subprocess.Popen"
    ) && keyword(&call.arguments, "shell").is_some_and(|s| is_bool(s, true));
    if !always && !asked {
        return;
    }
    let command = first(&call.arguments, &["args", "cmd", "command"]);
    if command.is_some_and(|c| !is_safe(context, c, Target::Shell)) {
        context.report(&SHELL, call, format!("`{callee}` hands a built command line to a shell: pass a list of arguments, without a shell"));
    }
}

fn starts_program(callee: &str) -> bool {
    let (module, function) = callee.rsplit_once('.').unwrap_or(("", callee));
    match module {
        "subprocess" => matches!(function, "run" | "call" | "check_call" | "check_output" | "Popen"),
        "asyncio" => function == "create_subprocess_exec",
        _ => false,
    }
}

/// The script of `["sh", "-c", script]`, in a list or as arguments.
fn shell_script<'e>(context: &'e Context<'_>, call: &'e ExprCall) -> Option<&'e Expr> {
    let words = match context.resolve(call.arguments.args.first()?) {
        Expr::List(list) => list.elts.as_slice(),
        Expr::Tuple(tuple) => tuple.elts.as_slice(),
        _ => &call.arguments.args,
    };
    let [Expr::StringLiteral(program), Expr::StringLiteral(option), script, ..] = words else { return None };
    let name = program.value.to_str().rsplit('/').next().unwrap_or_default();
    let option = option.value.to_str();
    let runs = matches!(name, "sh" | "bash" | "zsh" | "dash" | "ksh") && option.starts_with('-') && option.ends_with('c');
    runs.then_some(script)
}

/// Formats that can build any object.
pub fn deserialization(context: &Context<'_>, call: &ExprCall, callee: &str) {
    const ANY_OBJECT: [&str; 15] = [
        "pickle.load", "pickle.loads", "pickle.Unpickler", "_pickle.load", "_pickle.loads", "cPickle.load", "cPickle.loads", "dill.load",
        "dill.loads", "marshal.load", "marshal.loads", "shelve.open", "yaml.unsafe_load", "yaml.unsafe_load_all", "jsonpickle.decode",
    ];
    if ANY_OBJECT.contains(&callee) && !is_round_trip(context, call) {
        context.report(&DESERIALIZATION, call, format!("`{callee}` can run code from its input: use it on trusted data only"));
    } else if matches!(callee, "yaml.load" | "yaml.load_all") && !has_safe_loader(context, call) {
        context.report(&DESERIALIZATION, call, format!("`{callee}` without SafeLoader can run code from its input: use yaml.safe_load"));
    }
}

/// `pickle.loads(pickle.dumps(x))`: what this program wrote itself.
fn is_round_trip(context: &Context<'_>, call: &ExprCall) -> bool {
    let Some(Expr::Call(inner)) = call.arguments.args.first().map(|data| context.resolve(data)) else { return false };
    context.callee(inner).is_some_and(|name| name.ends_with(".dumps"))
}

fn has_safe_loader(context: &Context<'_>, call: &ExprCall) -> bool {
    let loader: Option<&Expr> = keyword(&call.arguments, "Loader").or_else(|| call.arguments.args.get(1));
    let name = loader.and_then(|l| context.imports.path(l)).unwrap_or_default();
    matches!(name.rsplit('.').next(), Some("SafeLoader" | "CSafeLoader" | "BaseLoader" | "CBaseLoader"))
}
