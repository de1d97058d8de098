//! YAML.

use skep_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Record};
use crate::rules::{Dialect, Language, Name, Rules, Span, span, unquoted};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "yaml", number: 23, grammar: || tree_sitter_yaml::LANGUAGE.into() }],
    rules: &[RULES],
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["document"], Lines(Block)),
    (&["block_mapping_pair", "flow_pair"], Record(Field, Name::Find(key))),
    (&["block_mapping", "block_sequence", "flow_mapping", "flow_sequence"], Lines(Collection)),
    (&["block_sequence_item"], Lines(Statement)),
    (&["block_scalar", "double_quote_scalar", "single_quote_scalar", "plain_scalar"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];

fn key(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("key").map(|key| unquoted(span(key), source))
}
