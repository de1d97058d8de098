//! Go.

use kaptar_table::Kind::{self, *};
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, NamedLines, Nothing, Parts, Record, Wrap};
use crate::rules::{Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span, assigned, child_of, span, unquoted};

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "go", number: 11, grammar: || tree_sitter_go::LANGUAGE.into() }],
    rules: &[RULES],
    exported: capital,
    bodies: &["statement_list"],
    counts: Counts {
        decisions: &["if_statement", "for_statement", "expression_case", "type_case", "communication_case"],
        operators: &["&&", "||"],
        parameters: &["parameter_list"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["package_clause"], Record(Namespace, Name::Child(&["package_identifier"]))),
    (&["import_declaration"], Wrap(&Record(Statement, Name::None))),
    (&["import_spec"], Parts(Import, Name::Find(path), parts)),
    (&["import_spec_list"], Wrap(&Lines(Collection))),
    (&["function_declaration"], Record(Function, Name::Field("name"))),
    (&["method_declaration"], Record(Method, Name::Field("name"))),
    (&["method_elem"], Record(Method, Name::Field("name"))),
    (&["type_declaration", "const_declaration", "var_declaration"], Wrap(&Record(Statement, Name::None))),
    (&["var_spec_list"], Wrap(&Lines(Collection))),
    (&["type_spec"], Choose(type_spec)),
    (&["type_alias"], Record(TypeAlias, Name::Field("name"))),
    (&["const_spec", "var_spec"], Record(Variable, Name::Field("name"))),
    (&["short_var_declaration", "assignment_statement"], NamedLines(Statement, Name::Find(assigned))),
    // They may stand in the head of another statement too.
    (&["expression_statement", "inc_statement", "dec_statement", "send_statement"], Lines(Statement)),
    (&["field_declaration"], Record(Field, Name::Find(field))),
    (&["block", "field_declaration_list"], Record(Block, Name::None)),
    (&["statement_list"], Choose(statements)),
    (&["interface_type"], Lines(Block)),
    (
        &[
            "break_statement", "continue_statement", "defer_statement", "expression_switch_statement", "fallthrough_statement",
            "for_statement", "go_statement", "goto_statement", "if_statement", "labeled_statement", "return_statement",
            "select_statement", "type_switch_statement", "communication_case", "default_case", "expression_case", "type_case",
        ],
        Record(Statement, Name::None),
    ),
    (&["parameter_list"], Choose(parameters)),
    (&["type_elem"], Choose(embedded)),
    (&["argument_list", "literal_value", "type_parameter_list"], Lines(Collection)),
    (&["raw_string_literal"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];

fn path(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("path").map(|path| unquoted(span(path), source))
}

/// A path does not say which name it binds; `_` binds none.
fn parts(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let alias = node.child_by_field_name("name").filter(|name| name.kind() != "blank_identifier");
    parts.extend(alias.map(|name| Part::binding(name, name)));
    parts.extend(node.child_by_field_name("path").map(|path| Part::source(path, source)));
}

/// What an interface takes from other types.
fn embedded(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    if around.is_some_and(|parent| parent.kind() == "interface_type") { Record(Statement, Name::None) } else { Nothing }
}

/// The receiver of a method is its owner.
fn parameters(node: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    let receiver = around.filter(|parent| parent.kind() == "method_declaration").and_then(|method| method.child_by_field_name("receiver"));
    if receiver.is_some_and(|receiver| receiver.id() == node.id()) { Record(Owner, Name::Find(receiver_type)) } else { Lines(Collection) }
}

/// The type of the receiver, without `*` and type arguments.
fn receiver_type(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let mut at = child_of(node, &["parameter_declaration"])?.child_by_field_name("type")?;
    while matches!(at.kind(), "pointer_type" | "parenthesized_type" | "generic_type") {
        at = at.child_by_field_name("type").or_else(|| at.named_child(0))?;
    }
    Some(span(at))
}

/// An embedded field has the name of its type.
fn field(node: Node<'_>, _: &[u8]) -> Option<Span> {
    node.child_by_field_name("name").or_else(|| node.child_by_field_name("type")).map(span)
}

fn type_spec(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    let kind: Kind = match node.child_by_field_name("type").map(|t| t.kind()) {
        Some("struct_type") => Struct,
        Some("interface_type") => Interface,
        Some(_) => TypeAlias,
        None => return Nothing,
    };
    Record(kind, Name::Field("name"))
}

/// In a block they are the block; in a case they are its body.
fn statements(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    if around.is_some_and(|parent| parent.kind() == "block") { Nothing } else { Record(Block, Name::None) }
}

fn capital(_: Node<'_>, name: Option<Span>, source: &[u8]) -> bool {
    let name = name.and_then(|(start, end)| std::str::from_utf8(&source[start as usize..end as usize]).ok());
    name.and_then(|name| name.chars().next()).is_some_and(char::is_uppercase)
}
