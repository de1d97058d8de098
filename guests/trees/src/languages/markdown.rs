//! Markdown: its blocks. What stands inside of a line (emphasis, links) has no records.

use kaptar_table::Kind::*;
use tree_sitter::{Node, Tree};

use crate::rules::Mark::{Choose, Leaf, Lines, Never, Record};
use crate::rules::{Around, Dialect, Language, Mark, Name, Rules, Section, Span, child_of, span};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "markdown", number: 27, grammar: || tree_sitter_md::LANGUAGE.into() }],
    rules: &[RULES],
    sections: Some(sections),
    bodies: &["document", "section", "block_quote"],
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["list", "pipe_table"], Record(Collection, Name::None)),
    (&["list_item", "block_quote", "thematic_break", "link_reference_definition"], Record(Statement, Name::None)),
    // Inside of a list item it is the item.
    (&["paragraph"], Lines(Statement)),
    (&["section", "atx_heading", "setext_heading", "block_quote_marker", "block_continuation"], Never),
    (&["fenced_code_block", "indented_code_block", "minus_metadata", "plus_metadata"], Lines(Text)),
    (&["html_block"], Choose(html)),
];

fn html(node: Node<'_>, _: Around<'_>, source: &[u8]) -> Mark {
    if source[node.start_byte()..].trim_ascii_start().starts_with(b"<!--") { Leaf(Comment) } else { Lines(Text) }
}

struct Heading {
    level: usize,
    start: u32,
    title: Option<Span>,
}

/// A section ends where the next heading of its level or above begins. The grammar ends one at `#` headings only.
fn sections(tree: &Tree, source: &[u8]) -> Vec<Section> {
    let headings = headings(tree, source);
    let end_of = |i: usize| {
        let next = headings[i + 1..].iter().find(|h| h.level <= headings[i].level);
        next.map_or(source.len() as u32, |h| h.start)
    };
    headings.iter().enumerate().map(|(i, h)| Section { range: (h.start, end_of(i)), title: h.title }).collect()
}

/// The headings that aren't inside of quotes or lists.
fn headings(tree: &Tree, source: &[u8]) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        found.extend(heading(node, source));
        if matches!(node.kind(), "document" | "section") && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return found;
            }
        }
    }
}

fn heading(node: Node<'_>, source: &[u8]) -> Option<Heading> {
    if !matches!(node.kind(), "atx_heading" | "setext_heading") {
        return None;
    }
    let mut cursor = node.walk();
    let mark = node.named_children(&mut cursor).find_map(|child| level(child.kind()))?;
    Some(Heading { level: mark, start: node.start_byte() as u32, title: title(node, source) })
}

/// `atx_h2_marker`, `setext_h1_underline`.
fn level(kind: &str) -> Option<usize> {
    let digit = kind.strip_prefix("atx_h").or_else(|| kind.strip_prefix("setext_h"))?;
    digit[..1].parse().ok()
}

/// The heading's text, without the marks around it.
fn title(heading: Node<'_>, source: &[u8]) -> Option<Span> {
    let content = heading.child_by_field_name("heading_content").or_else(|| child_of(heading, &["inline", "paragraph"]))?;
    let (start, end) = span(content);
    let text = &source[start as usize..end as usize];
    let lead = text.len() - text.trim_ascii_start().len();
    Some((start + lead as u32, start + lead as u32 + text.trim_ascii().len() as u32))
}
