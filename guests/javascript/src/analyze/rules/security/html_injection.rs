//! `security/html-injection`: markup that is not written out put into a page without escaping.

use kaptar_words::names::parts;
use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::{AssignmentTarget, Expression, JSXAttributeName, JSXAttributeValue};
use oxc_semantic::AstNode;
use oxc_span::Span;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::input::from_page;
use crate::analyze::safe::Target;
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/html-injection", severity: Severity::Error, kinds: &[AstType::AssignmentExpression, AstType::CallExpression, AstType::JSXAttribute], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let mut style = false;
    let (what, span, value): (&str, Span, &Expression) = match node.kind() {
        AstKind::AssignmentExpression(it) => {
            let AssignmentTarget::StaticMemberExpression(member) = &it.left else { return None };
            let name = member.property.name.as_str();
            style = name == "innerHTML" && is_style(cx, &member.object);
            (matches!(name, "innerHTML" | "outerHTML").then_some(name)?, it.span, &it.right)
        }
        AstKind::CallExpression(it) => {
            let path = cx.callee(&it.callee)?;
            let (name, at) = match &*path {
                "document.write" | "document.writeln" => ("document.write", 0),
                p if p.ends_with(".insertAdjacentHTML") => ("insertAdjacentHTML", 1),
                _ => return None,
            };
            (name, it.span, syntax::argument(&it.arguments, at)?)
        }
        AstKind::JSXAttribute(it) => {
            let JSXAttributeName::Identifier(name) = &it.name else { return None };
            let Some(JSXAttributeValue::ExpressionContainer(value)) = &it.value else { return None };
            (name.name == "dangerouslySetInnerHTML").then_some(())?;
            ("dangerouslySetInnerHTML", it.span, html_of(value.expression.as_expression()?)?)
        }
        _ => return None,
    };
    let value = cx.value_of(value);
    if cx.is_safe_for(value, Target::Markup) || is_own_markup(cx, value) {
        return None;
    }
    let message = format!("`{what}` with a value that is not written out lets input become markup; use textContent, or sanitise it");
    // Of the values that are only named, most are markup that the program has made itself.
    if !style && (cx.is_built_for(value, Target::Markup) || from_page(cx, value)) { Found::new(span, message) } else { Found::doubtful(span, message) }
}

/// An element that the file makes for a style sheet: what it holds is text, whatever tags stand in it.
fn is_style<'a>(cx: &Context<'a, '_>, element: &Expression<'a>) -> bool {
    let Expression::CallExpression(made) = cx.value_of(element) else { return false };
    syntax::last_name(&made.callee) == Some("createElement")
        && matches!(syntax::argument(&made.arguments, 0), Some(Expression::StringLiteral(tag)) if tag.value == "style")
}

/// Markup that is in a page already, or by its name the program's own: `other.innerHTML`, `icons.close`.
fn is_own_markup<'a>(cx: &Context<'a, '_>, it: &Expression<'a>) -> bool {
    let Some(path) = cx.callee(it) else { return false };
    let last = path.rsplit('.').next().unwrap_or_default();
    let words = || path.split('.').flat_map(parts);
    matches!(last, "innerHTML" | "outerHTML") || words().any(|word| matches!(word.as_str(), "icon" | "icons" | "svg"))
}

/// The value of `__html` in `{ __html: … }`.
fn html_of<'e, 'a>(it: &'e Expression<'a>) -> Option<&'e Expression<'a>> {
    match it {
        Expression::ObjectExpression(object) => {
            object.properties.iter().filter_map(|p| p.as_property()).find(|p| p.key.is_specific_static_name("__html")).map(|p| &p.value)
        }
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::Severity;

    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/html-injection",
            &[
                "el.innerHTML = x",
                "el.outerHTML = `<b>${x}</b>`",
                "document.write(location.hash)",
                "el.innerHTML = unescape(location.hash)",
                "el.innerHTML = _.unescape(x)",
                "el.innerHTML = `<p>${t(key)}</p>`",
                "el.innerHTML = `<p>${t('hello', { name: user.name })}</p>`",
                "el.innerHTML = `<p>${params.get('t')}</p>`",
                "el.insertAdjacentHTML('beforeend', x)",
                "el.innerHTML = '<b>' + el.textContent + '</b>'",
                "el.innerHTML = '<b>' + other.value",
                "el.innerHTML = `<p>${get_string(key)}</p>`",
                "el.innerHTML = `<p>${getText('a')}</p>`",
                "let s = `<p>${x}</p>`; s = s.replace(/a/g, 'b'); el.innerHTML = `<i>${s}</i>`",
                "let s = _('a'); s = `<p>${s}</p>` + x; el.innerHTML = s",
                "a = <p dangerouslySetInnerHTML={{ __html: x }} />",
                "const s = document.createElement('div'); s.innerHTML = `<b>${x}</b>`",
                "const s = document.createElement(style); s.innerHTML = `a{${x}}`",
                "const s = document.createElement('style'); s.outerHTML = `<b>${x}</b>`",
            ],
            &[
                "el.innerHTML = ''",
                "el.innerHTML = '<b>' + '</b>'",
                "el.textContent = x",
                "el.innerHTML = DOMPurify.sanitize(x)",
                "el.innerHTML = escapeHtml(x)",
                "el.innerHTML = _.escape(x)",
                "a = <p dangerouslySetInnerHTML={{ __html: '<b/>' }} />",
                "const t = '<i/>'; el.innerHTML = t",
                "s = 'el.innerHTML = x'",
                "el.innerHTML = `<b>${escapeHtml(x)}</b>`",
                "el.innerHTML = '<b>' + escapeHtml(x) + '</b>'",
                "el.innerHTML += `<li>${Number(n)}</li>`",
                "el.innerHTML = he.encode(x)",
                "el.innerHTML = icons.close",
                "el.innerHTML = `<p>${t('loading')}</p>`",
                "el.innerHTML += ' ' + that._('(estimated)')",
                "el.innerHTML = `<b>${i18n.get('a')}</b><i>${this.$t('b', { n: 1 })}</i>`",
                "el.innerHTML = `<p style=\"width: ${o.offsetWidth}px\"></p>`",
                "let n = 0; const id = `toast-${++n}`; el.innerHTML = `<p id=\"${id}\"></p>`",
                "el.innerHTML = other.innerHTML",
                "el.innerHTML = '<button>' + el.innerHTML + '</button>'",
                "list.children[0].outerHTML += `<i>${list.children[0].innerHTML}</i>`",
                "const old = el.innerHTML; el.innerHTML = `<b>${old}</b>`",
                "el.innerHTML = '<input placeholder=\"' + get_string('filter') + '\">'",
                "el.innerHTML = `<p>${translateText('a')} ${Str.getString('b')} ${this.localize('c')}</p>`",
                "const intro = x ? _('a') : _('b'); let s = `${intro} ${_('c', _('d'))}`; s = s.replace(/\\n/g, '<br>'); s = `<p>${s}</p>`; el.innerHTML = s",
                "el.innerHTML = x.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')",
                "el.innerHTML = xs.map((x) => `<li>${escapeHtml(x)}</li>`).join('')",
                "const names = { a: '<b>' }; el.innerHTML = names[x]",
                "el.innerHTML = x ? '<b>' : '<i>'",
                "const key = 'a' + 1 * new Date(); all[key] = true; el.innerHTML = '<b>' + key",
                "const n = 'a' + 1 * new Date(); el.innerHTML = 'a' + n + 'b' + n + 'c' + n + 'd' + n + 'e' + n + 'f' + n + 'g' + n + 'h' + n + 'i'",
            ],
        );
    }

    #[test]
    fn what_is_only_named_is_doubtful() {
        let severity = |source: &str| {
            let found = crate::analyze::testing::findings("security/html-injection", source);
            assert_eq!(found.len(), 1, "{source}");
            found[0].severity
        };
        for source in ["el.innerHTML = html", "el.innerHTML = render(x)", "const s = document.createElement('style'); s.innerHTML = `:root { ${x} }`; document.head.append(s)",
            "document.createElement('style').innerHTML = `:root { ${x} }`", "a = <p dangerouslySetInnerHTML={{ __html: x }} />"] {
            assert_eq!(severity(source), Severity::Info, "{source}");
        }
        for source in ["el.innerHTML = '<b>' + x", "const s = document.createElement('div'); s.innerHTML = `<b>${x}</b>`",
            "const s = document.createElement('style'); s.outerHTML = `<b>${x}</b>`", "el.innerHTML = location.hash", "const q = req.query.q; el.innerHTML = q", "el.innerHTML = unescape(location.hash)",
            "el.innerHTML = decodeURIComponent(location.search)", "let h = '<b>'; h += `${x}`; el.innerHTML = h"]
        {
            assert_eq!(severity(source), Severity::Error, "{source}");
        }
    }
}
