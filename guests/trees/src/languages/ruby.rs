//! Ruby.

use kaptar_table::Kind::*;
use kaptar_table::STATIC;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, NamedLines, Nothing, Parts, Record};
use crate::rules::{
    Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span,
    assigned, child_of, span, spans_lines, text, unquoted,
};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "ruby", number: 17, grammar: || tree_sitter_ruby::LANGUAGE.into() }],
    rules: &[RULES],
    refuses: Some(long_heredoc_word),
    bodies: &["program", "body_statement", "block_body", "then", "do", "else", "ensure", "begin"],
    member: singleton,
    counts: Counts {
        decisions: &[
            "if", "elsif", "unless", "while", "until", "for", "when", "in_clause", "rescue", "conditional", "if_modifier",
            "unless_modifier", "while_modifier", "until_modifier", "rescue_modifier",
        ],
        operators: &["&&", "||", "and", "or"],
        parameters: &["method_parameters"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["class"], Record(Class, NAME)),
    (&["singleton_class"], Record(Class, Name::Field("value"))),
    (&["module"], Record(Namespace, NAME)),
    (&["method"], Choose(method)),
    (&["singleton_method"], Record(Method, NAME)),
    (&["operator_assignment"], NamedLines(Statement, Name::Find(assigned))),
    (&["assignment"], Choose(assignment)),
    (&["call"], Choose(call)),
    (&["body_statement", "block_body", "then", "do", "block", "do_block"], Choose(block)),
    (
        &[
            "if", "unless", "while", "until", "for", "case", "case_match", "begin", "return", "yield", "begin_block",
            "end_block", "alias",
        ],
        Lines(Statement),
    ),
    (&["elsif", "else", "when", "in_clause", "rescue", "ensure"], Record(Statement, Name::None)),
    (&["argument_list", "array", "hash", "method_parameters", "string_array", "symbol_array"], Lines(Collection)),
    (&["pair"], Choose(pair)),
    (&["string", "heredoc_body", "subshell", "chained_string"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];

/// Methods of a module are methods too.
fn method(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    // Its body, or the module itself.
    let at = around.map(|body| body.parent().filter(|_| body.kind() == "body_statement").unwrap_or(body));
    Record(if at.is_some_and(|at| at.kind() == "module") { Method } else { Function }, NAME)
}

/// A constant is a definition; other assignments are statements.
fn assignment(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    match node.child_by_field_name("left").map(|left| left.kind()) {
        Some("constant" | "scope_resolution" | "global_variable") => Record(Variable, Name::Field("left")),
        _ => NamedLines(Statement, Name::Find(assigned)),
    }
}

/// `require "x"` is an import, `attr_reader :x` a field; a call over several lines is a statement where it stands as one.
fn call(node: Node<'_>, around: Around<'_>, source: &[u8]) -> Mark {
    let method = node.child_by_field_name("method").map(|m| text(m, source)).unwrap_or_default();
    let bare = node.child_by_field_name("receiver").is_none();
    match method {
        b"require" | b"require_relative" | b"load" if bare => Parts(Import, Name::Find(first_argument), required),
        b"attr_reader" | b"attr_writer" | b"attr_accessor" if bare => Record(Field, Name::Find(first_argument)),
        b"describe" | b"context" | b"it" | b"test" | b"specify" if bare && node.child_by_field_name("block").is_some() => {
            Record(Test, Name::Find(first_argument))
        }
        _ if is_statement(around) => Lines(Statement),
        _ => Nothing,
    }
}

fn is_statement(around: Around<'_>) -> bool {
    let places = ["program", "body_statement", "block_body", "then", "do", "else", "ensure", "begin"];
    around.is_some_and(|parent| places.contains(&parent.kind()))
}

fn required(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let file = node.child_by_field_name("arguments").and_then(|arguments| arguments.named_child(0));
    parts.extend(file.map(|file| Part::source(file, source)));
}

/// `def self.x`.
fn singleton(node: Node<'_>, _: &[u8]) -> u32 {
    if node.kind() == "singleton_method" { STATIC } else { 0 }
}

fn first_argument(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let argument = node.child_by_field_name("arguments")?.named_child(0)?;
    let (start, end) = unquoted(span(argument), source);
    Some((start + u32::from(argument.kind() == "simple_symbol"), end))
}

/// The body inside of `do … end` and `{ … }` is one block with them, not two.
fn block(node: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    match node.kind() {
        "block_body" => Nothing,
        "body_statement" if around.is_some_and(|parent| matches!(parent.kind(), "do_block" | "lambda")) => Nothing,
        _ => Record(Block, Name::None),
    }
}

fn pair(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    let hash = around.filter(|parent| parent.kind() == "hash");
    if spans_lines(hash) { Record(Field, Name::Find(key)) } else { Nothing }
}

fn key(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let key = node.child_by_field_name("key").or_else(|| child_of(node, &["hash_key_symbol"]))?;
    Some(unquoted(span(key), source))
}

/// The scanner keeps the length of a heredoc's quoted end word in one byte.
fn long_heredoc_word(source: &[u8]) -> Option<&'static str> {
    let long = |i: usize| {
        let rest = &source[i + 2..];
        let rest = rest.strip_prefix(b"-").or_else(|| rest.strip_prefix(b"~")).unwrap_or(rest);
        let quote = rest.first().filter(|b| matches!(b, b'"' | b'\'' | b'`'));
        quote.is_some_and(|quote| rest[1..].iter().take(256).all(|b| b != quote))
    };
    let found = (0..source.len().saturating_sub(2)).any(|i| &source[i..i + 2] == b"<<" && long(i));
    found.then_some("the end word of a heredoc is longer than 255 bytes")
}
