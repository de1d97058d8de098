//! `security/html-injection`: markup that is not written out put into a page without escaping.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::{AssignmentTarget, Expression, JSXAttributeName, JSXAttributeValue};
use oxc_semantic::AstNode;
use oxc_span::Span;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::{quoting, syntax};

pub const RULE: Rule = Rule { id: "security/html-injection", severity: Severity::Error, kinds: &[AstType::AssignmentExpression, AstType::CallExpression, AstType::JSXAttribute], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let (what, span, value): (&str, Span, &Expression) = match node.kind() {
        AstKind::AssignmentExpression(it) => {
            let AssignmentTarget::StaticMemberExpression(member) = &it.left else { return None };
            let name = member.property.name.as_str();
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
    if syntax::is_literal_text(cx.value_of(value)) || is_sanitised(value) {
        return None;
    }
    Found::new(span, format!("`{what}` with a value that is not written out lets input become markup; use textContent, or sanitise it"))
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

/// Whether the value comes out of a call whose name says that it sanitises or escapes.
fn is_sanitised(it: &Expression) -> bool {
    matches!(it.get_inner_expression(), Expression::CallExpression(call) if quoting::is_quoting(call))
}

#[cfg(test)]
mod tests {
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
                "el.insertAdjacentHTML('beforeend', x)",
                "a = <p dangerouslySetInnerHTML={{ __html: x }} />",
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
            ],
        );
    }
}
