//! HTML. What stands in `script` and `style` is text here.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Record};
use crate::rules::{Dialect, Language, Name, Rules, Span, child_of, span};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "html", number: 26, grammar: || tree_sitter_html::LANGUAGE.into() }],
    rules: &[RULES],
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["element", "script_element", "style_element"], Record(Element, Name::Find(tag))),
    (&["start_tag", "self_closing_tag"], Lines(Collection)),
    (&["raw_text", "quoted_attribute_value"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];

fn tag(node: Node<'_>, _: &[u8]) -> Option<Span> {
    child_of(child_of(node, &["start_tag", "self_closing_tag"])?, &["tag_name"]).map(span)
}
