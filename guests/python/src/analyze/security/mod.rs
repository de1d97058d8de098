//! Rules about what untrusted input could do. They look at one expression and at names bound once: no data flow between functions.

mod code;
mod crypto;
mod network;
mod paths;
mod sql;
mod web;

use ruff_python_ast::{ExprCall, Stmt};

use super::Rule;
use super::context::Context;

pub const RULES: &[&Rule] = &[
    &code::EVAL,
    &code::SHELL,
    &code::DESERIALIZATION,
    &sql::SQL_INJECTION,
    &crypto::WEAK_HASH,
    &crypto::INSECURE_RANDOM,
    &network::TLS,
    &network::BIND_ALL,
    &paths::ARCHIVE,
    &paths::TRAVERSAL,
    &paths::TEMPORARY_NAME,
    &web::AUTOESCAPE,
    &web::MARKUP,
];

pub fn call(context: &Context<'_>, call: &ExprCall) {
    let callee = context.callee(call).unwrap_or_default();
    for rule in [
        code::eval,
        code::shell,
        code::deserialization,
        sql::sql_injection,
        crypto::weak_hash,
        crypto::random_argument,
        network::tls_call,
        network::bind_all,
        paths::archive,
        paths::traversal,
        paths::temporary_name,
        web::autoescape,
        web::markup,
    ] {
        rule(context, call, &callee);
    }
}

pub fn statement(context: &Context<'_>, stmt: &Stmt) {
    if let Stmt::Assign(assign) = stmt {
        for target in &assign.targets {
            crypto::random_assigned(context, target, &assign.value);
            network::tls_assigned(context, target, &assign.value);
        }
    } else if let Stmt::AnnAssign(assign) = stmt
        && let Some(value) = &assign.value
    {
        crypto::random_assigned(context, &assign.target, value);
    }
}
