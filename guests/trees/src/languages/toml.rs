//! TOML.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Record};
use crate::rules::{Dialect, Language, Name, Rules, Span, child_of, span, unquoted};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "toml", number: 24, grammar: || tree_sitter_toml_ng::LANGUAGE.into() }],
    rules: &[RULES],
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["table", "table_array_element"], Record(Section, Name::Find(key))),
    (&["pair"], Record(Field, Name::Find(key))),
    (&["array", "inline_table"], Lines(Collection)),
    (&["string"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];

fn key(node: Node<'_>, source: &[u8]) -> Option<Span> {
    child_of(node, &["bare_key", "dotted_key", "quoted_key"]).map(|key| unquoted(span(key), source))
}
