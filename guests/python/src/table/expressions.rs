//! Records of collections and texts inside of expressions.

use ruff_python_ast::AnyNodeRef;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal};
use kaptar_table::Kind;

use super::Walk;
use crate::parse::offsets;

impl<'a> Walk<'a> {
    /// A node and what is in it, if it spans lines.
    pub fn nested(&mut self, node: AnyNodeRef<'a>) {
        if self.spans_lines(offsets(&node)) && self.enter_node(node).is_traverse() {
            node.visit_source_order(self);
            self.leave_node(node);
        }
    }

    pub fn children(&mut self, node: AnyNodeRef<'a>) {
        if self.spans_lines(offsets(&node)) {
            node.visit_source_order(self);
        }
    }
}

impl<'a> SourceOrderVisitor<'a> for Walk<'a> {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        let range = offsets(&node);
        if !self.spans_lines(range) {
            return TraversalSignal::Skip;
        }
        match kind_of(node) {
            Some(Kind::Text) => {
                self.open(Kind::Text, range, None, 0);
                self.close(range.1);
                TraversalSignal::Skip
            }
            Some(kind) => {
                self.open(kind, range, None, 0);
                TraversalSignal::Traverse
            }
            None => TraversalSignal::Traverse,
        }
    }

    fn leave_node(&mut self, node: AnyNodeRef<'a>) {
        let range = offsets(&node);
        if kind_of(node).is_some_and(|k| k != Kind::Text) && self.spans_lines(range) {
            self.close(range.1);
        }
    }
}

/// The kind of an expression's node that has a record when it spans lines.
fn kind_of(node: AnyNodeRef<'_>) -> Option<Kind> {
    use AnyNodeRef as N;
    match node {
        N::ExprList(_) | N::ExprTuple(_) | N::ExprSet(_) | N::ExprDict(_) => Some(Kind::Collection),
        N::ExprListComp(_) | N::ExprSetComp(_) | N::ExprDictComp(_) | N::ExprGenerator(_) => Some(Kind::Collection),
        N::Arguments(_) | N::Parameters(_) | N::TypeParams(_) => Some(Kind::Collection),
        N::PatternMatchSequence(_) | N::PatternMatchMapping(_) | N::PatternArguments(_) => Some(Kind::Collection),
        N::ExprStringLiteral(_) | N::ExprBytesLiteral(_) | N::ExprFString(_) | N::ExprTString(_) => Some(Kind::Text),
        _ => None,
    }
}
