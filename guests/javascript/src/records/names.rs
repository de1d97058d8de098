//! Where the name of a thing stands.

use oxc_ast::ast::*;
use oxc_span::{GetSpan, Span};

/// The name of a property: an identifier (a `#` of a private one included), a number, a string without its quotes.
pub fn key(key: &PropertyKey) -> Option<Span> {
    match key {
        PropertyKey::StaticIdentifier(id) => Some(id.span),
        PropertyKey::PrivateIdentifier(id) => Some(id.span),
        PropertyKey::NumericLiteral(number) => Some(number.span),
        PropertyKey::StringLiteral(string) => Some(unquoted(string.span)),
        _ => None,
    }
}

pub fn unquoted(span: Span) -> Span {
    Span::new(span.start + 1, span.end - 1)
}

/// The first name that a pattern binds.
pub fn first_bound(pattern: &BindingPattern) -> Option<Span> {
    match pattern {
        BindingPattern::BindingIdentifier(id) => Some(id.span),
        BindingPattern::AssignmentPattern(it) => first_bound(&it.left),
        BindingPattern::ObjectPattern(it) => {
            let rest = it.rest.as_ref().map(|r| &r.argument);
            it.properties.iter().map(|p| &p.value).chain(rest).find_map(first_bound)
        }
        BindingPattern::ArrayPattern(it) => {
            let rest = it.rest.as_ref().map(|r| &r.argument);
            it.elements.iter().flatten().chain(rest).find_map(first_bound)
        }
    }
}

/// What an assignment names: a variable or the last property.
pub fn target(target: &AssignmentTarget) -> Option<Span> {
    match target {
        AssignmentTarget::AssignmentTargetIdentifier(id) => Some(id.span),
        AssignmentTarget::StaticMemberExpression(member) => Some(member.property.span),
        AssignmentTarget::PrivateFieldExpression(member) => Some(member.field.span),
        AssignmentTarget::ComputedMemberExpression(member) => match &member.expression {
            Expression::StringLiteral(string) => Some(unquoted(string.span)),
            _ => None,
        },
        _ => None,
    }
}

/// The one plain name that an assignment gives a value to.
pub fn plain_target(target: &AssignmentTarget) -> Option<Span> {
    match target {
        AssignmentTarget::AssignmentTargetIdentifier(id) => Some(id.span),
        _ => None,
    }
}

/// The name of a decorator: all of it but the arguments.
pub fn decorator(it: &Decorator) -> Span {
    let mut named = &it.expression;
    while let Expression::CallExpression(call) = named {
        named = &call.callee;
    }
    named.span()
}

/// The title of a test without its quotes, if `it` is the call of a test function with a title and a callback.
pub fn test_title(it: &CallExpression) -> Option<Span> {
    let [first, rest @ ..] = it.arguments.as_slice() else { return None };
    let title = match first {
        Argument::StringLiteral(string) => unquoted(string.span),
        Argument::TemplateLiteral(template) if template.expressions.is_empty() => unquoted(template.span),
        _ => return None,
    };
    let callback = rest.iter().any(|a| matches!(a, Argument::ArrowFunctionExpression(_) | Argument::FunctionExpression(_)));
    (callback && is_test_function(&it.callee)).then_some(title)
}

/// `it`, `it.only`, `test.each(…)`, ``test.each`…` ``, `describe.skip.each(…)` and their relatives.
fn is_test_function(callee: &Expression) -> bool {
    match callee {
        Expression::Identifier(id) => matches!(
            id.name.as_str(),
            "it" | "test" | "describe" | "suite" | "context" | "specify" | "fit" | "xit" | "fdescribe" | "xdescribe" | "xtest"
        ),
        Expression::StaticMemberExpression(member) => is_test_function(&member.object),
        Expression::CallExpression(call) => matches!(&call.callee, Expression::StaticMemberExpression(_)) && is_test_function(&call.callee),
        Expression::TaggedTemplateExpression(tagged) => is_test_function(&tagged.tag),
        _ => false,
    }
}

/// Whether the object is `exports` or `module.exports`, so that an assignment to its property exports.
pub fn is_exports(object: &Expression) -> bool {
    match object {
        Expression::Identifier(id) => id.name == "exports",
        Expression::StaticMemberExpression(member) => is_module_exports(member),
        _ => false,
    }
}

pub fn is_module_exports(member: &StaticMemberExpression) -> bool {
    member.property.name == "exports" && matches!(&member.object, Expression::Identifier(id) if id.name == "module")
}

/// The name in a JSX tag.
pub fn tag(name: &JSXElementName) -> Span {
    name.span()
}
