//! Bash and other Bourne shells.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, Nothing, Parts, Record};
use crate::rules::{Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span, child_of, span, text, unquoted};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "bash", number: 28, grammar: || tree_sitter_bash::LANGUAGE.into() }],
    rules: &[RULES],
    bodies: &[
        "program", "compound_statement", "do_group", "subshell", "if_statement", "elif_clause", "else_clause", "case_item",
    ],
    counts: Counts {
        decisions: &["if_statement", "elif_clause", "for_statement", "c_style_for_statement", "while_statement", "case_item"],
        operators: &["&&", "||"],
        parameters: &[],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["function_definition"], Record(Function, Name::Field("name"))),
    (&["variable_assignment"], Choose(assignment)),
    (&["declaration_command"], Record(Variable, Name::Find(declared))),
    (&["command"], Choose(command)),
    (&["compound_statement", "do_group"], Record(Block, Name::None)),
    (&["subshell"], Lines(Block)),
    (
        &[
            "if_statement", "for_statement", "c_style_for_statement", "while_statement", "case_statement", "pipeline",
            "list", "redirected_statement", "negated_command", "test_command",
        ],
        Lines(Statement),
    ),
    (&["elif_clause", "else_clause", "case_item"], Record(Statement, Name::None)),
    (&["array"], Lines(Collection)),
    (&["string", "raw_string", "heredoc_body"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];

/// `x=1` alone, not before a command or inside of `local x=1`.
fn assignment(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    match around.map(|parent| parent.kind()) {
        Some("command" | "declaration_command" | "variable_assignments") => Nothing,
        _ => Record(Variable, Name::Field("name")),
    }
}

fn declared(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let first = child_of(node, &["variable_assignment", "variable_name"])?;
    Some(span(first.child_by_field_name("name").unwrap_or(first)))
}

/// `source file` and `. file` are imports.
fn command(node: Node<'_>, _: Around<'_>, source: &[u8]) -> Mark {
    match node.child_by_field_name("name").map(|name| text(name, source)) {
        Some(b"source" | b".") => Parts(Import, Name::Find(file), sourced),
        _ => Lines(Statement),
    }
}

fn file(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("argument").map(|file| unquoted(span(file), source))
}

fn sourced(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    parts.extend(node.child_by_field_name("argument").map(|file| Part::source(file, source)));
}
