//! Rule `unreachable`: statements behind `return`, `throw`, `break` and `continue` in the same list go.
//!
//! What stays: statements that declare a `var` or a function, imports and exports, and lexical declarations that other
//! code refers to (a closure that is called earlier would meet their temporal dead zone).

use oxc_ast::ast::{Declaration, Statement};
use oxc_semantic::SymbolId;
use oxc_span::{GetSpan, Span};

use super::context::{Context, statement_list};
use super::edits::Rewrite;
use super::hoisted;

pub const RULE: &str = "unreachable";

pub fn rewrites(cx: &Context) -> Vec<Rewrite> {
    cx.nodes().filter_map(statement_list).flat_map(|list| behind_jump(cx, list)).collect()
}

fn behind_jump(cx: &Context, list: &[Statement]) -> Vec<Rewrite> {
    let Some(jump) = list.iter().position(is_jump) else { return Vec::new() };
    let dead = &list[jump + 1..];
    let Some(range) = dead.first().zip(dead.last()).map(|(a, b)| Span::new(a.span().start, b.span().end)) else { return Vec::new() };
    dead.iter()
        .filter(|s| !matches!(s, Statement::EmptyStatement(_)) && may_go(cx, s, range))
        .map(|s| {
            let span = cx.whole_lines(s.span());
            Rewrite::one(RULE, span.start, span.end, "")
        })
        .collect()
}

fn is_jump(it: &Statement) -> bool {
    matches!(
        it,
        Statement::ReturnStatement(_) | Statement::ThrowStatement(_) | Statement::BreakStatement(_) | Statement::ContinueStatement(_)
    )
}

fn may_go(cx: &Context, it: &Statement, dead: Span) -> bool {
    !it.is_module_declaration() && !hoisted::declares(it) && declared(it).into_iter().all(|s| only_within(cx, s, dead))
}

/// The names that a `let`, `const` or `class` statement binds in its list.
fn declared(it: &Statement) -> Vec<SymbolId> {
    match it.as_declaration() {
        Some(Declaration::ClassDeclaration(class)) => class.id.iter().map(|id| id.symbol_id()).collect(),
        Some(Declaration::VariableDeclaration(variables)) => {
            let ids = variables.declarations.iter().flat_map(|d| d.id.get_binding_identifiers());
            ids.map(|id| id.symbol_id()).collect()
        }
        _ => Vec::new(),
    }
}

fn only_within(cx: &Context, symbol: SymbolId, range: Span) -> bool {
    cx.semantic.symbol_references(symbol).all(|r| {
        let span = cx.semantic.reference_span(r);
        range.start <= span.start && span.end <= range.end && !hoisted_reader(cx, span, range)
    })
}

/// Whether the reference stands in a function that is declared in the dead range, which stays and may be called.
fn hoisted_reader(cx: &Context, reference: Span, range: Span) -> bool {
    cx.nodes().any(|node| match node.kind() {
        oxc_ast::AstKind::Function(f) if f.is_declaration() => {
            range.start <= f.span.start && f.span.end <= range.end && f.span.start <= reference.start && reference.end <= f.span.end
        }
        _ => false,
    })
}
