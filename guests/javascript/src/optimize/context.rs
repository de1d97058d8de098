//! What the rules read: the analysed source.

use oxc_ast::ast::{Comment, Statement};
use oxc_semantic::{AstNode, Semantic, SymbolId};
use oxc_span::Span;
use oxc_syntax::scope::ScopeFlags;

use super::edits::Rewrite;

pub struct Context<'a, 's> {
    pub source: &'a str,
    pub semantic: &'s Semantic<'a>,
}

impl<'a, 's> Context<'a, 's> {
    pub fn nodes(&self) -> impl Iterator<Item = &'s AstNode<'a>> {
        self.semantic.nodes().iter()
    }

    pub fn text(&self, span: Span) -> &'a str {
        &self.source[span.start as usize..span.end as usize]
    }

    pub fn comments(&self) -> &'s [Comment] {
        self.semantic.comments()
    }

    /// Whether some name may be read in a way that the semantic pass can't see: a direct `eval`, `with`.
    pub fn has_hidden_reads(&self) -> bool {
        let scoping = self.semantic.scoping();
        let hidden = ScopeFlags::DirectEval | ScopeFlags::With;
        scoping.scope_descendants_from_root().any(|s| scoping.scope_flags(s).intersects(hidden))
    }

    pub fn is_unused(&self, symbol: SymbolId) -> bool {
        let scoping = self.semantic.scoping();
        scoping.get_resolved_reference_ids(symbol).is_empty() && scoping.symbol_redeclarations(symbol).is_empty()
    }

    /// The range of a statement that goes away: with its whole line where nothing else stands there.
    pub fn whole_lines(&self, span: Span) -> Span {
        let bytes = self.source.as_bytes();
        let (mut start, mut end) = (span.start as usize, span.end as usize);
        while start > 0 && matches!(bytes[start - 1], b' ' | b'\t') {
            start -= 1;
        }
        while end < bytes.len() && matches!(bytes[end], b' ' | b'\t' | b'\r') {
            end += 1;
        }
        let alone = (start == 0 || bytes[start - 1] == b'\n') && bytes.get(end).is_none_or(|b| *b == b'\n');
        if !alone {
            return span;
        }
        Span::new(start as u32, (end + 1).min(bytes.len()) as u32)
    }
}

/// Whether the comment speaks to a tool, so that it must not vanish or come to stand before other code.
pub fn is_directive(text: &str) -> bool {
    const MARKS: &[&str] = &[
        "eslint", "@ts-", "istanbul", "c8 ", "v8 ignore", "webpack", "__PURE__", "__NO_SIDE_EFFECTS__", "prettier-", "@license",
        "@preserve", "@vite", "sourceMappingURL", "@jsx", "biome-", "oxlint", "jshint", "global ", "deno-", "tslint", "coverage", "type-check",
        "node:coverage", "#region", "#endregion", "<reference",
    ];
    text.starts_with("/*!") || MARKS.iter().any(|m| text.contains(m))
}

/// The lists in which statements stand one after the other.
pub fn statement_list<'a, 's>(node: &'s AstNode<'a>) -> Option<&'a oxc_allocator::Vec<'a, Statement<'a>>> {
    use oxc_ast::AstKind;
    match node.kind() {
        AstKind::Program(it) => Some(&it.body),
        AstKind::BlockStatement(it) => Some(&it.body),
        AstKind::FunctionBody(it) => Some(&it.statements),
        AstKind::StaticBlock(it) => Some(&it.body),
        AstKind::SwitchCase(it) => Some(&it.consequent),
        _ => None,
    }
}

impl Context<'_, '_> {
    /// Whether a rewrite takes a comment away that a tool reads, or the code that such a comment stands before.
    pub fn silences_tool(&self, rewrite: &Rewrite) -> bool {
        rewrite.edits.iter().any(|edit| {
            self.comments().iter().any(|c| {
                let inside = c.span.start < edit.end && edit.start < c.span.end;
                let before = c.span.end <= edit.start && self.text(Span::new(c.span.end, edit.start)).trim().is_empty();
                (inside || before) && is_directive(self.text(c.span))
            })
        })
    }
}
