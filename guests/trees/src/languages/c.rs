//! C.

use kaptar_table::Kind::*;

use super::c_family::{NAME, declaration, declared, directive, enumeration, include, member, path, structure, type_definition};
use crate::rules::Mark::{Choose, Leaf, Lines, Parts, Record};
use crate::rules::{Counts, Dialect, Language, Name, Rules, assigned};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "c", number: 14, grammar: || tree_sitter_c::LANGUAGE.into() }],
    rules: &[RULES],
    takes_semicolon: true,
    bodies: &["translation_unit", "compound_statement", "declaration_list", "field_declaration_list"],
    counts: Counts {
        decisions: &["if_statement", "for_statement", "while_statement", "do_statement", "case_statement", "conditional_expression"],
        operators: &["&&", "||"],
        parameters: &["parameter_list"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["preproc_include"], Parts(Import, Name::Find(path), include)),
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
            "case_statement", "do_statement", "else_clause", "for_statement", "if_statement",
            "break_statement", "continue_statement", "goto_statement", "labeled_statement", "return_statement", "switch_statement", "while_statement", "linkage_specification",
            "preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif",
        ],
        Record(Statement, Name::None),
    ),
    (&["expression_statement"], Record(Statement, Name::Find(assigned))),
    (&["preproc_call"], Record(Directive, Name::Find(directive))),
    (&["argument_list", "initializer_list", "parameter_list"], Lines(Collection)),
    (&["string_literal", "concatenated_string"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];
