//! Input that becomes code or an object.

use kaptar_words::names::parts;
use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, first, is_bool, is_literal, is_text, is_true, keyword};
use super::super::input::{from_outside, from_request};
use super::super::brought::is_brought;
use super::super::outside::comes_from_outside;
use super::super::{Rule, Severity, rule};

pub const EVAL: Rule = rule("security/eval", Severity::Warning);
/// The same of what comes from outside: no program means that.
const EVAL_OF_INPUT: Rule = rule(EVAL.id, Severity::Error);
/// The same of what the program has read or made itself.
const EVAL_OF_OWN: Rule = rule(EVAL.id, Severity::Info);
pub const DESERIALIZATION: Rule = rule("security/unsafe-deserialization", Severity::Warning);
const OF_REQUEST: Rule = rule(DESERIALIZATION.id, Severity::Error);
/// Most programs that read such data have written it themselves, to a cache or for another of their processes.
const OF_OWN: Rule = rule(DESERIALIZATION.id, Severity::Info);

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
        let given = may_be_given(context, code) && !has_namespace(context, call) || is_brought(context, code);
        let rule = if given { &EVAL } else { &EVAL_OF_OWN };
        context.report(rule, call, format!("`{name}` runs whatever it is given: parse the input instead (ast.literal_eval, json)"));
    }
}

/// Whether code is what the function is given, or a name of which the file says nothing.
fn may_be_given(context: &Context<'_>, code: &Expr) -> bool {
    let unknown = matches!(code, Expr::Name(name) if context.binding(&name.id).is_none() && !context.imports.has(&name.id));
    unknown || !is_part(context, code) && !is_compiled(context, code) && !is_judged(context, code) && comes_from_outside(context, code)
}

/// Code that the function has compiled, or keeps so.
fn is_compiled(context: &Context<'_>, code: &Expr) -> bool {
    let compiles = |value: &Expr| matches!(value, Expr::Call(call) if context.callee(call).as_deref() == Some("compile"));
    code.as_name_expr().is_some_and(|name| context.binding(&name.id).is_some_and(|values| values.known(&name.id).any(compiles)))
}

/// Whether a test asks if a name in the code is one that is known: `if name in NAMES`.
fn is_judged(context: &Context<'_>, code: &Expr) -> bool {
    match code {
        Expr::Name(name) => context.is_judged(&name.id),
        Expr::BinOp(op) => is_judged(context, &op.left) || is_judged(context, &op.right),
        Expr::FString(text) => text.value.elements().filter_map(|part| part.as_interpolation()).any(|part| is_judged(context, &part.expression)),
        _ => false,
    }
}

/// What an object or a mapping keeps, under whatever name: `node.source`, `options["test"]`. A slice of a text is text.
fn is_part(context: &Context<'_>, code: &Expr) -> bool {
    match context.resolve(code) {
        Expr::Attribute(_) => true,
        Expr::Subscript(item) => !item.slice.is_slice_expr() || matches!(&*item.value, Expr::Attribute(_) | Expr::Subscript(_)),
        Expr::Call(call) => call.func.as_attribute_expr().is_some_and(|of| matches!(&*of.attr, "get" | "pop") || is_part(context, &of.value)),
        _ => false,
    }
}

/// Whether the caller says which names the code has: it runs code on purpose. Without builtins it means to run what is not trusted.
fn has_namespace(context: &Context<'_>, call: &ExprCall) -> bool {
    let names = call.arguments.args.get(1).or_else(|| keyword(&call.arguments, "globals"));
    names.is_some_and(|names| match context.resolve(names) {
        Expr::NoneLiteral(_) => false,
        Expr::Dict(dict) => !dict.items.iter().any(|item| matches!(&item.key, Some(Expr::StringLiteral(key)) if key.value.to_str() == "__builtins__")),
        _ => true,
    })
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
            Some(data) if is_brought(context, data) => &DESERIALIZATION,
            _ => &OF_OWN,
        };
        context.report(rule, call, format!("`{callee}` can run code from its input: use it on trusted data only"));
    } else if matches!(callee, "yaml.load" | "yaml.load_all") && !has_safe_loader(context, call) && !is_of_object(context, call) {
        let brought = call.arguments.args.first().is_some_and(|data| is_brought(context, data));
        let rule = if brought || loader(call).is_none_or(|loader| is_unsafe_loader(context, loader)) { &DESERIALIZATION } else { &OF_OWN };
        context.report(rule, call, format!("`{callee}` without SafeLoader can run code from its input: use yaml.safe_load"));
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
    loader(call).is_some_and(|loader| is_safe_loader(context, loader, 4))
}

/// Loaders that run code. `FullLoader` runs none that is known, and what a parameter or a function gives is not seen here.
fn is_unsafe_loader(context: &Context<'_>, loader: &Expr) -> bool {
    let path = context.imports.path(loader).unwrap_or_default();
    let (module, name) = path.rsplit_once('.').unwrap_or(("", &path));
    // A class of this name in a module of the program may be any loader.
    let of_yaml = module.is_empty() || module.split('.').any(|part| part == "yaml");
    of_yaml && matches!(name, "Loader" | "CLoader" | "UnsafeLoader") && loader.as_name_expr().is_none_or(|name| context.parameter(&name.id).is_none())
}

fn loader(call: &ExprCall) -> Option<&Expr> {
    keyword(&call.arguments, "Loader").or_else(|| call.arguments.args.get(1))
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
