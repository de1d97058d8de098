//! Functions that are too much, and defaults that all calls share.

use ruff_python_ast::{Expr, Parameters, Stmt};
use kaptar_table::Lines;

use super::super::context::Context;
use super::super::{Rule, Severity, rule};
use crate::metrics;

pub const COMPLEXITY: Rule = rule("quality/complexity", Severity::Warning);
pub const LONG_FUNCTION: Rule = rule("quality/long-function", Severity::Info);
pub const DEEP_NESTING: Rule = rule("quality/deep-nesting", Severity::Warning);
pub const TOO_MANY_PARAMETERS: Rule = rule("quality/too-many-parameters", Severity::Info);
pub const MUTABLE_DEFAULT: Rule = rule("quality/mutable-default", Severity::Warning);

/// The rules of [`check`].
pub const BY_NUMBERS: [&Rule; 4] = [&COMPLEXITY, &LONG_FUNCTION, &DEEP_NESTING, &TOO_MANY_PARAMETERS];

/// Judge each function by its metrics.
pub fn check(context: &Context<'_>, body: &[Stmt], lines: &Lines<'_>) {
    let limits = context.options;
    for (function, range, receiver) in metrics::functions(body, lines) {
        let parameters = function.parameters - u32::from(receiver);
        let judged = [
            (&COMPLEXITY, "has a cyclomatic complexity of", function.complexity, limits.max_complexity),
            (&LONG_FUNCTION, "has this many lines:", function.lines, limits.max_lines),
            (&DEEP_NESTING, "nests this deep:", function.nesting, limits.max_nesting),
            (&TOO_MANY_PARAMETERS, "has this many parameters:", parameters, limits.max_parameters),
        ];
        for (rule, what, found, limit) in judged {
            if found > limit {
                context.report_at(rule, range, format!("`{}` {what} {found} (limit {limit})", function.name), None);
            }
        }
    }
}

/// `def f(a=[])`: the list is made once and kept between calls.
pub fn mutable_default(context: &Context<'_>, parameters: &Parameters) {
    for parameter in parameters.iter_non_variadic_params() {
        if let Some(default) = parameter.default.as_deref().filter(|d| is_mutable(context, d)) {
            let message = format!("the default of `{}` is shared by all calls: use None and make it inside", parameter.parameter.name);
            context.report(&MUTABLE_DEFAULT, default, message);
        }
    }
}

fn is_mutable(context: &Context<'_>, default: &Expr) -> bool {
    const MAKERS: [&str; 8] = [
        "list", "dict", "set", "bytearray", "collections.defaultdict", "collections.deque", "collections.OrderedDict",
        "collections.Counter",
    ];
    match default {
        Expr::List(_) | Expr::Dict(_) | Expr::Set(_) | Expr::ListComp(_) | Expr::DictComp(_) | Expr::SetComp(_) => true,
        Expr::Call(call) => context.callee(call).is_some_and(|c| MAKERS.contains(&c.as_str())),
        _ => false,
    }
}
