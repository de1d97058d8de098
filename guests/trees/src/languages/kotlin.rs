//! Kotlin.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, Nothing, Record};
use crate::rules::{Around, Counts, Dialect, Language, Mark, Name, Rules, Span, child_of, has_word, span};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "kotlin", number: 19, grammar: || tree_sitter_kotlin_ng::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
    refuses: Some(ends_in_annotation),
    braces: &["when_expression"],
    counts: Counts {
        decisions: &["if_expression", "for_statement", "while_statement", "do_while_statement", "when_entry", "catch_block"],
        operators: &["&&", "||", "?:"],
        parameters: &["function_value_parameters"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["package_header"], Record(Namespace, Name::Child(&["qualified_identifier"]))),
    (&["import"], Record(Import, Name::Child(&["qualified_identifier", "identifier"]))),
    (&["class_declaration"], Choose(class)),
    (&["object_declaration", "companion_object"], Record(Class, NAME)),
    (&["function_declaration"], Record(Function, NAME)),
    (&["secondary_constructor"], Record(Method, Name::None)),
    (&["property_declaration"], Record(Variable, Name::Find(property))),
    (&["enum_entry"], Record(Field, Name::Child(&["identifier"]))),
    (&["type_alias"], Record(TypeAlias, Name::Field("type"))),
    (&["annotation", "file_annotation"], Record(Decorator, Name::None)),
    (&["class_body", "enum_class_body", "block"], Record(Block, Name::None)),
    (&["lambda_literal"], Lines(Block)),
    (
        &[
            "anonymous_initializer", "assignment", "catch_block", "do_while_statement", "finally_block", "for_statement",
            "getter", "if_expression", "return_expression", "setter", "throw_expression", "try_expression", "when_entry",
            "while_statement", "when_expression",
        ],
        Lines(Statement),
    ),
    (&["call_expression"], Choose(call)),
    (
        &["value_arguments", "function_value_parameters", "class_parameters", "collection_literal", "type_parameters"],
        Lines(Collection),
    ),
    (&["multiline_string_literal"], Lines(Text)),
    (&["line_comment", "block_comment"], Leaf(Comment)),
];

/// Classes, interfaces and enums are one node kind; a keyword says which.
fn class(node: Node<'_>, _: Around<'_>, source: &[u8]) -> Mark {
    let mut cursor = node.walk();
    let kind = match () {
        () if node.children(&mut cursor).any(|child| child.kind() == "interface") => Interface,
        () if has_word(node, source, &["modifiers"], &["enum"]) || child_of(node, &["enum_class_body"]).is_some() => Enum,
        () => Class,
    };
    Record(kind, NAME)
}

fn property(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let declared = child_of(node, &["variable_declaration"])
        .or_else(|| child_of(child_of(node, &["multi_variable_declaration"])?, &["variable_declaration"]))?;
    child_of(declared, &["identifier"]).map(span)
}

/// A call that stands as a statement.
fn call(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    match around.map(|parent| parent.kind()) {
        Some("block" | "source_file" | "lambda_literal") => Lines(Statement),
        _ => Nothing,
    }
}

/// What has no modifier is public.
fn exported(node: Node<'_>, _: Option<Span>, source: &[u8]) -> bool {
    !has_word(node, source, &["modifiers"], &["private", "internal", "protected"])
}

/// The scanner looks for white space behind an `@`, and does not stop at the end of the file.
fn ends_in_annotation(source: &[u8]) -> Option<&'static str> {
    let last_line = source.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    last_line.contains(&b'@').then_some("its last line has an annotation and no line end")
}
