//! Kotlin.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, NamedLines, Never, Nothing, Parts, Record};
use crate::rules::{
    Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span,
    assigned, child_of, children_of, decorator_name, has_word, span,
};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "kotlin", number: 19, grammar: || tree_sitter_kotlin_ng::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
    refuses: Some(ends_in_annotation),
    bodies: &["source_file", "block", "class_body", "lambda_literal"],
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
    (&["import"], Parts(Import, Name::Child(&["qualified_identifier", "identifier"]), parts)),
    (&["class_declaration"], Choose(class)),
    (&["object_declaration", "companion_object"], Record(Class, NAME)),
    (&["function_declaration"], Record(Function, Name::Find(function))),
    (&["user_type"], Choose(receiver)),
    (&["secondary_constructor"], Record(Method, Name::None)),
    (&["property_declaration"], Record(Variable, Name::Find(property))),
    (&["enum_entry"], Record(Field, Name::Child(&["identifier"]))),
    (&["type_alias"], Record(TypeAlias, Name::Field("type"))),
    (&["annotation"], Record(Decorator, Name::Find(decorator_name))),
    (&["file_annotation"], Record(Directive, Name::Find(decorator_name))),
    (&["class_body", "enum_class_body", "block"], Record(Block, Name::None)),
    (&["lambda_literal"], Lines(Block)),
    (
        &[
            "do_while_statement", "for_statement", "if_expression", "return_expression", "throw_expression", "try_expression",
            "while_statement", "when_expression",
        ],
        Lines(Statement),
    ),
    (&["assignment"], NamedLines(Statement, Name::Find(assigned))),
    (&["anonymous_initializer", "catch_block", "finally_block", "getter", "setter", "when_entry"], Record(Statement, Name::None)),
    (&["lambda_parameters", "label"], Never),
    (&["call_expression"], Choose(call)),
    (
        &["value_arguments", "function_value_parameters", "class_parameters", "collection_literal", "type_parameters"],
        Lines(Collection),
    ),
    (&["multiline_string_literal"], Lines(Text)),
    (&["line_comment", "block_comment", "shebang"], Leaf(Comment)),
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

/// `import a.b as c` takes `c` from `a`.
fn parts(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let Some(path) = child_of(node, &["qualified_identifier", "identifier"]) else { return };
    let mut cursor = node.walk();
    if let Some(all) = node.children(&mut cursor).find(|child| child.kind() == "*") {
        return parts.extend([Part::source(path, source), Part::binding(all, all)]);
    }
    let names = children_of(path, &["identifier"]);
    let (first, last) = (names.first().copied().unwrap_or(path), names.last().copied().unwrap_or(path));
    if let [.., before, _] = names[..] {
        let scope = (span(first).0, span(before).1);
        parts.push(Part { kind: Source, range: scope, name: scope });
    }
    let alias = children_of(node, &["identifier"]).into_iter().find(|alias| alias.id() != path.id()).unwrap_or(last);
    parts.push(Part { kind: Binding, range: (span(last).0, span(alias).1), name: span(alias) });
}

/// The grammar takes the name of `fun A.b()` for a part of the type before it.
fn function(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let name = node.child_by_field_name("name")?;
    if name.start_byte() < name.end_byte() {
        return Some(span(name));
    }
    children_of(child_of(node, &["user_type"])?, &["identifier"]).last().copied().map(span)
}

/// The type that a function extends: it stands before the name.
fn receiver(node: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    let name = around.filter(|parent| parent.kind() == "function_declaration").and_then(|function| function.child_by_field_name("name"));
    if name.is_some_and(|name| node.end_byte() <= name.start_byte()) { Record(Owner, Name::Find(owner)) } else { Nothing }
}

/// Without type arguments, and without the name of the function where the grammar takes that for a part.
fn owner(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let names = children_of(node, &["identifier"]);
    let whole = source[node.end_byte()..].trim_ascii_start().starts_with(b".");
    let last = names.get(names.len().checked_sub(if whole { 1 } else { 2 })?)?;
    Some((span(node).0, span(*last).1))
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
