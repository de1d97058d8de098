//! Connections that are not checked, and servers that everyone reaches.

use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, is_bool, keyword, method};
use super::super::quoting::parts;
use super::super::{Rule, Severity, rule};

pub const TLS: Rule = rule("security/tls-not-verified", Severity::Error);
pub const BIND_ALL: Rule = rule("security/bind-all-interfaces", Severity::Info);

/// `verify=False` of requests and httpx, and contexts that check nothing.
pub fn tls_call(context: &Context<'_>, call: &ExprCall, callee: &str) {
    if matches!(callee, "ssl._create_unverified_context" | "ssl._create_stdlib_context") {
        context.report(&TLS, call, format!("`{callee}` checks no certificate: use ssl.create_default_context"));
        return;
    }
    let Some(verify) = keyword(&call.arguments, "verify").filter(|v| is_bool(v, false)) else { return };
    let verbs = ["get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream"];
    if callee.starts_with("requests.") || callee.starts_with("httpx.") || is_client(context, call) && method(call).is_some_and(|m| verbs.contains(&m)) {
        context.report(&TLS, verify, "certificates are not checked here: leave out verify=False, or name the certificate");
    }
}

/// Whether a method is one of a session of requests or httpx, by its value or by its name.
fn is_client(context: &Context<'_>, call: &ExprCall) -> bool {
    const WORDS: [&str; 7] = ["session", "client", "http", "https", "requests", "httpx", "sess"];
    let Expr::Attribute(attribute) = &*call.func else { return false };
    let name = match &*attribute.value {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(owner) => owner.attr.as_str(),
        Expr::Call(made) => match &*made.func {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(owner) => owner.attr.as_str(),
            _ => return false,
        },
        _ => return false,
    };
    is_session(context, &attribute.value) || parts(name).iter().any(|part| WORDS.contains(&part.as_str()))
}

/// `context.check_hostname = False`, `session.verify = False`, `context.verify_mode = ssl.CERT_NONE`.
pub fn tls_assigned(context: &Context<'_>, target: &Expr, value: &Expr) {
    let Expr::Attribute(attribute) = target else { return };
    let off = match attribute.attr.as_str() {
        "check_hostname" => is_bool(value, false),
        "verify" => is_bool(value, false) && is_session(context, &attribute.value),
        "verify_mode" => context.imports.path(value).as_deref() == Some("ssl.CERT_NONE"),
        "_create_default_https_context" => context.imports.path(value).as_deref() == Some("ssl._create_unverified_context"),
        _ => false,
    };
    if off {
        context.report(&TLS, target, format!("`{}` switches a check of certificates off", attribute.attr));
    }
}

fn is_session(context: &Context<'_>, owner: &Expr) -> bool {
    let Expr::Call(call) = context.resolve(owner) else { return false };
    matches!(context.callee(call).as_deref(), Some("requests.Session" | "requests.session" | "httpx.Client" | "httpx.AsyncClient"))
}

/// `host="0.0.0.0"` and `bind(("0.0.0.0", port))`.
pub fn bind_all(context: &Context<'_>, call: &ExprCall, _: &str) {
    let address = call.arguments.args.first().and_then(|a| a.as_tuple_expr()).and_then(|t| t.elts.first());
    let bound = address.filter(|_| method(call) == Some("bind"));
    for host in [keyword(&call.arguments, "host"), bound].into_iter().flatten() {
        if matches!(host, Expr::StringLiteral(text) if matches!(text.value.to_str(), "0.0.0.0" | "::")) {
            context.report(&BIND_ALL, host, "this listens on every interface: bind 127.0.0.1 unless others must reach it");
        }
    }
}
