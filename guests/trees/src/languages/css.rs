//! CSS.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Parts, Record};
use crate::rules::{Dialect, Language, Name, Part, Rules, Span, child_of, span, unquoted};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "css", number: 25, grammar: || tree_sitter_css::LANGUAGE.into() }],
    rules: &[RULES],
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["rule_set"], Record(Rule, Name::Child(&["selectors"]))),
    (&["at_rule", "media_statement", "supports_statement", "keyframes_statement", "keyframe_block"], Record(Rule, Name::Find(prelude))),
    (&["import_statement"], Parts(Import, Name::Find(imported), parts)),
    (&["charset_statement"], Record(Directive, Name::Find(charset))),
    (&["namespace_statement"], Record(Statement, Name::Child(&["namespace_name"]))),
    (&["postcss_statement"], Record(Statement, Name::None)),
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

/// The file, which may stand in `url(…)`.
fn parts(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let Some(file) = child_of(node, &["string_value", "call_expression"]) else { return };
    let inner = child_of(file, &["arguments"]).and_then(|arguments| arguments.named_child(0)).unwrap_or(file);
    parts.push(Part { kind: Source, range: span(file), name: unquoted(span(inner), source) });
}

fn charset(node: Node<'_>, source: &[u8]) -> Option<Span> {
    child_of(node, &["string_value"]).map(|name| unquoted(span(name), source))
}
