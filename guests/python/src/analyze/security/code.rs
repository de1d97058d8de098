//! Input that becomes code or an object.

use kaptar_words::names::parts;
use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, first, is_bool, is_literal, is_text, is_true, keyword};
use super::super::input::{from_outside, from_request};
use super::super::outside::comes_from_outside;
use super::super::quoting::Target;
use super::super::safe::is_safe;
use super::super::{Rule, Severity, rule};

pub const EVAL: Rule = rule("security/eval", Severity::Warning);
/// The same of what comes from outside: no program means that.
const EVAL_OF_INPUT: Rule = rule(EVAL.id, Severity::Error);
/// The same of what the program has read or made itself.
const EVAL_OF_OWN: Rule = rule(EVAL.id, Severity::Info);
pub const DESERIALIZATION: Rule = rule("security/unsafe-deserialization", Severity::Warning);
const OF_REQUEST: Rule = rule(DESERIALIZATION.id, Severity::Error);
/// Most programs that open such a file have written it themselves.
const OF_OWN_FILE: Rule = rule(DESERIALIZATION.id, Severity::Info);

/// How deep a name of a file is followed.
const DEPTH: usize = 8;

/// `eval` and `exec` of what is no literal.
pub fn eval(context: &Context<'_>, call: &ExprCall, callee: &str) {
    let name = callee.strip_prefix("builtins.").unwrap_or(callee);
    if !matches!(name, "eval" | "exec") {
        return;
    }
    let Some(code) = call.arguments.args.first() else { return };
    if from_outside(context, code) {
        context.report(&EVAL_OF_INPUT, call, format!("`{name}` runs what comes from outside: parse the input instead (ast.literal_eval, json)"));
    } else if !is_own(context, context.resolve(code)) {
        let rule = if may_be_given(context, code) { &EVAL } else { &EVAL_OF_OWN };
        context.report(rule, call, format!("`{name}` runs whatever it is given: parse the input instead (ast.literal_eval, json)"));
    }
}

/// Whether code is what the function is given, or a name of which the file says nothing.
fn may_be_given(context: &Context<'_>, code: &Expr) -> bool {
    let unknown = matches!(code, Expr::Name(name) if context.binding(&name.id).is_none() && !context.imports.has(&name.id));
    unknown || comes_from_outside(context, code)
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

/// Formats that can build any object.
pub fn deserialization(context: &Context<'_>, call: &ExprCall, callee: &str) {
    const ANY_OBJECT: [&str; 19] = [
        "pickle.load", "pickle.loads", "pickle.Unpickler", "_pickle.load", "_pickle.loads", "cPickle.load", "cPickle.loads", "dill.load",
        "dill.loads", "marshal.load", "marshal.loads", "shelve.open", "yaml.unsafe_load", "yaml.unsafe_load_all", "jsonpickle.decode",
        "cloudpickle.load", "cloudpickle.loads", "joblib.load", "pandas.read_pickle",
    ];
    let asked = match callee {
        "numpy.load" => keyword(&call.arguments, "allow_pickle").is_some_and(|value| is_true(context, value)),
        "torch.load" => keyword(&call.arguments, "weights_only").is_some_and(|value| is_bool(value, false)),
        _ => ANY_OBJECT.contains(&callee),
    };
    if asked && !is_round_trip(context, call) {
        let rule = match call.arguments.args.first() {
            Some(data) if from_request(context, data) => &OF_REQUEST,
            Some(data) if is_own_file(context, callee, data) => &OF_OWN_FILE,
            _ => &DESERIALIZATION,
        };
        context.report(rule, call, format!("`{callee}` can run code from its input: use it on trusted data only"));
    } else if matches!(callee, "yaml.load" | "yaml.load_all") && !has_safe_loader(context, call) && !is_of_object(context, call) {
        context.report(&DESERIALIZATION, call, format!("`{callee}` without SafeLoader can run code from its input: use yaml.safe_load"));
    }
}

/// `with open(p) as f: pickle.load(f)`, `joblib.load(p)`, where the program keeps the name of the file itself.
fn is_own_file(context: &Context<'_>, callee: &str, data: &Expr) -> bool {
    const BY_NAME: [&str; 5] = ["shelve.open", "joblib.load", "pandas.read_pickle", "numpy.load", "torch.load"];
    BY_NAME.contains(&callee) && is_own_name(context, data, DEPTH) || is_opened_here(context, data, DEPTH)
}

fn is_opened_here(context: &Context<'_>, data: &Expr, depth: usize) -> bool {
    let (Some(depth), Expr::Call(call)) = (depth.checked_sub(1), context.resolve(data)) else { return false };
    if matches!(context.callee(call).as_deref(), Some("open" | "io.open" | "gzip.open" | "bz2.open" | "lzma.open")) {
        return call.arguments.args.first().is_some_and(|name| is_own_name(context, name, depth));
    }
    match &*call.func {
        Expr::Attribute(read) if &*read.attr == "read" => is_opened_here(context, &read.value, depth),
        Expr::Attribute(path) if matches!(&*path.attr, "read_bytes" | "open") => is_own_name(context, &path.value, depth),
        _ => false,
    }
}

/// A path that is written out, or an attribute of the object or of a module, or put together of such.
fn is_own_name(context: &Context<'_>, path: &Expr, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let own = |part: &Expr| is_own_name(context, part, depth);
    match context.resolve(path) {
        Expr::Attribute(attribute) => match &*attribute.value {
            Expr::Name(name) => matches!(name.id.as_str(), "self" | "cls") || context.imports.has(&name.id) && &*attribute.attr != "argv",
            object => own(object),
        },
        Expr::Subscript(item) => own(&item.value),
        Expr::BinOp(op) => own(&op.left) && own(&op.right),
        Expr::FString(text) => text.value.elements().filter_map(|part| part.as_interpolation()).all(|part| own(&part.expression)),
        Expr::Call(call) if context.callee(call).is_some_and(|name| name.starts_with("os.path.") || name == "pathlib.Path" || name == "str") => {
            call.arguments.args.iter().all(own)
        }
        other => is_safe(context, other, Target::Shell),
    }
}

/// `pickle.loads(pickle.dumps(x))`: what this program wrote itself.
fn is_round_trip(context: &Context<'_>, call: &ExprCall) -> bool {
    let Some(Expr::Call(inner)) = call.arguments.args.first().map(|data| context.resolve(data)) else { return false };
    context.callee(inner).is_some_and(|name| name.ends_with(".dumps"))
}

/// `yaml = YAML()` and `yaml.load(x)`: the method of an object that the file makes of a class, under the name of the module.
fn is_of_object(context: &Context<'_>, call: &ExprCall) -> bool {
    let Expr::Attribute(attribute) = &*call.func else { return false };
    let Expr::Name(name) = &*attribute.value else { return false };
    let all = context.binding(&name.id).and_then(|values| values.all(&name.id)).unwrap_or_default();
    !all.is_empty() && all.into_iter().all(|value| is_safe_reader(context, value))
}

/// A call of a class; of ruamel's `YAML` one whose `typ` is written out and safe, or left out.
fn is_safe_reader(context: &Context<'_>, value: &Expr) -> bool {
    let Expr::Call(made) = value else { return false };
    let name = match &*made.func {
        Expr::Name(name) => context.callee(made).and_then(|path| path.rsplit('.').next().map(str::to_owned)).unwrap_or_else(|| name.id.to_string()),
        Expr::Attribute(attribute) => attribute.attr.to_string(),
        _ => return false,
    };
    match name.as_str() {
        "YAML" => first(&made.arguments, &["typ"]).is_none_or(|kind| matches!(kind, Expr::StringLiteral(text) if matches!(text.value.to_str(), "safe" | "rt"))),
        class => class.starts_with(|c: char| c.is_ascii_uppercase()) && !parts(class).iter().any(|part| part == "unsafe"),
    }
}

fn has_safe_loader(context: &Context<'_>, call: &ExprCall) -> bool {
    let loader: Option<&Expr> = keyword(&call.arguments, "Loader").or_else(|| call.arguments.args.get(1));
    loader.is_some_and(|loader| is_safe_loader(context, loader, 4))
}

/// `SafeLoader` and its like: by name, by `getattr`, as what a name stands for, or as the base of a class of this file.
fn is_safe_loader(context: &Context<'_>, loader: &Expr, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let safe = |each: &Expr| is_safe_loader(context, each, depth);
    if let Some(path) = context.imports.path(loader)
        && is_safe_loader_name(path.rsplit('.').next().unwrap_or_default())
    {
        return true;
    }
    match loader {
        Expr::Name(name) => {
            context.imports.bases(&name.id).iter().any(safe)
                || context.binding(&name.id).and_then(|values| values.all(&name.id)).is_some_and(|all| all.into_iter().all(safe))
        }
        Expr::If(test) => safe(&test.body) && safe(&test.orelse),
        Expr::BoolOp(either) => either.values.iter().all(safe),
        Expr::Call(call) if context.callee(call).as_deref() == Some("getattr") => match call.arguments.args.get(1) {
            Some(Expr::StringLiteral(name)) => is_safe_loader_name(name.value.to_str()) && call.arguments.args.get(2).is_none_or(safe),
            _ => false,
        },
        _ => false,
    }
}

fn is_safe_loader_name(name: &str) -> bool {
    let unsafe_name = parts(name).iter().any(|part| matches!(part.as_str(), "unsafe" | "not" | "non"));
    (name.ends_with("SafeLoader") || name.ends_with("BaseLoader")) && !unsafe_name
}
