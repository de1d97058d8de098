//! C#.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Leaf, Lines, Record};
use crate::rules::{Counts, Dialect, Language, Name, Rules, Span, child_of, has_word, span};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "csharp", number: 16, grammar: || tree_sitter_c_sharp::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
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
    (&["using_directive"], Record(Import, Name::Find(used))),
    (&["extern_alias_directive"], Record(Import, NAME)),
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
    (&["attribute_list"], Record(Decorator, Name::None)),
    (
        &["block", "declaration_list", "enum_member_declaration_list", "accessor_list", "switch_body"],
        Record(Block, Name::None),
    ),
    (
        &[
            "accessor_declaration", "catch_clause", "checked_statement", "constructor_initializer", "do_statement",
            "expression_statement", "finally_clause", "fixed_statement", "for_statement", "foreach_statement", "if_statement",
            "labeled_statement", "lock_statement", "preproc_if", "preproc_else", "return_statement", "switch_expression_arm",
            "switch_section", "switch_statement", "throw_statement", "try_statement", "unsafe_statement", "using_statement",
            "while_statement", "yield_statement", "arrow_expression_clause",
        ],
        Lines(Statement),
    ),
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
