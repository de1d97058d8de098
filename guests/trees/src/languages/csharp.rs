//! C#.

use kaptar_table::Kind::*;
use kaptar_table::STATIC;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Parts, Record};
use crate::rules::{Counts, Dialect, Language, Name, Part, Rules, Span, assigned, child_of, has_word, span, text};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "csharp", number: 16, grammar: || tree_sitter_c_sharp::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
    member: static_member,
    counts: Counts {
        decisions: &[
            "if_statement", "for_statement", "foreach_statement", "while_statement", "do_statement", "catch_clause",
            "switch_section", "switch_expression_arm", "conditional_expression",
        ],
        operators: &["&&", "||", "??"],
        parameters: &["parameter_list"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["namespace_declaration", "file_scoped_namespace_declaration"], Record(Namespace, NAME)),
    (&["using_directive"], Parts(Import, Name::Find(used), parts)),
    (&["extern_alias_directive"], Parts(Import, NAME, alias)),
    (&["class_declaration", "record_declaration"], Record(Class, NAME)),
    (&["struct_declaration"], Record(Struct, NAME)),
    (&["interface_declaration"], Record(Interface, NAME)),
    (&["enum_declaration"], Record(Enum, NAME)),
    (&["delegate_declaration"], Record(TypeAlias, NAME)),
    (&["method_declaration", "constructor_declaration", "destructor_declaration"], Record(Method, NAME)),
    (&["operator_declaration"], Record(Method, Name::Field("operator"))),
    (&["conversion_operator_declaration"], Record(Method, Name::Field("type"))),
    (&["local_function_statement"], Record(Function, NAME)),
    (&["property_declaration", "event_declaration", "enum_member_declaration", "indexer_declaration"], Record(Field, NAME)),
    (&["field_declaration", "event_field_declaration"], Record(Field, Name::Find(declared))),
    (&["local_declaration_statement"], Record(Variable, Name::Find(declared))),
    (&["attribute_list"], Record(Decorator, Name::Find(attribute))),
    (&["global_attribute"], Record(Directive, Name::Find(attribute))),
    (
        &[
            "preproc_nullable", "preproc_region", "preproc_endregion", "preproc_pragma", "preproc_define", "preproc_undef",
            "preproc_error", "preproc_warning", "preproc_line",
        ],
        Record(Directive, Name::Find(directive)),
    ),
    (
        &["block", "declaration_list", "enum_member_declaration_list", "accessor_list", "switch_body"],
        Record(Block, Name::None),
    ),
    (
        &[
            "accessor_declaration", "catch_clause", "checked_statement", "do_statement",
            "break_statement", "continue_statement", "goto_statement", "finally_clause", "fixed_statement", "for_statement", "foreach_statement", "if_statement",
            "labeled_statement", "lock_statement", "preproc_if", "preproc_else", "return_statement", "switch_expression_arm",
            "switch_section", "switch_statement", "throw_statement", "try_statement", "unsafe_statement", "using_statement",
            "while_statement", "yield_statement",
        ],
        Record(Statement, Name::None),
    ),
    (&["expression_statement"], Record(Statement, Name::Find(assigned))),
    (&["arrow_expression_clause", "constructor_initializer"], Lines(Statement)),
    (
        &[
            "argument_list", "attribute_argument_list", "initializer_expression", "parameter_list", "type_argument_list",
            "type_parameter_list", "anonymous_object_creation_expression", "switch_expression",
        ],
        Lines(Collection),
    ),
    (
        &["string_literal", "verbatim_string_literal", "raw_string_literal", "interpolated_string_expression"],
        Lines(Text),
    ),
    (&["comment"], Leaf(Comment)),
];

/// `using alias = A.B;` has the alias as its name, other ones what they bring in.
fn used(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let name = node.child_by_field_name("name");
    name.or_else(|| child_of(node, &["qualified_name", "identifier", "alias_qualified_name"])).map(span)
}

/// The first declared name.
fn declared(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let declaration = child_of(node, &["variable_declaration"])?;
    child_of(declaration, &["variable_declarator"])?.child_by_field_name("name").map(span)
}

fn exported(node: Node<'_>, _: Option<Span>, source: &[u8]) -> bool {
    has_word(node, source, &["modifier"], &["public"])
}

/// `using A = B.C;` binds `A`; other ones don't say what they bring in.
fn parts(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let name = node.child_by_field_name("name");
    parts.extend(name.map(|name| Part::binding(name, name)));
    let mut cursor = node.walk();
    let from = node.named_children(&mut cursor).filter(|child| !child.is_extra()).last();
    parts.extend(from.filter(|from| name.is_none_or(|name| name.id() != from.id())).map(|from| Part::source(from, source)));
}

fn alias(node: Node<'_>, _: &[u8], parts: &mut Vec<Part>) {
    parts.extend(node.child_by_field_name("name").map(|name| Part::binding(name, name)));
}

/// The name of the first attribute of a list.
fn attribute(node: Node<'_>, _: &[u8]) -> Option<Span> {
    child_of(node, &["attribute"])?.child_by_field_name("name").map(span)
}

/// `nullable enable`: a directive without its mark.
fn directive(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let text = text(node, source);
    let first = text.iter().position(u8::is_ascii_alphabetic)? as u32;
    Some((span(node).0 + first, span(node).0 + text.trim_ascii_end().len() as u32))
}

fn static_member(node: Node<'_>, source: &[u8]) -> u32 {
    if has_word(node, source, &["modifier"], &["static"]) { STATIC } else { 0 }
}
