//! Scala 2 and 3.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, NamedLines, Never, Nothing, Parts, Record};
use crate::rules::{
    Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span,
    assigned, child_of, decorator_name, has_word, span, text,
};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "scala", number: 21, grammar: || tree_sitter_scala::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
    bodies: &["compilation_unit", "template_body", "with_template_body", "block", "indented_block", "case_clause"],
    counts: Counts {
        decisions: &["if_expression", "for_expression", "while_expression", "do_while_expression", "case_clause"],
        operators: &[],
        parameters: &["parameters"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["package_clause"], Record(Namespace, NAME)),
    (&["package_object"], Record(Namespace, NAME)),
    (&["import_declaration"], Parts(Import, Name::Find(imported), parts)),
    (&["export_declaration"], Record(Export, Name::None)),
    (&["class_definition", "object_definition"], Record(Class, NAME)),
    (&["trait_definition"], Record(Trait, NAME)),
    (&["enum_definition"], Record(Enum, NAME)),
    (&["simple_enum_case", "full_enum_case"], Record(Field, NAME)),
    (&["extension_definition"], Record(Impl, Name::Find(extended))),
    (&["given_definition"], Record(Variable, NAME)),
    (&["function_definition", "function_declaration"], Record(Function, NAME)),
    (&["val_definition", "var_definition"], Record(Variable, Name::Field("pattern"))),
    (&["val_declaration", "var_declaration"], Record(Variable, NAME)),
    (&["type_definition"], Record(TypeAlias, NAME)),
    (&["annotation"], Record(Decorator, Name::Find(decorator_name))),
    (&["template_body", "with_template_body", "enum_body", "block", "indented_block", "case_block", "indented_cases"], Record(Block, Name::None)),
    (
        &[
            "if_expression", "for_expression", "while_expression", "do_while_expression", "match_expression", "try_expression",
            "return_expression", "throw_expression",
        ],
        Lines(Statement),
    ),
    (&["assignment_expression"], NamedLines(Statement, Name::Find(assigned))),
    (&["catch_clause", "finally_clause", "case_clause"], Record(Statement, Name::None)),
    (&["guard"], Never),
    (&["call_expression", "infix_expression"], Choose(expression)),
    (&["arguments", "parameters", "class_parameters", "tuple_expression", "type_parameters", "namespace_selectors", "enumerators"], Lines(Collection)),
    (&["string", "interpolated_string"], Lines(Text)),
    (&["comment", "block_comment"], Leaf(Comment)),
];

/// The whole path: it is one child a segment.
fn imported(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let first = node.child_by_field_name("path")?;
    Some((span(first).0, span(node).1))
}

/// An expression that stands as a statement.
fn expression(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    match around.map(|parent| parent.kind()) {
        Some("block" | "indented_block" | "template_body" | "compilation_unit") => Lines(Statement),
        _ => Nothing,
    }
}

/// What has no modifier is public.
fn exported(node: Node<'_>, _: Option<Span>, source: &[u8]) -> bool {
    !has_word(node, source, &["modifiers"], &["private", "protected"])
}

/// The type that an extension is for.
fn extended(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let parameter = child_of(node.child_by_field_name("parameters")?, &["parameter"])?;
    parameter.child_by_field_name("type").map(span)
}

/// `import a.b.{c, d => e}, f.g`: paths with commas between them, each with the names at its end.
fn parts(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let mut cursor = node.walk();
    let children: Vec<Node<'_>> = node.children(&mut cursor).skip(1).filter(|child| !child.is_extra()).collect();
    for path in children.split(|child| child.kind() == ",") {
        let named: Vec<Node<'_>> = path.iter().copied().filter(|child| child.is_named()).collect();
        let [scope @ .., last] = &named[..] else { continue };
        if let [first, ..] = scope {
            let scope = (span(*first).0, span(scope[scope.len() - 1]).1);
            parts.push(Part { kind: Source, range: scope, name: scope });
        }
        if last.kind() == "namespace_selectors" {
            let mut cursor = last.walk();
            last.named_children(&mut cursor).filter(|child| !child.is_extra()).for_each(|selector| bound(selector, source, parts));
        } else {
            bound(*last, source, parts);
        }
    }
}

/// One name, which `a => _` hides.
fn bound(selector: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let alias = selector.child_by_field_name("alias").unwrap_or(selector);
    if alias.id() == selector.id() || text(alias, source) != b"_" {
        parts.push(Part::binding(selector, alias));
    }
}
