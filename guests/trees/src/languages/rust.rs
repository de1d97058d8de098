//! Rust.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, Never, Nothing, Parts, Prefix, Record};
use crate::rules::{
    Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span,
    assigned, child_of, decorator_name, span, spans_lines,
};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "rust", number: 12, grammar: || tree_sitter_rust::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
    bodies: &["source_file", "block", "declaration_list"],
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
    (&["use_declaration"], Parts(Import, Name::Field("argument"), used)),
    (&["extern_crate_declaration"], Parts(Import, NAME, extern_crate)),
    (&["attribute_item"], Prefix(Decorator, Name::Find(decorator_name))),
    (&["inner_attribute_item"], Record(Directive, Name::Find(decorator_name))),
    (&["block", "declaration_list", "field_declaration_list", "enum_variant_list", "match_block"], Record(Block, Name::None)),
    (&["else_clause", "match_arm", "foreign_mod_item"], Record(Statement, Name::None)),
    (&["expression_statement"], Record(Statement, Name::Find(assigned))),
    (&["where_clause"], Lines(Statement)),
    (&["label"], Never),
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
    (&["line_comment", "block_comment", "shebang"], Leaf(Comment)),
];

/// The type without its arguments; `Trait for Type` with them.
fn implementor(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let whole = node.child_by_field_name("type")?;
    if let Some(of) = node.child_by_field_name("trait") {
        return Some((span(of).0, span(whole).1));
    }
    Some(span(whole.child_by_field_name("type").filter(|_| whole.kind() == "generic_type").unwrap_or(whole)))
}

/// `use a::{b, c as d}` takes `b` and `d` from `a`.
fn used(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let Some(tree) = node.child_by_field_name("argument") else { return };
    let path = match tree.kind() {
        "use_as_clause" => tree.child_by_field_name("path").and_then(|path| path.child_by_field_name("path")),
        "use_wildcard" => tree.named_child(0),
        // With `self` in the list its last name is bound.
        "scoped_use_list" if has_self(tree) => tree.child_by_field_name("path").and_then(|path| path.child_by_field_name("path")),
        _ => tree.child_by_field_name("path"),
    };
    parts.extend(path.map(|path| Part::source(path, source)));
    bound(tree, path.map_or(0, |path| span(path).1), parts);
}

/// The names that a tree of paths binds. A binding starts behind `from`, where the source ends.
fn bound(tree: Node<'_>, from: u32, parts: &mut Vec<Part>) {
    let last = |node: Node<'_>| node.child_by_field_name("name").map_or(span(node), span);
    let mut add = |name: Span| {
        let start = if span(tree).0 < from { last_of_path(tree).unwrap_or(name.0) } else { span(tree).0 };
        parts.push(Part { kind: Binding, range: (start, span(tree).1), name });
    };
    match tree.kind() {
        "use_as_clause" => tree.child_by_field_name("alias").map(span).into_iter().for_each(add),
        "use_wildcard" => add((span(tree).1 - 1, span(tree).1)),
        "scoped_use_list" | "use_list" => {
            let path = tree.child_by_field_name("path").filter(|_| has_self(tree)).map(last);
            parts.extend(path.map(|name| Part { kind: Binding, range: name, name }));
            let list = tree.child_by_field_name("list").unwrap_or(tree);
            let mut cursor = list.walk();
            let members = list.named_children(&mut cursor).filter(|member| !member.is_extra() && member.kind() != "self");
            members.for_each(|member| bound(member, 0, parts));
        }
        _ => add(last(tree)),
    }
}

/// Where the last name of a path begins whose first names are the source.
fn last_of_path(tree: Node<'_>) -> Option<u32> {
    let path = tree.child_by_field_name("path").filter(|_| tree.kind() == "use_as_clause").unwrap_or(tree);
    path.child_by_field_name("name").map(|name| span(name).0)
}

fn has_self(tree: Node<'_>) -> bool {
    tree.child_by_field_name("list").is_some_and(|list| child_of(list, &["self"]).is_some())
}

fn extern_crate(node: Node<'_>, _: &[u8], parts: &mut Vec<Part>) {
    let Some(name) = node.child_by_field_name("name") else { return };
    let local = node.child_by_field_name("alias").unwrap_or(name);
    parts.push(Part { kind: Binding, range: (span(name).0, span(local).1), name: span(local) });
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
