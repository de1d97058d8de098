//! C++.

use kaptar_table::Kind::*;
use kaptar_table::STATIC;
use tree_sitter::Node;

use super::c_family::{NAME, declaration, declared, directive, enumeration, include, member, path, structure, type_definition, with_body};
use crate::rules::Mark::{Choose, Leaf, Lines, Parts, Record, Wrap};
use crate::rules::{
    Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span,
    assigned, child_of, decorator_name, has_token, has_word, span,
};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "cpp", number: 15, grammar: || tree_sitter_cpp::LANGUAGE.into() }],
    rules: &[RULES],
    takes_semicolon: true,
    bodies: &["translation_unit", "compound_statement", "declaration_list", "field_declaration_list"],
    member: static_member,
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
    (&["preproc_include"], Parts(Import, Name::Find(path), include)),
    (&["using_declaration"], Parts(Import, Name::Child(&["qualified_identifier", "identifier"]), used)),
    (&["preproc_def", "preproc_function_def"], Record(Macro, NAME)),
    (&["namespace_definition"], Record(Namespace, NAME)),
    (&["namespace_alias_definition", "alias_declaration", "concept_definition"], Record(TypeAlias, NAME)),
    (&["template_declaration", "friend_declaration"], Wrap(&Record(Statement, Name::None))),
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
            "case_statement", "catch_clause", "do_statement", "else_clause", "for_range_loop",
            "for_statement", "if_statement", "labeled_statement", "return_statement", "break_statement", "continue_statement",
            "goto_statement", "co_return_statement", "co_yield_statement", "static_assert_declaration",
            "switch_statement", "throw_statement", "try_statement", "while_statement", "linkage_specification",
            "preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif",
        ],
        Record(Statement, Name::None),
    ),
    (&["expression_statement"], Record(Statement, Name::Find(assigned))),
    (&["preproc_call"], Record(Directive, Name::Find(directive))),
    (&["field_initializer_list"], Lines(Statement)),
    (&["attribute_declaration"], Record(Decorator, Name::Find(decorator_name))),
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

/// `using a::b;` takes `b` from `a`; `using namespace a;` says no names.
fn used(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let Some(path) = child_of(node, &["qualified_identifier", "identifier"]) else { return };
    let mut name = path;
    while let Some(inner) = name.child_by_field_name("name") {
        name = inner;
    }
    let scope_end = source[..name.start_byte()].trim_ascii_end().strip_suffix(b"::").map_or(0, |scope| scope.trim_ascii_end().len());
    if has_token(node, "namespace") || name.id() == path.id() {
        parts.push(Part::source(path, source));
    } else {
        let scope = (span(path).0, scope_end as u32);
        parts.extend([Part { kind: Source, range: scope, name: scope }, Part::binding(name, name)]);
    }
}

fn static_member(node: Node<'_>, source: &[u8]) -> u32 {
    if has_word(node, source, &["storage_class_specifier"], &["static"]) { STATIC } else { 0 }
}
