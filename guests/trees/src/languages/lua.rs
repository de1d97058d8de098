//! Lua.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, Nothing, Parts, Record};
use crate::rules::{
    Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span,
    child_of, children_of, span, spans_lines, text, unquoted,
};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "lua", number: 22, grammar: || tree_sitter_lua::LANGUAGE.into() }],
    rules: &[RULES],
    counts: Counts {
        decisions: &["if_statement", "elseif_statement", "for_statement", "while_statement", "repeat_statement"],
        operators: &["and", "or"],
        parameters: &["parameters"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["function_declaration"], Choose(function)),
    (&["variable_declaration"], Choose(variable)),
    (&["assignment_statement"], Choose(assignment)),
    (&["block"], Record(Block, Name::None)),
    (
        &[
            "do_statement", "for_statement", "if_statement", "elseif_statement", "else_statement", "repeat_statement",
            "return_statement", "while_statement", "break_statement", "goto_statement", "label_statement",
        ],
        Record(Statement, Name::None),
    ),
    (&["function_call"], Choose(call)),
    (&["arguments", "parameters", "table_constructor"], Lines(Collection)),
    (&["field"], Choose(field)),
    (&["string"], Lines(Text)),
    (&["comment", "hash_bang_line"], Leaf(Comment)),
];

/// `function t.f()` and `function t:f()` belong to a table.
fn function(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    match node.child_by_field_name("name").map(|name| name.kind()) {
        Some("method_index_expression") => Record(Method, Name::Field("name")),
        _ => Record(Function, Name::Field("name")),
    }
}

/// `local x = …`; with a function as its value it is a function, with `require` an import.
fn variable(node: Node<'_>, _: Around<'_>, source: &[u8]) -> Mark {
    let assigned = child_of(node, &["assignment_statement"]);
    match assigned.and_then(value).map(|value| value_kind(value, source)) {
        Some(Import) => Parts(Import, Name::Find(first_name), required),
        Some(kind) => Record(kind, Name::Find(first_name)),
        None => Record(Variable, Name::Find(first_name)),
    }
}

fn value_kind(value: Node<'_>, source: &[u8]) -> kaptar_table::Kind {
    let called = value.child_by_field_name("name").filter(|_| value.kind() == "function_call");
    match value.kind() {
        "function_definition" => Function,
        _ if called.is_some_and(|name| text(name, source) == b"require") => Import,
        _ => Variable,
    }
}

fn value(assignment: Node<'_>) -> Option<Node<'_>> {
    child_of(assignment, &["expression_list"])?.named_child(0)
}

/// Assigned without `local`: a definition at the top of the file or where a function is given its name.
fn assignment(node: Node<'_>, around: Around<'_>, source: &[u8]) -> Mark {
    let parent = around.map(|parent| parent.kind());
    let is_function = value(node).is_some_and(|v| value_kind(v, source) == Function);
    match parent {
        Some("variable_declaration") => Nothing,
        _ if is_function => Record(Function, Name::Find(first_name)),
        Some("chunk") => Record(Variable, Name::Find(first_name)),
        _ => Record(Statement, Name::Find(only_name)),
    }
}

fn first_name(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let inner = child_of(node, &["assignment_statement"]).unwrap_or(node);
    child_of(inner, &["variable_list"])?.named_child(0).map(span)
}

/// The target, if there is only one and it is a plain name.
fn only_name(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let targets = child_of(node, &["variable_list"]).filter(|list| list.named_child_count() == 1)?;
    targets.named_child(0).filter(|target| target.kind() == "identifier").map(span)
}

/// `local a = require("m")`.
fn required(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let Some(assigned) = child_of(node, &["assignment_statement"]) else { return };
    let names = child_of(assigned, &["variable_list"]).map(|list| children_of(list, &["identifier"])).unwrap_or_default();
    parts.extend(names.into_iter().map(|name| Part::binding(name, name)));
    let module = value(assigned).and_then(|call| child_of(call.child_by_field_name("arguments")?, &["string"]));
    parts.extend(module.map(|module| Part::source(module, source)));
}

fn call(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    match around.map(|parent| parent.kind()) {
        Some("block" | "chunk") => Record(Statement, Name::None),
        _ => Nothing,
    }
}

/// A named field of a table that spans lines.
fn field(node: Node<'_>, around: Around<'_>, source: &[u8]) -> Mark {
    if !spans_lines(around) || node.child_by_field_name("name").is_none() {
        return Nothing;
    }
    let kind = node.child_by_field_name("value").map_or(Field, |v| if value_kind(v, source) == Function { Method } else { Field });
    Record(kind, Name::Find(field_name))
}

fn field_name(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("name").map(|name| unquoted(span(name), source))
}
