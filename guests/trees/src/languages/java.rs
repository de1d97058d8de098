//! Java.

use kaptar_table::Kind::*;
use kaptar_table::STATIC;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Never, Parts, Record};
use crate::rules::{
    Counts, Dialect, Language, Name, Part, Rules, Span,
    assigned, child_of, decorator_name, has_token, has_word, span,
};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "java", number: 13, grammar: || tree_sitter_java::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
    bodies: &["block", "constructor_body", "switch_block_statement_group", "module_body"],
    member: static_member,
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
    (&["import_declaration"], Parts(Import, Name::Child(&["scoped_identifier", "identifier"]), parts)),
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
    (&["annotation", "marker_annotation"], Record(Decorator, Name::Find(decorator_name))),
    (
        &[
            "block", "class_body", "interface_body", "enum_body", "annotation_type_body", "constructor_body",
            "switch_block", "module_body",
        ],
        Record(Block, Name::None),
    ),
    (
        &[
            "assert_statement", "break_statement", "continue_statement", "do_statement", "enhanced_for_statement",
            "explicit_constructor_invocation", "for_statement", "if_statement", "labeled_statement", "return_statement",
            "synchronized_statement", "throw_statement", "try_statement",
            "try_with_resources_statement", "while_statement", "yield_statement", "catch_clause", "finally_clause",
            "switch_block_statement_group", "switch_rule", "static_initializer",
        ],
        Record(Statement, Name::None),
    ),
    (&["expression_statement"], Record(Statement, Name::Find(assigned))),
    (&["switch_expression"], Lines(Statement)),
    (&["switch_label"], Never),
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

/// `import a.B;` takes `B` from `a`.
fn parts(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let Some(path) = child_of(node, &["scoped_identifier", "identifier"]) else { return };
    let scope = path.child_by_field_name("scope");
    match (child_of(node, &["asterisk"]), scope.zip(path.child_by_field_name("name"))) {
        (Some(all), _) => parts.extend([Part::source(path, source), Part::binding(all, all)]),
        (None, Some((scope, name))) => parts.extend([Part::source(scope, source), Part::binding(name, name)]),
        (None, None) => parts.push(Part::binding(path, path)),
    }
}

fn static_member(node: Node<'_>, _: &[u8]) -> u32 {
    let is_static = child_of(node, &["modifiers"]).is_some_and(|modifiers| has_token(modifiers, "static"));
    if is_static { STATIC } else { 0 }
}
