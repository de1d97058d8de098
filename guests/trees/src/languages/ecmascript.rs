//! What JavaScript and TypeScript share.

use kaptar_table::Kind::*;
use kaptar_table::{GETTER, SETTER, STATIC};
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, NamedLines, Nothing, Parts, Prefix, Record, Wrap};
use crate::rules::{
    Around, Counts, Mark, Name, Part, Rules, Span,
    assigned, child_of, children_of, decorator_name, has_token, span, spans_lines, text, unquoted,
};

pub const NAME: Name = Name::Field("name");

pub const COUNTS: Counts = Counts {
    decisions: &[
        "if_statement", "for_statement", "for_in_statement", "while_statement", "do_statement", "switch_case", "catch_clause",
        "ternary_expression",
    ],
    operators: &["&&", "||", "??"],
    parameters: &["formal_parameters"],
};

pub const SHARED: Rules = &[
    (&["import_statement"], Parts(Import, Name::Find(from), imported)),
    (&["export_statement"], Choose(export)),
    (&["class_declaration"], Record(Class, NAME)),
    (&["function_declaration", "generator_function_declaration"], Record(Function, NAME)),
    (&["method_definition"], Record(Method, NAME)),
    (&["lexical_declaration", "variable_declaration"], Choose(variables)),
    (&["decorator"], Prefix(Decorator, Name::Find(decorator_name))),
    (&["statement_block", "class_body", "switch_body"], Record(Block, Name::None)),
    (
        &[
            "break_statement", "catch_clause", "class_static_block", "continue_statement", "do_statement", "else_clause",
            "finally_clause", "for_in_statement", "for_statement", "if_statement", "labeled_statement", "return_statement",
            "switch_case", "switch_default", "switch_statement", "throw_statement", "try_statement", "while_statement",
            "with_statement", "debugger_statement",
        ],
        Record(Statement, Name::None),
    ),
    (&["expression_statement"], Choose(expression)),
    (&["arguments", "array", "array_pattern", "export_clause", "formal_parameters", "named_imports", "object", "object_pattern"], Lines(Collection)),
    (&["pair"], Choose(pair)),
    (&["template_string", "string"], Lines(Text)),
    (&["comment", "html_comment"], Leaf(Comment)),
];

/// For dialects with elements in the code.
pub const ELEMENTS: Rules = &[
    (&["jsx_element"], NamedLines(Element, Name::Find(tag))),
    (&["jsx_self_closing_element"], NamedLines(Element, NAME)),
];

/// The module that an import or export names.
fn from(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let required = child_of(node, &["import_require_clause"]).unwrap_or(node);
    required.child_by_field_name("source").map(|module| unquoted(span(module), source))
}

/// `import a, { b as c } from "m"`, `import a = require("m")`.
fn imported(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let required = child_of(node, &["import_require_clause"]);
    let clause = required.or_else(|| child_of(node, &["import_clause"]));
    let named = clause.map(|clause| children_of(clause, &["identifier", "namespace_import", "named_imports"])).unwrap_or_default();
    for names in named {
        match names.kind() {
            "identifier" => parts.push(Part::binding(names, names)),
            "namespace_import" => parts.extend(child_of(names, &["identifier"]).map(|name| Part::binding(names, name))),
            _ => parts.extend(children_of(names, &["import_specifier"]).into_iter().filter_map(|one| {
                let name = one.child_by_field_name("alias").or_else(|| one.child_by_field_name("name"))?;
                Some(Part::binding(one, name))
            })),
        }
    }
    module(required.unwrap_or(node), source, parts);
}

fn module(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    parts.extend(node.child_by_field_name("source").map(|module| Part::source(module, source)));
}

/// What is exported by default without a name is called `default`.
fn export(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    if node.child_by_field_name("source").is_some() {
        return Parts(Export, Name::Find(from), module);
    }
    match node.child_by_field_name("value").map(|value| value.kind()) {
        Some("function_expression" | "generator_function") => Record(Function, Name::Find(default)),
        Some("class") => Record(Class, Name::Find(default)),
        _ => Wrap(&Record(Export, Name::Find(from))),
    }
}

fn default(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let value = node.child_by_field_name("value")?;
    let mut cursor = node.walk();
    let word = node.children(&mut cursor).find(|child| child.kind() == "default");
    value.child_by_field_name("name").or(word).map(span)
}

pub fn exported(node: Node<'_>, _: Option<Span>, _: &[u8]) -> bool {
    node.kind() == "export_statement"
}

pub fn member(node: Node<'_>, _: &[u8]) -> u32 {
    let flags = [("get", GETTER), ("set", SETTER), ("static", STATIC), ("static get", STATIC | GETTER)];
    flags.iter().filter(|(token, _)| has_token(node, token)).fold(0, |all, (_, flag)| all | flag)
}

/// The first name; a single one that is bound to a function or class is that.
fn variables(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    let mut cursor = node.walk();
    let bound: Vec<Node<'_>> = node.named_children(&mut cursor).filter(|child| child.kind() == "variable_declarator").collect();
    let value = match bound[..] {
        [only] => only.child_by_field_name("value").map(|value| value.kind()),
        _ => None,
    };
    let kind = match value {
        Some("class") => Class,
        Some(value) if is_function(value) => Function,
        _ => Variable,
    };
    Record(kind, Name::Find(first_name))
}

fn is_function(kind: &str) -> bool {
    matches!(kind, "arrow_function" | "function_expression" | "generator_function")
}

fn first_name(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let mut at = child_of(node, &["variable_declarator"])?.child_by_field_name("name")?;
    while matches!(at.kind(), "object_pattern" | "array_pattern" | "pair_pattern" | "rest_pattern" | "assignment_pattern") {
        at = at.child_by_field_name("value").or_else(|| at.named_child(0))?;
    }
    Some(span(at))
}

/// `it("…", …)` and its like are tests, a string at the start of a body is a directive.
fn expression(node: Node<'_>, around: Around<'_>, source: &[u8]) -> Mark {
    match node.named_child(0).map(|child| child.kind()) {
        // TypeScript's `namespace a {}` has a record of its own.
        Some("internal_module") => Nothing,
        Some("string") if is_prologue(node, around) => Record(Directive, Name::Find(directive)),
        _ if title(node, source).is_some() => Record(Test, Name::Find(title)),
        _ => Record(Statement, Name::Find(assigned)),
    }
}

/// Whether only strings and comments stand before a string in a file or function.
fn is_prologue(node: Node<'_>, around: Around<'_>) -> bool {
    let Some(body) = around.filter(|parent| matches!(parent.kind(), "program" | "statement_block")) else { return false };
    let mut cursor = body.walk();
    let mut before = body.named_children(&mut cursor).take_while(|child| child.id() != node.id());
    before.all(|child| match child.kind() {
        "expression_statement" => child.named_child(0).is_some_and(|text| text.kind() == "string"),
        "hash_bang_line" => true,
        _ => child.is_extra(),
    })
}

fn directive(node: Node<'_>, source: &[u8]) -> Option<Span> {
    child_of(node, &["string"]).map(|text| unquoted(span(text), source))
}

fn title(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let call = child_of(node, &["call_expression"])?;
    let called = text(call.child_by_field_name("function")?, source);
    let first_word = called.split(|b| *b == b'.').next()?;
    if !matches!(first_word, b"it" | b"test" | b"describe" | b"context" | b"suite" | b"specify") {
        return None;
    }
    let title = call.child_by_field_name("arguments")?.named_child(0)?;
    matches!(title.kind(), "string" | "template_string").then(|| unquoted(span(title), source))
}

/// A property of an object literal that spans lines.
fn pair(node: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    if !spans_lines(around) {
        return Nothing;
    }
    let value = node.child_by_field_name("value").map(|value| value.kind());
    Record(if value.is_some_and(is_function) { Method } else { Field }, Name::Find(key))
}

fn key(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("key").map(|key| unquoted(span(key), source))
}

fn tag(node: Node<'_>, _: &[u8]) -> Option<Span> {
    node.child_by_field_name("open_tag")?.child_by_field_name("name").map(span)
}
