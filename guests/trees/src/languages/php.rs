//! PHP, with the text around it.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, Record, Wrap};
use crate::rules::{Around, Counts, Dialect, Language, Mark, Name, Rules, Span, child_of, has_word, span, unquoted};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "php", number: 18, grammar: || tree_sitter_php::LANGUAGE_PHP.into() }],
    rules: &[RULES],
    exported,
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
    (&["namespace_use_declaration"], Wrap(&Lines(Statement))),
    (&["namespace_use_clause"], Record(Import, Name::Child(&["qualified_name", "name"]))),
    (&["use_declaration"], Record(Import, Name::Child(&["qualified_name", "name"]))),
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
    (&["attribute_list"], Record(Decorator, Name::None)),
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
            "finally_clause", "return_statement", "echo_statement", "declare_statement", "function_static_declaration",
            "global_declaration", "unset_statement", "match_conditional_expression", "match_default_expression",
        ],
        Lines(Statement),
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
        Some(_) => Record(Import, Name::Find(loaded_file)),
        None => Lines(Statement),
    }
}

fn loaded(node: Node<'_>) -> Option<Node<'_>> {
    child_of(node, &["require_expression", "require_once_expression", "include_expression", "include_once_expression"])
}

fn loaded_file(node: Node<'_>, source: &[u8]) -> Option<Span> {
    child_of(loaded(node)?, &["string", "encapsed_string"]).map(|file| unquoted(span(file), source))
}

fn exported(node: Node<'_>, _: Option<Span>, source: &[u8]) -> bool {
    has_word(node, source, &["visibility_modifier"], &["public"])
}
