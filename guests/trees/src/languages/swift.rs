//! Swift.

use kaptar_table::Kind::*;
use kaptar_table::STATIC;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, NamedLines, Nothing, Parts, Record};
use crate::rules::{
    Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span,
    assigned, child_of, children_of, decorator_name, has_token, has_word, span, text,
};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "swift", number: 20, grammar: || tree_sitter_swift::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
    bodies: &["source_file", "statements"],
    member: static_member,
    braces: &[
        "if_statement", "guard_statement", "for_statement", "while_statement", "repeat_while_statement", "do_statement",
        "catch_block", "switch_statement",
    ],
    counts: Counts {
        decisions: &[
            "if_statement", "guard_statement", "for_statement", "while_statement", "repeat_while_statement", "switch_entry",
            "catch_block", "ternary_expression", "conjunction_expression", "disjunction_expression",
        ],
        operators: &[],
        parameters: &[],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["import_declaration"], Parts(Import, Name::Child(&["identifier"]), parts)),
    (&["class_declaration"], Choose(class)),
    (&["protocol_declaration"], Record(Interface, NAME)),
    (&["function_declaration", "protocol_function_declaration"], Record(Function, NAME)),
    (&["init_declaration"], Record(Method, NAME)),
    (&["deinit_declaration", "subscript_declaration"], Record(Method, Name::None)),
    (&["property_declaration"], Record(Variable, NAME)),
    (&["protocol_property_declaration"], Record(Variable, Name::Find(required))),
    (&["enum_entry"], Record(Field, NAME)),
    (&["typealias_declaration", "associatedtype_declaration"], Record(TypeAlias, NAME)),
    (&["macro_declaration"], Record(Macro, Name::Child(&["simple_identifier"]))),
    (&["attribute"], Record(Decorator, Name::Find(decorator_name))),
    (
        &["class_body", "enum_class_body", "protocol_body", "function_body", "computed_property", "willset_didset_block"],
        Record(Block, Name::None),
    ),
    (&["lambda_literal"], Lines(Block)),
    (
        &[
            "control_transfer_statement", "do_statement", "for_statement", "guard_statement", "if_statement",
            "repeat_while_statement", "switch_statement", "while_statement",
        ],
        Lines(Statement),
    ),
    (&["assignment"], NamedLines(Statement, Name::Find(assigned))),
    (
        &["catch_block", "computed_getter", "computed_setter", "didset_clause", "switch_entry", "willset_clause"],
        Record(Statement, Name::None),
    ),
    (&["directive"], Record(Directive, Name::Find(decorator_name))),
    (&["call_expression"], Choose(call)),
    (&["statements"], Choose(statements)),
    (&["value_arguments", "array_literal", "dictionary_literal", "tuple_expression"], Lines(Collection)),
    (&["multi_line_string_literal", "raw_string_literal"], Lines(Text)),
    (&["comment", "multiline_comment", "shebang_line"], Leaf(Comment)),
];

/// Classes, structs, enums, actors and extensions are one node kind; a keyword says which.
fn class(node: Node<'_>, _: Around<'_>, source: &[u8]) -> Mark {
    let keyword = node.child_by_field_name("declaration_kind").map(|k| text(k, source)).unwrap_or_default();
    let kind = match keyword {
        b"struct" => Struct,
        b"enum" => Enum,
        b"extension" => Impl,
        _ => Class,
    };
    Record(kind, NAME)
}

/// A call that stands as a statement.
fn call(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    match around.map(|parent| parent.kind()) {
        Some("statements" | "source_file") => Lines(Statement),
        _ => Nothing,
    }
}

/// The body of a case; other bodies have braces.
fn statements(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    if around.is_some_and(|parent| parent.kind() == "switch_entry") { Record(Block, Name::None) } else { Nothing }
}

/// `var name: Type { get }` in a protocol.
fn required(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let pattern = node.child_by_field_name("name")?;
    Some(span(child_of(pattern, &["simple_identifier"]).unwrap_or(pattern)))
}

fn exported(node: Node<'_>, _: Option<Span>, source: &[u8]) -> bool {
    has_word(node, source, &["modifiers"], &["public", "open"])
}

/// `import struct A.B` takes `B` from `A`; without the kind of thing the whole path is the module that is bound.
fn parts(node: Node<'_>, _: &[u8], parts: &mut Vec<Part>) {
    let Some(path) = child_of(node, &["identifier"]) else { return };
    let names = children_of(path, &["simple_identifier"]);
    let of_kind = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"].iter().any(|kind| has_token(node, kind));
    match names[..] {
        [first, .., last] if of_kind => {
            let scope = (span(first).0, span(names[names.len() - 2]).1);
            parts.extend([Part { kind: Source, range: scope, name: scope }, Part::binding(last, last)]);
        }
        _ => parts.push(Part::binding(path, path)),
    }
}

fn static_member(node: Node<'_>, source: &[u8]) -> u32 {
    let is_static = has_word(node, source, &["modifiers"], &["static", "class"]) || has_token(node, "class");
    if is_static { STATIC } else { 0 }
}
