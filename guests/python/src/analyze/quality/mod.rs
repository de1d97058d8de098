//! Rules about how code reads and runs.

pub mod errors;
pub mod flow;
pub mod functions;
mod loops;

use ruff_python_ast::{Expr, Stmt};

use super::Rule;
use super::context::Context;

pub const RULES: &[&Rule] = &[
    &functions::COMPLEXITY,
    &functions::LONG_FUNCTION,
    &functions::DEEP_NESTING,
    &functions::TOO_MANY_PARAMETERS,
    &functions::MUTABLE_DEFAULT,
    &loops::AWAIT,
    &loops::STRING_CONCAT,
    &loops::LIST_MEMBERSHIP,
    &flow::BLOCKING_CALL,
    &flow::UNREACHABLE,
    &flow::NONE_COMPARISON,
    &errors::BARE_EXCEPT,
    &errors::EXCEPT_PASS,
];

pub fn statement(context: &Context<'_>, stmt: &Stmt) {
    match stmt {
        Stmt::FunctionDef(def) => functions::mutable_default(context, &def.parameters),
        Stmt::AugAssign(assign) => loops::string_concat(context, assign),
        _ => {}
    }
}

pub fn expression(context: &Context<'_>, expr: &Expr) {
    match expr {
        Expr::Await(node) => loops::await_in_loop(context, node),
        Expr::Call(call) => flow::blocking_call(context, call),
        Expr::Compare(compare) => {
            loops::list_membership(context, compare);
            flow::none_comparison(context, compare);
        }
        Expr::Lambda(lambda) => {
            if let Some(parameters) = &lambda.parameters {
                functions::mutable_default(context, parameters);
            }
        }
        _ => {}
    }
}
