//! TypeScript, with and without JSX, as a reader that goes on after errors: the module `javascript` is the exact one.

use kaptar_table::Kind::*;

use tree_sitter::Node;

use super::ecmascript::{COUNTS, ELEMENTS, NAME, SHARED};
use crate::rules::Mark::{Choose, Lines, Nothing, Record, Wrap};
use crate::rules::{Around, Dialect, Language, Mark, Name, Rules, Span, span, unquoted};

pub const LANGUAGE: Language = Language {
    dialects: &[
        Dialect { name: "typescript", number: 2, grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into() },
        Dialect { name: "tsx", number: 3, grammar: || tree_sitter_typescript::LANGUAGE_TSX.into() },
        Dialect { name: "dts", number: 5, grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into() },
    ],
    rules: &[SHARED, ELEMENTS, RULES],
    takes_semicolon: true,
    counts: COUNTS,
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["abstract_class_declaration"], Record(Class, NAME)),
    (&["interface_declaration"], Record(Interface, NAME)),
    (&["enum_declaration"], Record(Enum, NAME)),
    (&["enum_assignment"], Record(Field, NAME)),
    (&["property_identifier"], Choose(enum_member)),
    (&["type_alias_declaration"], Record(TypeAlias, NAME)),
    (&["internal_module", "module"], Record(Namespace, Name::Find(module))),
    (&["function_signature"], Record(Function, NAME)),
    (&["method_signature", "abstract_method_signature"], Record(Method, NAME)),
    (&["public_field_definition", "property_signature"], Record(Field, NAME)),
    (&["ambient_declaration"], Wrap(&Lines(Statement))),
    (&["import_alias"], Record(Import, Name::Child(&["identifier"]))),
    (&["interface_body", "enum_body"], Record(Block, Name::None)),
    (&["object_type", "type_parameters", "type_arguments", "tuple_type"], Lines(Collection)),
];

/// A member without a value is only its name.
fn enum_member(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    let in_enum = around.is_some_and(|parent| parent.kind() == "enum_body");
    if in_enum { Record(Field, Name::Find(|node, _| Some(span(node)))) } else { Nothing }
}

fn module(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("name").map(|name| unquoted(span(name), source))
}
