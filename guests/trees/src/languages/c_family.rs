//! What C and C++ share: names stand inside of nested declarators, and types are defined where they are used.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{self, Record, Wrap};
use crate::rules::{Around, Name, Part, Span, child_of, span, text, unquoted};

pub const NAME: Name = Name::Field("name");

/// The file of an `#include`.
pub fn path(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("path").map(|path| unquoted(span(path), source))
}

pub fn include(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    parts.extend(node.child_by_field_name("path").map(|path| Part::source(path, source)));
}

/// `pragma once`: a directive without its mark.
pub fn directive(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let text = text(node, source);
    let first = text.iter().position(u8::is_ascii_alphabetic)? as u32;
    Some((span(node).0 + first, span(node).0 + text.trim_ascii_end().len() as u32))
}

pub fn declaration(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    declares(node, Variable)
}

pub fn member(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    declares(node, Field)
}

/// Without a declarator there is only a type, which may be defined here.
fn declares(node: Node<'_>, value: kaptar_table::Kind) -> Mark {
    match node.child_by_field_name("declarator") {
        Some(_) => Record(if declares_function(node) { Function } else { value }, Name::Find(declared)),
        None => Wrap(&Record(Statement, Name::None)),
    }
}

pub fn structure(node: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    if is_named_by_typedef(node, around) { Mark::Nothing } else { with_body(node, Record(Struct, NAME)) }
}

pub fn enumeration(node: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    if is_named_by_typedef(node, around) { Mark::Nothing } else { with_body(node, Record(Enum, NAME)) }
}

fn is_named_by_typedef(node: Node<'_>, around: Around<'_>) -> bool {
    node.child_by_field_name("name").is_none() && around.is_some_and(|parent| parent.kind() == "type_definition")
}

/// Only a type with a body is defined; without one it is used.
pub fn with_body(node: Node<'_>, mark: Mark) -> Mark {
    node.child_by_field_name("body").map_or(Mark::Nothing, |_| mark)
}

/// `typedef struct {…} name;` defines the structure under that name.
pub fn type_definition(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    let defined = node.child_by_field_name("type").filter(|t| t.child_by_field_name("body").is_some());
    match defined.map(|t| (t.kind(), t.child_by_field_name("name").is_some())) {
        Some((_, true)) => Wrap(&Record(Statement, Name::None)),
        Some(("enum_specifier", false)) => Record(Enum, Name::Find(declared)),
        Some((_, false)) => Record(Struct, Name::Find(declared)),
        None => Record(TypeAlias, Name::Find(declared)),
    }
}

/// The declared name: through pointers, arrays, parameters and initialisers.
pub fn declared(node: Node<'_>, _: &[u8]) -> Option<Span> {
    declarator_name(node.child_by_field_name("declarator")?).map(span)
}

/// Whether a declaration declares a function, and not a variable that points to one.
fn declares_function(node: Node<'_>) -> bool {
    let mut at = node.child_by_field_name("declarator");
    while let Some(declarator) = at {
        match declarator.kind() {
            "function_declarator" => {
                let inner = declarator.child_by_field_name("declarator");
                return inner.is_some_and(|d| d.kind() != "parenthesized_declarator");
            }
            "pointer_declarator" | "reference_declarator" => at = inner(declarator),
            _ => return false,
        }
    }
    false
}

fn declarator_name(declarator: Node<'_>) -> Option<Node<'_>> {
    let mut at = declarator;
    loop {
        at = match at.kind() {
            "identifier" | "field_identifier" | "type_identifier" | "qualified_identifier" | "destructor_name"
            | "operator_name" | "operator_cast" | "primitive_type" => return Some(at),
            "template_function" | "template_method" => return at.child_by_field_name("name"),
            "structured_binding_declarator" => return child_of(at, &["identifier"]),
            _ => inner(at)?,
        }
    }
}

/// Some declarators name their inner one by a field, some hold it as their only child.
fn inner(declarator: Node<'_>) -> Option<Node<'_>> {
    declarator.child_by_field_name("declarator").or_else(|| {
        let mut cursor = declarator.walk();
        declarator.named_children(&mut cursor).find(|child| child.kind().ends_with("declarator") || child.kind().ends_with("identifier"))
    })
}
