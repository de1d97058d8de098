//! Python, as a reader that goes on after errors: the module `python` is the exact one.

use kaptar_table::Kind::*;
use tree_sitter::Node;

use crate::rules::Mark::{Choose, Leaf, Lines, Nothing, Parts, Record, Wrap};
use crate::rules::{
    Around, Counts, Dialect, Language, Mark, Name, Part, Rules, Span,
    assigned, child_of, decorator_name, span, spans_lines, unquoted,
};

const NAME: Name = Name::Field("name");

pub const LANGUAGE: Language = Language {
    dialects: &[Dialect { name: "python", number: 4, grammar: || tree_sitter_python::LANGUAGE.into() }],
    rules: &[RULES],
    exported,
    counts: Counts {
        decisions: &[
            "if_statement", "elif_clause", "for_statement", "while_statement", "except_clause", "case_clause",
            "conditional_expression", "if_clause", "for_in_clause", "boolean_operator",
        ],
        operators: &[],
        parameters: &["parameters"],
    },
    ..Language::PLAIN
};

const RULES: Rules = &[
    (&["class_definition"], Record(Class, NAME)),
    (&["function_definition"], Record(Function, NAME)),
    (&["decorated_definition"], Wrap(&Nothing)),
    (&["decorator"], Record(Decorator, Name::Find(decorator_name))),
    (&["type_alias_statement"], Record(TypeAlias, Name::Field("left"))),
    (&["import_statement", "future_import_statement"], Parts(Import, Name::Field("name"), parts)),
    (&["import_from_statement"], Parts(Import, Name::Field("module_name"), parts)),
    (&["expression_statement"], Choose(expression)),
    (&["block"], Record(Block, Name::None)),
    (
        &[
            "assert_statement", "delete_statement", "for_statement", "if_statement", "elif_clause", "else_clause",
            "except_clause", "finally_clause", "global_statement", "match_statement", "case_clause", "raise_statement",
            "return_statement", "try_statement", "while_statement", "with_statement", "pass_statement", "break_statement",
            "continue_statement", "nonlocal_statement", "exec_statement", "print_statement",
        ],
        Record(Statement, Name::None),
    ),
    (
        &[
            "argument_list", "dictionary", "dictionary_comprehension", "generator_expression", "list", "list_comprehension",
            "parameters", "set", "set_comprehension", "tuple",
        ],
        Lines(Collection),
    ),
    (&["pair"], Choose(pair)),
    (&["string"], Lines(Text)),
    (&["comment"], Leaf(Comment)),
];

/// An assignment to a name in a module or class is a definition.
fn expression(node: Node<'_>, _: Around<'_>, _: &[u8]) -> Mark {
    match target(node) {
        Some(_) if at_top(node) => Record(Variable, Name::Find(|node, _| target(node).map(span))),
        _ => Record(Statement, Name::Find(assigned)),
    }
}

fn target(node: Node<'_>) -> Option<Node<'_>> {
    let left = child_of(node, &["assignment"])?.child_by_field_name("left")?;
    match left.kind() {
        "identifier" => Some(left),
        "pattern_list" | "tuple_pattern" => child_of(left, &["identifier"]),
        _ => None,
    }
}

/// Not in a function: what is between is no block of one.
fn at_top(node: Node<'_>) -> bool {
    let mut at = node.parent();
    while let Some(around) = at {
        match around.kind() {
            "function_definition" => return false,
            "class_definition" => return true,
            _ => at = around.parent(),
        }
    }
    true
}

fn pair(_: Node<'_>, around: Around<'_>, _: &[u8]) -> Mark {
    if spans_lines(around) { Record(Field, Name::Find(key)) } else { Nothing }
}

fn key(node: Node<'_>, source: &[u8]) -> Option<Span> {
    node.child_by_field_name("key").map(|key| unquoted(span(key), source))
}

/// At the top of the file, without an underscore.
fn exported(node: Node<'_>, name: Option<Span>, source: &[u8]) -> bool {
    let public = name.is_some_and(|(start, _)| source[start as usize] != b'_');
    let statement = node.parent().filter(|parent| parent.kind() == "decorated_definition").unwrap_or(node);
    public && statement.parent().is_some_and(|parent| parent.kind() == "module")
}

/// Names behind `import`; behind `from` the module.
fn parts(node: Node<'_>, source: &[u8], parts: &mut Vec<Part>) {
    let mut cursor = node.walk();
    let module = node.child_by_field_name("module_name");
    let module = module.or_else(|| node.children(&mut cursor).find(|child| child.kind() == "__future__"));
    parts.extend(module.map(|module| Part::source(module, source)));
    let mut cursor = node.walk();
    let names = node.children_by_field_name("name", &mut cursor);
    parts.extend(names.map(|name| Part::binding(name, name.child_by_field_name("alias").unwrap_or(name))));
    parts.extend(child_of(node, &["wildcard_import"]).map(|all| Part::binding(all, all)));
}
