//! C.

use kaptar_table::Kind::*;

use super::c_family::{NAME, declaration, declared, enumeration, member, path, structure, type_definition};
use crate::rules::Mark::{Choose, Leaf, Lines, Record};
use crate::rules::{Counts, Dialect, Language, Name, Rules};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "c", number: 14, grammar: || tree_sitter_c::LANGUAGE.into() }],
    rules: &[RULES],
    takes_semicolon: true,
    counts: Counts {
        decisions: &["if_statement", "for_statement", "while_statement", "do_statement", "case_statement", "conditional_expression"],
        operators: &["&&", "||"],
        parameters: &["parameter_list"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["preproc_include"], Record(Import, Name::Find(path))),
    (&["preproc_def", "preproc_function_def"], Record(Macro, NAME)),
    (&["function_definition"], Record(Function, Name::Find(declared))),
    (&["declaration"], Choose(declaration)),
    (&["field_declaration"], Choose(member)),
    (&["enumerator"], Record(Field, NAME)),
    (&["struct_specifier", "union_specifier"], Choose(structure)),
    (&["enum_specifier"], Choose(enumeration)),
    (&["type_definition"], Choose(type_definition)),
    (&["compound_statement", "field_declaration_list", "enumerator_list", "declaration_list"], Record(Block, Name::None)),
    (
        &[
            "case_statement", "do_statement", "else_clause", "expression_statement", "for_statement", "if_statement",
            "labeled_statement", "return_statement", "switch_statement", "while_statement", "linkage_specification",
            "preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif", "preproc_call",
        ],
        Lines(Statement),
    ),
    (&["argument_list", "initializer_list", "parameter_list"], Lines(Collection)),
    (&["string_literal", "concatenated_string"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];
