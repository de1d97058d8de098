//! Java.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Record};
use crate::rules::{Counts, Dialect, Language, Name, Rules, Span, has_word, span};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "java", number: 13, grammar: || tree_sitter_java::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
    counts: Counts {
        decisions: &[
            "if_statement", "for_statement", "enhanced_for_statement", "while_statement", "do_statement", "catch_clause",
            "switch_label", "ternary_expression",
        ],
        operators: &["&&", "||"],
        parameters: &["formal_parameters"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["package_declaration"], Record(Namespace, Name::Child(&["scoped_identifier", "identifier"]))),
    (&["module_declaration"], Record(Namespace, NAME)),
    (&["import_declaration"], Record(Import, Name::Child(&["scoped_identifier", "identifier"]))),
    (&["class_declaration", "record_declaration"], Record(Class, NAME)),
    (&["interface_declaration", "annotation_type_declaration"], Record(Interface, NAME)),
    (&["enum_declaration"], Record(Enum, NAME)),
    (&["enum_constant"], Record(Field, NAME)),
    (
        &[
            "method_declaration", "constructor_declaration", "compact_constructor_declaration",
            "annotation_type_element_declaration",
        ],
        Record(Method, NAME),
    ),
    (&["field_declaration", "constant_declaration"], Record(Field, Name::Find(declared))),
    (&["local_variable_declaration"], Record(Variable, Name::Find(declared))),
    (&["annotation", "marker_annotation"], Record(Decorator, Name::None)),
    (
        &[
            "block", "class_body", "interface_body", "enum_body", "annotation_type_body", "constructor_body",
            "switch_block", "module_body",
        ],
        Record(Block, Name::None),
    ),
    (
        &[
            "assert_statement", "do_statement", "enhanced_for_statement", "explicit_constructor_invocation",
            "expression_statement", "for_statement", "if_statement", "labeled_statement", "return_statement",
            "switch_expression", "synchronized_statement", "throw_statement", "try_statement",
            "try_with_resources_statement", "while_statement", "yield_statement", "catch_clause", "finally_clause",
            "switch_block_statement_group", "switch_rule", "static_initializer",
        ],
        Lines(Statement),
    ),
    (
        &[
            "argument_list", "annotation_argument_list", "array_initializer", "element_value_array_initializer",
            "formal_parameters", "inferred_parameters", "type_arguments", "type_parameters", "resource_specification",
        ],
        Lines(Collection),
    ),
    (&["string_literal"], Lines(Text)),
    (&["line_comment", "block_comment"], Leaf(Comment)),
];

/// The first declared name.
fn declared(node: Node<'_>, _: &[u8]) -> Option<Span> {
    node.child_by_field_name("declarator")?.child_by_field_name("name").map(span)
}

fn exported(node: Node<'_>, _: Option<Span>, source: &[u8]) -> bool {
    has_word(node, source, &["modifiers"], &["public"])
}
