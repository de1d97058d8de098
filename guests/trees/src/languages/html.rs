//! HTML. What stands in `script` and `style` is text here.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, Nothing, Record};
use crate::rules::{Around, Dialect, Language, Mark, Name, Rules, Span, child_of, span, text};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "html", number: 26, grammar: || tree_sitter_html::LANGUAGE.into() }],
    rules: &[RULES],
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["element", "script_element", "style_element"], Record(Element, Name::Find(tag))),
    (&["start_tag", "self_closing_tag"], Lines(Collection)),
    (&["raw_text", "quoted_attribute_value"], Lines(Text)),
    (&["doctype"], Record(Directive, Name::Find(doctype))),
    (&["text"], Choose(lines_of_text)),
    (&["comment"], Leaf(Comment)),
];

fn tag(node: Node<'_>, _: &[u8]) -> Option<Span> {
    child_of(child_of(node, &["start_tag", "self_closing_tag"])?, &["tag_name"]).map(span)
}

/// What stands between `<!` and `>`.
fn doctype(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let text = text(node, source).strip_prefix(b"<!")?.strip_suffix(b">")?;
    Some((span(node).0 + 2, span(node).0 + 2 + text.len() as u32))
}

/// Text that begins a line or goes on in the next; what is between two tags of a line is a part of it.
fn lines_of_text(node: Node<'_>, _: Around<'_>, source: &[u8]) -> Mark {
    let before = source[..node.start_byte()].trim_ascii_end().len();
    let begins = source[before..node.start_byte()].contains(&b'\n') || before == 0;
    if begins || text(node, source).trim_ascii().contains(&b'\n') { Record(Statement, Name::None) } else { Nothing }
}
