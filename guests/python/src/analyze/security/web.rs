//! Text that reaches a page unescaped, templates that input writes, servers and tokens that are not checked.

use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, first, is_bool, is_literal, is_true, keyword, method};
use super::super::input::from_request;
use super::super::quoting::Target;
use super::super::safe::is_safe;
use super::super::{Rule, Severity, rule};
use super::built::{is_built, text};

pub const AUTOESCAPE: Rule = rule("security/template-autoescape", Severity::Warning);
/// Templates of code, settings and letters are no markup, and what a page of a site is made of is its own.
const AUTOESCAPE_OF_TEXT: Rule = rule(AUTOESCAPE.id, Severity::Info);
pub const TEMPLATE: Rule = rule("security/template-injection", Severity::Error);
/// Most values that are put into a template's text are the program's own.
const TEMPLATE_BUILT: Rule = rule(TEMPLATE.id, Severity::Warning);
pub const DEBUG: Rule = rule("security/debug-server", Severity::Warning);
/// Who runs it alone reaches it: a server of Flask listens on its own machine unless it is told otherwise.
const DEBUG_HERE: Rule = rule(DEBUG.id, Severity::Info);
pub const TOKEN: Rule = rule("security/unverified-token", Severity::Info);
pub const MARKUP: Rule = rule("security/unescaped-markup", Severity::Info);

/// A jinja2 environment that escapes nothing (its default).
pub fn autoescape(context: &Context<'_>, call: &ExprCall, callee: &str) {
    if !matches!(callee, "jinja2.Environment" | "jinja2.environment.Environment" | "jinja2.Template") {
        return;
    }
    // Who has other signs for values writes LaTeX, SQL and the like.
    if keyword(&call.arguments, "variable_start_string").is_some() {
        return;
    }
    // A text without a tag is no markup, if all of it is written out.
    let plain = |source: &Expr| is_literal(source) && !text(source).contains('<');
    if callee == "jinja2.Template" && first(&call.arguments, &["source"]).is_some_and(|source| plain(context.resolve(source))) {
        return;
    }
    // `**options` may hold it.
    let unknown = call.arguments.keywords.iter().any(|k| k.arg.is_none());
    if keyword(&call.arguments, "autoescape").map_or(!unknown, |v| is_bool(v, false)) {
        let rule = if answers_requests(context) { &AUTOESCAPE } else { &AUTOESCAPE_OF_TEXT };
        context.report(rule, call, "values are not escaped in these templates: pass autoescape=select_autoescape()");
    }
}

/// Whether a file is a command of Django: it answers no requests, and who runs it has the program's rights already.
pub fn is_command(context: &Context<'_>) -> bool {
    context.imports.has_module("django.core.management")
}

/// Whether a file imports what answers requests.
fn answers_requests(context: &Context<'_>) -> bool {
    const SERVERS: [&str; 9] = ["flask", "quart", "fastapi", "starlette", "aiohttp", "django", "bottle", "tornado", "sanic"];
    !is_command(context) && SERVERS.iter().any(|module| context.imports.has_module(module))
}

/// Built text that is declared to be safe markup.
pub fn markup(context: &Context<'_>, call: &ExprCall, callee: &str) {
    let marks = matches!(
        callee,
        "django.utils.safestring.mark_safe" | "django.utils.safestring.SafeString" | "markupsafe.Markup" | "flask.Markup" | "jinja2.Markup"
    );
    if marks && first(&call.arguments, &["s"]).is_some_and(|text| !is_safe(context, text, Target::Markup)) {
        context.report(&MARKUP, call, format!("`{callee}` of built text is not escaped: escape its parts, or use format_html"));
    }
}

/// A template that a request writes, or that is put together of values: the values become code of the template.
pub fn template(context: &Context<'_>, call: &ExprCall, callee: &str) {
    let renders = matches!(callee, "flask.render_template_string" | "flask.templating.render_template_string" | "quart.render_template_string");
    let makes = matches!(callee, "jinja2.Template" | "mako.template.Template") || method(call) == Some("from_string");
    let Some(source) = first(&call.arguments, &["source"]).filter(|_| renders || makes) else { return };
    let advice = "values in a template's text become its code: write the template out, and pass them as variables";
    if from_request(context, source) {
        context.report(&TEMPLATE, call, advice);
    } else if renders && is_built(context, source) && !is_safe(context, source, Target::Markup) {
        context.report(&TEMPLATE_BUILT, call, advice);
    }
}

/// `app.run(debug=True)` of Flask: who reaches its debugger runs code.
pub fn debug(context: &Context<'_>, call: &ExprCall, _: &str) {
    let Expr::Attribute(attribute) = &*call.func else { return };
    let Some(asked) = keyword(&call.arguments, "debug").filter(|value| &*attribute.attr == "run" && is_true(context, value)) else { return };
    let Expr::Call(made) = context.resolve(&attribute.value) else { return };
    if matches!(context.callee(made).as_deref(), Some("flask.Flask" | "quart.Quart")) {
        let here = |host: &Expr| matches!(context.resolve(host), Expr::StringLiteral(name) if matches!(name.value.to_str(), "127.0.0.1" | "localhost" | "::1"));
        let rule = if first(&call.arguments, &["host"]).is_none_or(here) { &DEBUG_HERE } else { &DEBUG };
        context.report(rule, asked, "whoever reaches this server's debugger runs code: switch it on by the environment (FLASK_DEBUG)");
    }
}

/// PyJWT's `decode` without a look at the signature.
pub fn token(context: &Context<'_>, call: &ExprCall, callee: &str) {
    if callee != "jwt.decode" && !callee.ends_with(".jwt.decode") && callee != "jwt.decode_complete" {
        return;
    }
    let unsigned = |options: &Expr| match context.resolve(options) {
        Expr::Dict(dict) => dict.items.iter().any(|item| {
            matches!(&item.key, Some(Expr::StringLiteral(key)) if key.value.to_str() == "verify_signature") && is_bool(&item.value, false)
        }),
        _ => false,
    };
    let off = keyword(&call.arguments, "verify").is_some_and(|value| is_bool(value, false));
    if off || keyword(&call.arguments, "options").is_some_and(unsigned) {
        context.report(&TOKEN, call, "anybody can write this token: check its signature, unless another place has done it");
    }
}
