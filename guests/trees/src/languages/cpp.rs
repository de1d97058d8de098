//! C++.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use super::c_family::{NAME, declaration, declared, enumeration, member, path, structure, type_definition, with_body};
use crate::rules::Mark::{Choose, Leaf, Lines, Record, Wrap};
use crate::rules::{Around, Counts, Dialect, Language, Mark, Name, Rules, Span, span};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "cpp", number: 15, grammar: || tree_sitter_cpp::LANGUAGE.into() }],
    rules: &[RULES],
    takes_semicolon: true,
    counts: Counts {
        decisions: &[
            "if_statement", "for_statement", "for_range_loop", "while_statement", "do_statement", "case_statement",
            "catch_clause", "conditional_expression",
        ],
        operators: &["&&", "||", "and", "or"],
        parameters: &["parameter_list"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["preproc_include"], Record(Import, Name::Find(path))),
    (&["using_declaration"], Record(Import, Name::Child(&["qualified_identifier", "identifier"]))),
    (&["preproc_def", "preproc_function_def"], Record(Macro, NAME)),
    (&["namespace_definition"], Record(Namespace, NAME)),
    (&["namespace_alias_definition", "alias_declaration", "concept_definition"], Record(TypeAlias, NAME)),
    (&["template_declaration", "friend_declaration"], Wrap(&Lines(Statement))),
    (&["function_definition"], Record(Function, Name::Find(function_name))),
    (&["declaration"], Choose(declaration)),
    (&["field_declaration"], Choose(member)),
    (&["enumerator"], Record(Field, NAME)),
    (&["class_specifier"], Choose(class)),
    (&["struct_specifier", "union_specifier"], Choose(structure)),
    (&["enum_specifier"], Choose(enumeration)),
    (&["type_definition"], Choose(type_definition)),
    (&["compound_statement", "field_declaration_list", "enumerator_list", "declaration_list"], Record(Block, Name::None)),
    (
        &[
            "case_statement", "catch_clause", "do_statement", "else_clause", "expression_statement", "for_range_loop",
            "for_statement", "if_statement", "labeled_statement", "return_statement",
            "switch_statement", "throw_statement", "try_statement", "while_statement", "linkage_specification",
            "preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif", "preproc_call", "field_initializer_list",
        ],
        Lines(Statement),
    ),
    (&["argument_list", "initializer_list", "parameter_list", "template_parameter_list", "template_argument_list"], Lines(Collection)),
    (&["string_literal", "concatenated_string", "raw_string_literal"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];

/// The name of a conversion operator is `operator` and the type.
fn function_name(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let (start, end) = declared(node, source)?;
    match node.child_by_field_name("declarator").filter(|d| d.kind() == "operator_cast") {
        // Without the parameters.
        Some(cast) => Some((start, cast.child_by_field_name("type").map_or(end, |t| span(t).1))),
        None => Some((start, end)),
    }
}

fn class(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    with_body(node, Record(Class, NAME))
}
