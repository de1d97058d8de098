//! Markdown: its blocks. What stands inside of a line (emphasis, links) has no records.

use skep_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, Nothing, Record};
use crate::rules::{Counts, Dialect, Language, Mark, Name, Rules, Span, child_of, never_exported, span};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "markdown", number: 27, grammar: || tree_sitter_md::LANGUAGE.into() }],
    rules: &[RULES],
    exported: never_exported,
    takes_semicolon: false,
    counts: Counts::NONE,
};

const RULES: Rules = &[
    (&["section"], Choose(section)),
    (&["list", "pipe_table"], Lines(Collection)),
    (&["list_item", "paragraph", "block_quote"], Lines(Statement)),
    (&["fenced_code_block", "indented_code_block", "minus_metadata", "plus_metadata"], Lines(Text)),
    (&["html_block"], Choose(html)),
];

/// What stands before the first heading is in a section without one.
fn section(node: Node<'_>, _: &[u8]) -> Mark {
    match heading(node) {
        Some(_) => Record(Section, Name::Find(title)),
        None => Nothing,
    }
}

fn heading(section: Node<'_>) -> Option<Node<'_>> {
    section.named_child(0).filter(|first| matches!(first.kind(), "atx_heading" | "setext_heading"))
}

/// The heading's text, without the marks around it.
fn title(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let heading = heading(node)?;
    let content = heading.child_by_field_name("heading_content").or_else(|| child_of(heading, &["inline", "paragraph"]))?;
    let (start, end) = span(content);
    let text = &source[start as usize..end as usize];
    let lead = text.len() - text.trim_ascii_start().len();
    Some((start + lead as u32, start + text.trim_ascii_end().len() as u32))
}

fn html(node: Node<'_>, source: &[u8]) -> Mark {
    if source[node.start_byte()..].trim_ascii_start().starts_with(b"<!--") { Leaf(Comment) } else { Lines(Text) }
}
