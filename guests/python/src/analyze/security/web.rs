//! Text that reaches a page unescaped.

use ruff_python_ast::ExprCall;

use super::super::context::{Context, first, is_bool, keyword};
use super::super::quoting::Target;
use super::super::safe::is_safe;
use super::super::{Rule, Severity, rule};

pub const AUTOESCAPE: Rule = rule("security/template-autoescape", Severity::Warning);
pub const MARKUP: Rule = rule("security/unescaped-markup", Severity::Info);

/// A jinja2 environment that escapes nothing (its default).
pub fn autoescape(context: &Context<'_>, call: &ExprCall, callee: &str) {
    if !matches!(callee, "jinja2.Environment" | "jinja2.environment.Environment" | "jinja2.Template") {
        return;
    }
    // `**options` may hold it.
    let unknown = call.arguments.keywords.iter().any(|k| k.arg.is_none());
    if keyword(&call.arguments, "autoescape").map_or(!unknown, |v| is_bool(v, false)) {
        context.report(&AUTOESCAPE, call, "values are not escaped in these templates: pass autoescape=select_autoescape()");
    }
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
