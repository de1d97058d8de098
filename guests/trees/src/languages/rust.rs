//! Rust.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, Nothing, Prefix, Record};
use crate::rules::{Around, Counts, Dialect, Language, Mark, Name, Rules, Span, child_of, span, spans_lines};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "rust", number: 12, grammar: || tree_sitter_rust::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
    counts: Counts {
        decisions: &["if_expression", "while_expression", "for_expression", "loop_expression", "match_arm"],
        operators: &["&&", "||"],
        parameters: &["parameters"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["function_item", "function_signature_item"], Record(Function, NAME)),
    (&["struct_item", "union_item"], Record(Struct, NAME)),
    (&["enum_item"], Record(Enum, NAME)),
    (&["trait_item"], Record(Trait, NAME)),
    (&["impl_item"], Record(Impl, Name::Find(implementor))),
    (&["mod_item"], Record(Namespace, NAME)),
    (&["type_item", "associated_type"], Record(TypeAlias, NAME)),
    (&["const_item", "static_item"], Record(Variable, NAME)),
    (&["let_declaration"], Record(Variable, Name::Field("pattern"))),
    (&["field_declaration", "enum_variant"], Record(Field, NAME)),
    (&["field_initializer"], Choose(initializer)),
    (&["macro_definition"], Record(Macro, NAME)),
    (&["use_declaration"], Record(Import, Name::Field("argument"))),
    (&["extern_crate_declaration"], Record(Import, NAME)),
    (&["attribute_item"], Prefix(Decorator)),
    (&["inner_attribute_item"], Leaf(Decorator)),
    (&["block", "declaration_list", "field_declaration_list", "enum_variant_list", "match_block"], Record(Block, Name::None)),
    (
        &[
            "expression_statement", "else_clause", "match_arm", "foreign_mod_item", "where_clause",
        ],
        Lines(Statement),
    ),
    // An expression at the end of a block is no statement of its own in the grammar.
    (
        &[
            "if_expression", "match_expression", "for_expression", "while_expression", "loop_expression",
            "unsafe_block", "async_block", "const_block", "try_block", "macro_invocation",
        ],
        Choose(control),
    ),
    (
        &[
            "arguments", "array_expression", "tuple_expression", "parameters", "type_parameters", "field_initializer_list",
            "use_list", "token_tree", "ordered_field_declaration_list", "tuple_type",
        ],
        Lines(Collection),
    ),
    (&["string_literal", "raw_string_literal"], Lines(Text)),
    (&["line_comment", "block_comment"], Leaf(Comment)),
];

/// The type without its arguments.
fn implementor(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let whole = node.child_by_field_name("type")?;
    Some(span(whole.child_by_field_name("type").filter(|_| whole.kind() == "generic_type").unwrap_or(whole)))
}

fn control(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    match around.map(|parent| parent.kind()) {
        Some("expression_statement") => Nothing,
        _ => Lines(Statement),
    }
}

/// A field of a struct literal that spans lines.
fn initializer(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    if spans_lines(around) { Record(Field, Name::Field("field")) } else { Nothing }
}

fn exported(node: Node<'_>, _: Option<Span>, _: &[u8]) -> bool {
    child_of(node, &["visibility_modifier"]).is_some()
}
