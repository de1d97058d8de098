//! CSS.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Record};
use crate::rules::{Dialect, Language, Name, Rules, Span, child_of, span, unquoted};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "css", number: 25, grammar: || tree_sitter_css::LANGUAGE.into() }],
    rules: &[RULES],
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["rule_set"], Record(Rule, Name::Child(&["selectors"]))),
    (&["at_rule", "media_statement", "supports_statement", "keyframes_statement", "keyframe_block"], Record(Rule, Name::Find(prelude))),
    (&["import_statement"], Record(Import, Name::Find(imported))),
    (&["charset_statement", "namespace_statement", "postcss_statement"], Lines(Statement)),
    (&["declaration"], Record(Field, Name::Child(&["property_name"]))),
    (&["block", "keyframe_block_list"], Record(Block, Name::None)),
    (&["arguments"], Lines(Collection)),
    (&["comment"], Leaf(Comment)),
];

/// All before the braces, or before the end of a rule that has none.
fn prelude(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let (start, end) = span(node);
    let body = child_of(node, &["block", "keyframe_block_list"]).map_or(end, |body| span(body).0);
    let text = source[start as usize..body as usize].trim_ascii_end();
    let text = text.strip_suffix(b";").unwrap_or(text).trim_ascii_end();
    Some((start, start + text.len() as u32))
}

fn imported(node: Node<'_>, source: &[u8]) -> Option<Span> {
    child_of(node, &["string_value", "call_expression"]).map(|file| unquoted(span(file), source))
}
