//! Rules about what untrusted input could do. They look at one expression and at names bound once: no data flow between functions.

mod built;
mod code;
mod configured;
mod crypto;
mod network;
pub mod paths;
mod random;
mod shell;
mod sql;
mod statement;
mod web;

use ruff_python_ast::{ExprCall, Stmt};

use super::Rule;
use super::context::Context;

pub const RULES: &[&Rule] = &[
    &code::EVAL,
    &shell::SHELL,
    &code::DESERIALIZATION,
    &sql::SQL_INJECTION,
    &crypto::WEAK_HASH,
    &random::INSECURE_RANDOM,
    &network::TLS,
    &network::BIND_ALL,
    &paths::ARCHIVE,
    &paths::TRAVERSAL,
    &paths::TEMPORARY_NAME,
    &web::AUTOESCAPE,
    &web::MARKUP,
    &web::TEMPLATE,
    &web::DEBUG,
    &web::TOKEN,
];

pub fn call(context: &Context<'_>, call: &ExprCall) {
    let callee = context.callee(call).unwrap_or_default();
    for rule in [
        code::eval,
        shell::shell,
        code::deserialization,
        sql::sql_injection,
        crypto::weak_hash,
        random::argument,
        network::tls_call,
        network::bind_all,
        paths::archive,
        paths::traversal,
        paths::temporary_name,
        web::autoescape,
        web::markup,
        web::template,
        web::debug,
        web::token,
    ] {
        rule(context, call, &callee);
    }
}

pub fn statement(context: &Context<'_>, stmt: &Stmt) {
    match stmt {
        Stmt::Assign(assign) => {
            for target in &assign.targets {
                random::assigned(context, target, &assign.value);
                network::tls_assigned(context, target, &assign.value);
            }
        }
        Stmt::AnnAssign(assign) => assign.value.iter().for_each(|value| random::assigned(context, &assign.target, value)),
        Stmt::AugAssign(assign) => random::added(context, assign),
        _ => {}
    }
}
