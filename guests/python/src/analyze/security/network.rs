//! Connections that are not checked, and servers that everyone reaches.

use kaptar_words::names::parts;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, is_bool, keyword, method};
use super::super::{Rule, Severity, rule};

pub const TLS: Rule = rule("security/tls-not-verified", Severity::Error);
/// The same where the program asks first whether it is wanted: `if not verify:`.
const TLS_ASKED: Rule = rule(TLS.id, Severity::Info);
pub const BIND_ALL: Rule = rule("security/bind-all-interfaces", Severity::Info);

/// `verify=False` of requests and httpx and its like of other clients, and contexts that check nothing.
pub fn tls_call(context: &Context<'_>, call: &ExprCall, callee: &str) {
    if matches!(callee, "ssl._create_unverified_context" | "ssl._create_stdlib_context") {
        context.report(tls(context), call, format!("`{callee}` checks no certificate: use ssl.create_default_context"));
        return;
    }
    for argument in &call.arguments.keywords {
        let Some(name) = argument.arg.as_deref() else { continue };
        if is_off(context, call, callee, (name, &argument.value)) {
            context.report(tls(context), argument, format!("certificates are not checked here: leave `{name}` out, or name the certificate"));
        }
    }
}

/// An option of the program decides where a test around the node names one: whoever sets it knows.
fn tls(context: &Context<'_>) -> &'static Rule {
    if context.tests().any(names_an_option) { &TLS_ASKED } else { &TLS }
}

fn names_an_option(test: &Expr) -> bool {
    let mut names = Names(false);
    names.visit_expr(test);
    names.0
}

/// Whether a name, an attribute or a key in a test says that it is about checks of certificates.
struct Names(bool);

impl<'a> Visitor<'a> for Names {
    fn visit_expr(&mut self, expr: &'a Expr) {
        const WORDS: [&str; 8] = ["verify", "validate", "insecure", "unverified", "cert", "certs", "certificate", "certificates"];
        let name = match expr {
            Expr::StringLiteral(key) => Some(key.value.to_str()),
            Expr::Call(_) => None,
            _ => last_name(expr),
        };
        self.0 |= name.is_some_and(|name| parts(name).iter().any(|part| WORDS.contains(&part.as_str())));
        walk_expr(self, expr);
    }
}

/// Whether a named argument of a call switches the check of certificates off.
fn is_off(context: &Context<'_>, call: &ExprCall, callee: &str, (name, value): (&str, &Expr)) -> bool {
    const VERBS: [&str; 10] = ["get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream"];
    let verb = || method(call).is_some_and(|name| VERBS.contains(&name) || name == "ws_connect");
    match name {
        "verify" if is_bool(value, false) => is_http(callee) || is_client(context, call) && verb(),
        "ssl" | "verify_ssl" if is_bool(value, false) => callee.starts_with("aiohttp.") || is_client(context, call) && verb(),
        "cert_reqs" => is_cert_none(context, value),
        _ => false,
    }
}

fn is_http(callee: &str) -> bool {
    callee.starts_with("requests.") || callee.starts_with("httpx.")
}

fn is_cert_none(context: &Context<'_>, value: &Expr) -> bool {
    matches!(value, Expr::StringLiteral(text) if matches!(text.value.to_str(), "CERT_NONE" | "NONE"))
        || context.imports.path(value).as_deref() == Some("ssl.CERT_NONE")
}

/// Whether a method is one of a session of an HTTP library, by its value or by its name.
fn is_client(context: &Context<'_>, call: &ExprCall) -> bool {
    const WORDS: [&str; 7] = ["session", "client", "http", "https", "requests", "httpx", "sess"];
    let Expr::Attribute(attribute) = &*call.func else { return false };
    let name = match &*attribute.value {
        Expr::Call(made) => last_name(&made.func),
        owner => last_name(owner),
    };
    is_session(context, &attribute.value) || name.is_some_and(|name| parts(name).iter().any(|part| WORDS.contains(&part.as_str())))
}

fn last_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

/// `context.check_hostname = False`, `session.verify = False`, `context.verify_mode = ssl.CERT_NONE`.
pub fn tls_assigned(context: &Context<'_>, target: &Expr, value: &Expr) {
    let Expr::Attribute(attribute) = target else { return };
    let off = match attribute.attr.as_str() {
        "check_hostname" => is_bool(value, false),
        "verify" => is_bool(value, false) && is_session_by_any_sign(context, &attribute.value),
        "verify_mode" => context.imports.path(value).as_deref() == Some("ssl.CERT_NONE"),
        "_create_default_https_context" => context.imports.path(value).as_deref() == Some("ssl._create_unverified_context"),
        _ => false,
    };
    if off {
        context.report(tls(context), target, format!("`{}` switches a check of certificates off", attribute.attr));
    }
}

fn is_session_by_any_sign(context: &Context<'_>, owner: &Expr) -> bool {
    let named = last_name(owner).is_some_and(|name| matches!(parts(name).last().map(String::as_str), Some("session" | "sess")));
    is_session(context, owner) || named
}

/// A name or an attribute that the file binds to a session.
fn is_session(context: &Context<'_>, owner: &Expr) -> bool {
    let makes = |value: &Expr| match value {
        Expr::Call(call) => matches!(
            context.callee(call).as_deref(),
            Some(
                "requests.Session" | "requests.session" | "requests.sessions.Session" | "httpx.Client" | "httpx.AsyncClient" | "aiohttp.ClientSession"
            )
        ),
        _ => false,
    };
    match owner {
        Expr::Attribute(attribute) => context.attribute(&attribute.attr).into_iter().flatten().any(makes),
        _ => makes(context.resolve(owner)),
    }
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
