//! YAML.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Record};
use crate::rules::{Dialect, Language, Name, Rules, Span, span, text, unquoted};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "yaml", number: 23, grammar: || tree_sitter_yaml::LANGUAGE.into() }],
    rules: &[RULES],
    refuses: Some(too_deep),
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["document"], Lines(Block)),
    (&["block_mapping_pair", "flow_pair"], Record(Field, Name::Find(key))),
    (&["block_mapping", "block_sequence", "flow_mapping", "flow_sequence"], Lines(Collection)),
    (&["block_sequence_item"], Record(Statement, Name::None)),
    (&["yaml_directive", "tag_directive", "reserved_directive"], Record(Directive, Name::Find(directive))),
    (&["block_scalar", "double_quote_scalar", "single_quote_scalar", "plain_scalar"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];

fn key(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("key").map(|key| unquoted(span(key), source))
}

/// A directive without its `%`.
fn directive(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let text = text(node, source).trim_ascii_end();
    Some((span(node).0 + 1, span(node).0 + text.len() as u32))
}

/// The scanner keeps its stack of indents in 1024 bytes, four a level and up to two levels a column, and does not check.
const DEEPEST: usize = 120;

/// Whether blocks are nested deeper than the scanner can hold: an upper bound from where lines and their items start.
fn too_deep(source: &[u8]) -> Option<&'static str> {
    let mut columns: Vec<usize> = Vec::new();
    for line in source.split(|b| *b == b'\n') {
        for (column, byte) in line.iter().enumerate().filter(|(_, b)| !b.is_ascii_whitespace()) {
            columns.truncate(columns.partition_point(|open| *open < column));
            columns.push(column);
            if columns.len() > DEEPEST {
                return Some("its blocks are nested more than 120 levels deep");
            }
            // Only after these can another block start on the same line.
            if !matches!(byte, b'-' | b'?' | b':') {
                break;
            }
        }
    }
    None
}
