//! Input that becomes code, a command or an object.

use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, first, is_bool, is_literal, keyword};
use super::super::{Rule, Severity, rule};

pub const EVAL: Rule = rule("security/eval", Severity::Error);
pub const SHELL: Rule = rule("security/shell-injection", Severity::Error);
pub const DESERIALIZATION: Rule = rule("security/unsafe-deserialization", Severity::Warning);

/// `eval` and `exec` of what is no literal.
pub fn eval(context: &Context<'_>, call: &ExprCall, callee: &str) {
    let name = callee.strip_prefix("builtins.").unwrap_or(callee);
    if !matches!(name, "eval" | "exec") {
        return;
    }
    if call.arguments.args.first().is_some_and(|code| !is_literal(context.resolve(code))) {
        context.report(&EVAL, call, format!("`{name}` runs whatever it is given: parse the input instead (ast.literal_eval, json)"));
    }
}

/// A command line that is built at run time and handed to a shell.
pub fn shell(context: &Context<'_>, call: &ExprCall, callee: &str) {
    let always = matches!(callee, "os.system" | "os.popen" | "subprocess.getoutput" | "subprocess.getstatusoutput" | "asyncio.create_subprocess_shell");
    let asked = matches!(
        callee,
        "subprocess.run" | "subprocess.call" | "subprocess.check_call" | "subprocess.check_output" | "subprocess.Popen"
    ) && keyword(&call.arguments, "shell").is_some_and(|s| is_bool(s, true));
    if !always && !asked {
        return;
    }
    let command = first(&call.arguments, &["args", "cmd", "command"]);
    if command.is_some_and(|c| !is_literal(context.resolve(c))) {
        context.report(&SHELL, call, format!("`{callee}` hands a built command line to a shell: pass a list of arguments, without a shell"));
    }
}

/// Formats that can build any object.
pub fn deserialization(context: &Context<'_>, call: &ExprCall, callee: &str) {
    const ANY_OBJECT: [&str; 15] = [
        "pickle.load", "pickle.loads", "pickle.Unpickler", "_pickle.load", "_pickle.loads", "cPickle.load", "cPickle.loads", "dill.load",
        "dill.loads", "marshal.load", "marshal.loads", "shelve.open", "yaml.unsafe_load", "yaml.unsafe_load_all", "jsonpickle.decode",
    ];
    if ANY_OBJECT.contains(&callee) {
        context.report(&DESERIALIZATION, call, format!("`{callee}` can run code from its input: use it on trusted data only"));
    } else if matches!(callee, "yaml.load" | "yaml.load_all") && !has_safe_loader(context, call) {
        context.report(&DESERIALIZATION, call, format!("`{callee}` without SafeLoader can run code from its input: use yaml.safe_load"));
    }
}

fn has_safe_loader(context: &Context<'_>, call: &ExprCall) -> bool {
    let loader: Option<&Expr> = keyword(&call.arguments, "Loader").or_else(|| call.arguments.args.get(1));
    let name = loader.and_then(|l| context.imports.path(l)).unwrap_or_default();
    matches!(name.rsplit('.').next(), Some("SafeLoader" | "CSafeLoader" | "BaseLoader" | "CBaseLoader"))
}
