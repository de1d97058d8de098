//! `search-in-loop`: a search through an array that grows, once a turn of a loop: quadratic. Small lists that are written
//! out, and values that may be strings, are passed over.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::*;
use oxc_semantic::AstNode;
use oxc_span::GetSpan;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "search-in-loop", severity: Severity::Info, kinds: &[AstType::CallExpression], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    let Expression::StaticMemberExpression(member) = &call.callee else { return None };
    if !matches!(member.property.name.as_str(), "includes" | "indexOf" | "lastIndexOf" | "find" | "findIndex") {
        return None;
    }
    let body = cx.loop_body(node)?;
    let Expression::Identifier(list) = member.object.get_inner_expression() else { return None };
    let declared = cx.declarator(list)?;
    let outside = declared.span.end <= body.start || declared.span.start >= body.end;
    if !outside || !is_array(declared) {
        return None;
    }
    Found::new(call.span(), format!("`{}` is searched in each turn of the loop; a Set or Map looks up at once", list.name))
}

/// Whether the variable holds an array whose length is not written in the source.
fn is_array(it: &VariableDeclarator) -> bool {
    if let Some(annotation) = &it.type_annotation {
        return matches!(annotation.type_annotation, TSType::TSArrayType(_));
    }
    match it.init.as_ref().map(Expression::get_inner_expression) {
        Some(Expression::ArrayExpression(array)) => array.elements.is_empty() || array.elements.iter().any(ArrayExpressionElement::is_spread),
        Some(Expression::CallExpression(call)) => {
            let path = syntax::path(&call.callee);
            matches!(path.as_deref(), Some("Array.from" | "Object.keys" | "Object.values" | "Object.entries"))
                || matches!(syntax::last_name(&call.callee), Some("map" | "filter" | "split" | "flatMap" | "sort"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "search-in-loop",
            &[
                "const seen = []; for (const x of xs) { if (!seen.includes(x)) seen.push(x); }",
                "const ids = rows.map(r => r.id); for (const x of xs) f(ids.indexOf(x));",
                "function f(xs: string[]) { const all: string[] = g(); for (const x of xs) all.find(y => y === x); }",
            ],
            &[
                "const kinds = ['a', 'b']; for (const x of xs) { kinds.includes(x); }",
                "const seen = []; seen.includes(1);",
                "for (const x of xs) { const parts = x.split(','); parts.includes('a'); }",
                "const seen = new Set(); for (const x of xs) { seen.has(x); }",
                "for (const x of xs) { f('seen.includes(x)'); }",
            ],
        );
    }
}
