//! What JavaScript and TypeScript share.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, NamedLines, Nothing, Prefix, Record, Wrap};
use crate::rules::{Around, Counts, Mark, Name, Rules, Span, child_of, span, spans_lines, text, unquoted};

pub const NAME: Name = Name::Field("name");

pub const COUNTS: Counts = Counts {
    decisions: &[
        "if_statement", "for_statement", "for_in_statement", "while_statement", "do_statement", "switch_case", "catch_clause",
        "ternary_expression",
    ],
    operators: &["&&", "||", "??"],
    parameters: &["formal_parameters"],
};

pub const SHARED: Rules = &[
    (&["import_statement"], Record(Import, Name::Find(from))),
    (&["export_statement"], Wrap(&Record(Export, Name::Find(from)))),
    (&["class_declaration"], Record(Class, NAME)),
    (&["function_declaration", "generator_function_declaration"], Record(Function, NAME)),
    (&["method_definition"], Record(Method, NAME)),
    (&["lexical_declaration", "variable_declaration"], Choose(variables)),
    (&["decorator"], Prefix(Decorator)),
    (&["statement_block", "class_body", "switch_body"], Record(Block, Name::None)),
    (
        &[
            "break_statement", "catch_clause", "class_static_block", "continue_statement", "do_statement", "else_clause",
            "finally_clause", "for_in_statement", "for_statement", "if_statement", "labeled_statement", "return_statement",
            "switch_case", "switch_default", "switch_statement", "throw_statement", "try_statement", "while_statement",
            "with_statement",
        ],
        Lines(Statement),
    ),
    (&["expression_statement"], Choose(expression)),
    (&["arguments", "array", "array_pattern", "export_clause", "formal_parameters", "named_imports", "object", "object_pattern"], Lines(Collection)),
    (&["pair"], Choose(pair)),
    (&["template_string", "string"], Lines(Text)),
    (&["comment", "html_comment"], Leaf(Comment)),
];

/// For dialects with elements in the code.
pub const ELEMENTS: Rules = &[
    (&["jsx_element"], NamedLines(Element, Name::Find(tag))),
    (&["jsx_self_closing_element"], NamedLines(Element, NAME)),
];

/// The module that an import or export names.
fn from(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let required = child_of(node, &["import_require_clause"]).unwrap_or(node);
    required.child_by_field_name("source").map(|module| unquoted(span(module), source))
}

/// The first name; a single one that is bound to a function or class is that.
fn variables(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    let mut cursor = node.walk();
    let bound: Vec<Node<'_>> = node.named_children(&mut cursor).filter(|child| child.kind() == "variable_declarator").collect();
    let value = match bound[..] {
        [only] => only.child_by_field_name("value").map(|value| value.kind()),
        _ => None,
    };
    let kind = match value {
        Some("class") => Class,
        Some(value) if is_function(value) => Function,
        _ => Variable,
    };
    Record(kind, Name::Find(first_name))
}

fn is_function(kind: &str) -> bool {
    matches!(kind, "arrow_function" | "function_expression" | "generator_function")
}

fn first_name(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let mut at = child_of(node, &["variable_declarator"])?.child_by_field_name("name")?;
    while matches!(at.kind(), "object_pattern" | "array_pattern" | "pair_pattern" | "rest_pattern" | "assignment_pattern") {
        at = at.child_by_field_name("value").or_else(|| at.named_child(0))?;
    }
    Some(span(at))
}

/// `it("…", …)` and its like are tests.
fn expression(node: Node<'_>, _: Around<'_>, source: &[u8]) -> Mark {
    match title(node, source) {
        Some(_) => Record(Test, Name::Find(title)),
        None => Lines(Statement),
    }
}

fn title(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let call = child_of(node, &["call_expression"])?;
    let called = text(call.child_by_field_name("function")?, source);
    let first_word = called.split(|b| *b == b'.').next()?;
    if !matches!(first_word, b"it" | b"test" | b"describe" | b"context" | b"suite" | b"specify") {
        return None;
    }
    let title = call.child_by_field_name("arguments")?.named_child(0)?;
    matches!(title.kind(), "string" | "template_string").then(|| unquoted(span(title), source))
}

/// A property of an object literal that spans lines.
fn pair(node: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    if !spans_lines(around) {
        return Nothing;
    }
    let value = node.child_by_field_name("value").map(|value| value.kind());
    Record(if value.is_some_and(is_function) { Method } else { Field }, Name::Find(key))
}

fn key(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("key").map(|key| unquoted(span(key), source))
}

fn tag(node: Node<'_>, _: &[u8]) -> Option<Span> {
    node.child_by_field_name("open_tag")?.child_by_field_name("name").map(span)
}
