//! JSON. Comments have records, though JSON has none: configuration files do.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Record};
use crate::rules::{Dialect, Language, Name, Rules, Span, span, unquoted};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "json", number: 10, grammar: || tree_sitter_json::LANGUAGE.into() }],
    rules: &[RULES],
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["pair"], Record(Field, Name::Find(key))),
    (&["object", "array"], Lines(Collection)),
    (&["comment"], Leaf(Comment)),
];

fn key(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("key").map(|key| unquoted(span(key), source))
}
