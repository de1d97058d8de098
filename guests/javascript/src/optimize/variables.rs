//! Rule `unused-variable`: declarators that nothing refers to, whose initialiser can't have an effect, go.
//! At level aggressive also rule `unused-function`: function declarations that nothing refers to.
//!
//! Never: names at the top level of a script (they are global), exports, patterns, `using`, loop heads.

use oxc_ast::ast::{ArrayExpressionElement, Expression, ObjectPropertyKind, PropertyKey, Statement, VariableDeclaration, VariableDeclarator};
use oxc_semantic::{AstNode, SymbolId};
use oxc_span::Span;

use super::context::{Context, statement_list};
use super::edits::{Edit, Rewrite};

pub const RULE: &str = "unused-variable";
pub const FUNCTION_RULE: &str = "unused-function";

pub fn rewrites(cx: &Context) -> Vec<Rewrite> {
    statements(cx)
        .filter_map(|it| match it {
            Statement::VariableDeclaration(it) => declaration(cx, it),
            _ => None,
        })
        .collect()
}

pub fn functions(cx: &Context) -> Vec<Rewrite> {
    statements(cx)
        .filter_map(|it| match it {
            Statement::FunctionDeclaration(it) if it.id.as_ref().is_some_and(|id| is_removable(cx, id.symbol_id())) => {
                let span = cx.whole_lines(it.span);
                Some(Rewrite::one(FUNCTION_RULE, span.start, span.end, ""))
            }
            _ => None,
        })
        .collect()
}

fn statements<'a>(cx: &Context<'a, '_>) -> impl Iterator<Item = &'a Statement<'a>> {
    cx.nodes().filter_map(|node: &AstNode<'a>| statement_list(node)).flatten()
}

fn is_removable(cx: &Context, symbol: SymbolId) -> bool {
    let scoping = cx.semantic.scoping();
    let global = scoping.symbol_scope_id(symbol) == scoping.root_scope_id() && !cx.semantic.source_type().is_module();
    cx.is_unused(symbol) && !global
}

fn declaration(cx: &Context, it: &VariableDeclaration) -> Option<Rewrite> {
    if it.kind.is_using() || it.declare {
        return None;
    }
    let goes: Vec<bool> = it.declarations.iter().map(|d| may_go(cx, d)).collect();
    if goes.iter().all(|g| *g) {
        let span = cx.whole_lines(it.span);
        return Some(Rewrite::one(RULE, span.start, span.end, ""));
    }
    let edits: Vec<Edit> = (0..goes.len()).filter(|i| goes[*i]).map(|i| cut(it, &goes, i)).collect();
    (!edits.is_empty()).then_some(Rewrite { edits })
}

/// Without its comma: that behind it, or that before it when no kept declarator follows.
fn cut(it: &VariableDeclaration, goes: &[bool], i: usize) -> Edit {
    let all = &it.declarations;
    let kept_follows = goes[i + 1..].iter().any(|g| !g);
    let span = if kept_follows {
        Span::new(all[i].span.start, all[i + 1].span.start)
    } else {
        Span::new(all[i - 1].span.end, all[i].span.end)
    };
    Edit { start: span.start, end: span.end, text: String::new(), rule: RULE }
}

fn may_go(cx: &Context, it: &VariableDeclarator) -> bool {
    let Some(id) = it.id.get_binding_identifier() else { return false };
    is_removable(cx, id.symbol_id()) && it.init.as_ref().is_none_or(is_pure)
}

/// Whether evaluating the expression does nothing but make a value.
fn is_pure(it: &Expression) -> bool {
    match it {
        Expression::BooleanLiteral(_)
        | Expression::NullLiteral(_)
        | Expression::NumericLiteral(_)
        | Expression::BigIntLiteral(_)
        | Expression::StringLiteral(_)
        | Expression::FunctionExpression(_)
        | Expression::ArrowFunctionExpression(_) => true,
        Expression::TemplateLiteral(it) => it.expressions.is_empty(),
        Expression::ParenthesizedExpression(it) => is_pure(&it.expression),
        Expression::ArrayExpression(it) => it.elements.iter().all(|e| match e {
            ArrayExpressionElement::Elision(_) => true,
            ArrayExpressionElement::SpreadElement(_) => false,
            other => other.as_expression().is_some_and(is_pure),
        }),
        Expression::ObjectExpression(it) => it.properties.iter().all(|p| match p {
            ObjectPropertyKind::ObjectProperty(p) => !p.computed && is_plain_key(&p.key) && is_pure(&p.value),
            ObjectPropertyKind::SpreadProperty(_) => false,
        }),
        _ => false,
    }
}

fn is_plain_key(key: &PropertyKey) -> bool {
    matches!(key, PropertyKey::StaticIdentifier(_) | PropertyKey::StringLiteral(_) | PropertyKey::NumericLiteral(_))
}

