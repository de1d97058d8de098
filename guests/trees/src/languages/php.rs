//! PHP, with the text around it.

use kaptar_table::Kind::*;
use kaptar_table::STATIC;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, Nothing, Parts, Record, Wrap};
use crate::rules::{
    Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span,
    assigned, child_of, children_of, decorator_name, has_word, span, text, unquoted,
};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "php", number: 18, grammar: || tree_sitter_php::LANGUAGE_PHP.into() }],
    rules: &[RULES],
    exported,
    bodies: &["program", "compound_statement", "declaration_list"],
    member: static_member,
    counts: Counts {
        decisions: &[
            "if_statement", "else_if_clause", "for_statement", "foreach_statement", "while_statement", "do_statement",
            "case_statement", "catch_clause", "conditional_expression", "match_conditional_expression",
        ],
        operators: &["&&", "||", "and", "or", "??"],
        parameters: &["formal_parameters"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["namespace_definition"], Record(Namespace, NAME)),
    (&["namespace_use_declaration"], Wrap(&Record(Statement, Name::None))),
    (&["namespace_use_clause"], Parts(Import, Name::Child(&["qualified_name", "name"]), used)),
    (&["namespace_name"], Choose(prefix)),
    (&["use_declaration"], Parts(Import, Name::Child(&["qualified_name", "name"]), traits)),
    (&["namespace_use_group"], Lines(Collection)),
    (&["class_declaration"], Record(Class, NAME)),
    (&["interface_declaration"], Record(Interface, NAME)),
    (&["trait_declaration"], Record(Trait, NAME)),
    (&["enum_declaration"], Record(Enum, NAME)),
    (&["enum_case"], Record(Field, NAME)),
    (&["function_definition"], Record(Function, NAME)),
    (&["method_declaration"], Record(Method, NAME)),
    (&["property_declaration"], Record(Field, Name::Find(property))),
    (&["const_declaration"], Record(Variable, Name::Find(constant))),
    (&["expression_statement"], Choose(expression)),
    (&["attribute_group"], Record(Decorator, Name::Find(decorator_name))),
    (&["declare_statement"], Choose(declare)),
    (&["php_tag"], Record(Directive, Name::Find(opener))),
    (
        &[
            "compound_statement", "declaration_list", "enum_declaration_list", "switch_block", "match_block", "colon_block",
            "property_hook_list",
        ],
        Record(Block, Name::None),
    ),
    (
        &[
            "if_statement", "else_clause", "else_if_clause", "for_statement", "foreach_statement", "while_statement",
            "do_statement", "switch_statement", "case_statement", "default_statement", "try_statement", "catch_clause",
            "finally_clause", "return_statement", "echo_statement", "function_static_declaration",
            "global_declaration", "unset_statement", "match_conditional_expression", "match_default_expression",
            "break_statement", "continue_statement", "goto_statement", "named_label_statement", "exit_statement",
            "text_interpolation",
        ],
        Record(Statement, Name::None),
    ),
    (&["arguments", "array_creation_expression", "formal_parameters", "list_literal"], Lines(Collection)),
    (&["string", "encapsed_string", "heredoc", "nowdoc", "text"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];

fn property(node: Node<'_>, _: &[u8]) -> Option<Span> {
    child_of(node, &["property_element"])?.child_by_field_name("name").map(span)
}

fn constant(node: Node<'_>, _: &[u8]) -> Option<Span> {
    child_of(child_of(node, &["const_element"])?, &["name"]).map(span)
}

/// `require "x";` is an import.
fn expression(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    match loaded(node) {
        Some(_) => Parts(Import, Name::Find(loaded_file), load),
        None => Record(Statement, Name::Find(assigned)),
    }
}

fn loaded(node: Node<'_>) -> Option<Node<'_>> {
    child_of(node, &["require_expression", "require_once_expression", "include_expression", "include_once_expression"])
}

fn loaded_file(node: Node<'_>, source: &[u8]) -> Option<Span> {
    child_of(loaded(node)?, &["string", "encapsed_string"]).map(|file| unquoted(span(file), source))
}

fn load(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let file = loaded(node).and_then(|loaded| child_of(loaded, &["string", "encapsed_string"]));
    parts.extend(file.map(|file| Part::source(file, source)));
}

/// `use A\B as C;` takes `C` from `A`.
fn used(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let Some(path) = child_of(node, &["qualified_name", "name"]) else { return };
    parts.extend(path.child_by_field_name("prefix").map(|prefix| Part::source(prefix, source)));
    let name = child_of(path, &["name"]).unwrap_or(path);
    let local = node.child_by_field_name("alias").unwrap_or(name);
    parts.push(Part { kind: Binding, range: (span(name).0, span(local).1), name: span(local) });
}

/// The traits that a class uses.
fn traits(node: Node<'_>, _: &[u8], parts: &mut Vec<Part>) {
    let names = children_of(node, &["qualified_name", "name"]).into_iter();
    parts.extend(names.map(|path| Part::binding(path, child_of(path, &["name"]).unwrap_or(path))));
}

/// What all names of a group are taken from.
fn prefix(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    let group = around.is_some_and(|parent| parent.kind() == "namespace_use_declaration");
    if group { Record(Source, Name::Find(|node, _| Some(span(node)))) } else { Nothing }
}

/// With a body it is a statement like others.
fn declare(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    let body = node.named_child_count().checked_sub(1).and_then(|last| node.named_child(last as u32));
    match body.map(|last| last.kind()) {
        Some("declare_directive") => Record(Directive, Name::Find(declared)),
        _ => Record(Statement, Name::None),
    }
}

fn declared(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let (start, end) = span(child_of(node, &["declare_directive"])?);
    let name = source[start as usize..end as usize].split(|b| *b == b'=').next()?.trim_ascii_end();
    Some((start, start + name.len() as u32))
}

/// `<?php` has a name, `<?=` and `<?` have none.
fn opener(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let (start, end) = span(node);
    text(node, source).starts_with(b"<?p").then(|| (start + 2, end))
}

fn static_member(node: Node<'_>, _: &[u8]) -> u32 {
    if child_of(node, &["static_modifier"]).is_some() { STATIC } else { 0 }
}

fn exported(node: Node<'_>, _: Option<Span>, source: &[u8]) -> bool {
    has_word(node, source, &["visibility_modifier"], &["public"])
}
