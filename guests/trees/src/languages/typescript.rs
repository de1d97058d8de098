//! TypeScript, with and without JSX, as a reader that goes on after errors: the module `javascript` is the exact one.

use kaptar_table::Kind::*;

use tree_sitter::Node;

use super::ecmascript::{COUNTS, ELEMENTS, NAME, SHARED, exported, member};
use crate::rules::Mark::{Choose, Leaf, Lines, Nothing, Parts, Record, Wrap};
use crate::rules::{Around, Dialect, Language, Mark, Name, Part, Rules, Span, child_of, span, unquoted};

pub const LANGUAGE: Language = Language {
    dialects: &[
        Dialect { name: "typescript", number: 2, grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into() },
        Dialect { name: "tsx", number: 3, grammar: || tree_sitter_typescript::LANGUAGE_TSX.into() },
        Dialect { name: "dts", number: 5, grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into() },
    ],
    rules: &[SHARED, ELEMENTS, RULES],
    takes_semicolon: true,
    exported,
    member,
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
    (&["ambient_declaration"], Wrap(&Record(Statement, Name::None))),
    (&["import_alias"], Parts(Import, Name::Child(&["identifier"]), alias)),
    (&["index_signature"], Choose(index)),
    (&["call_signature", "construct_signature"], Record(Method, Name::None)),
    (&["hash_bang_line"], Leaf(Comment)),
    (&["interface_body", "enum_body"], Record(Block, Name::None)),
    (&["object_type", "type_parameters", "type_arguments", "tuple_type"], Lines(Collection)),
];

/// In a class it names nothing.
fn index(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    let in_class = around.is_some_and(|parent| parent.kind() == "class_body");
    Record(if in_class { Statement } else { Field }, Name::None)
}

/// A member without a value is only its name.
fn enum_member(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    let in_enum = around.is_some_and(|parent| parent.kind() == "enum_body");
    if in_enum { Record(Field, Name::Find(|node, _| Some(span(node)))) } else { Nothing }
}

fn module(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("name").map(|name| unquoted(span(name), source))
}

/// `import a = b.c`.
fn alias(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    parts.extend(child_of(node, &["identifier"]).map(|name| Part::binding(name, name)));
    let last = node.named_child_count().checked_sub(1).and_then(|last| node.named_child(last as u32));
    parts.extend(last.map(|of| Part::source(of, source)));
}
