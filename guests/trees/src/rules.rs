//! What a language file says: which node kinds become which records, and what counts for the metrics.

use kaptar_table::Kind;
use tree_sitter::{Node, TreeCursor};

/// What the walker does at a node.
#[derive(Clone, Copy)]
pub enum Mark {
    /// No record; the children are visited.
    Nothing,
    /// No record even where it stands as a statement does; the children are visited.
    Never,
    /// A record, always.
    Record(Kind, Name),
    /// A record if the node spans lines.
    Lines(Kind),
    /// A record if the node spans lines, with a name.
    NamedLines(Kind, Name),
    /// A record, and the children are not visited.
    Leaf(Kind),
    /// The node lends its range to the one definition or import inside (`export`, decorated, template, group of one).
    /// Without exactly one such child the other mark holds.
    Wrap(&'static Mark),
    /// A decorator that stands before what it decorates; the definition starts with the first of them.
    Prefix(Kind, Name),
    /// An import or re-export: a record whose children are the parts that a function finds, and comments.
    Parts(Kind, Name, FindParts),
    /// The mark depends on the node and what is around it.
    Choose(fn(Node<'_>, Around<'_>, &[u8]) -> Mark),
}

/// The parent of a node. A node can find it only from the root of the tree: the walk hands it on.
pub type Around<'t> = Option<Node<'t>>;

/// Where a record's name is found.
#[derive(Clone, Copy)]
pub enum Name {
    None,
    /// The child of this field.
    Field(&'static str),
    /// The first named child of one of these kinds.
    Child(&'static [&'static str]),
    Find(fn(Node<'_>, &[u8]) -> Option<Span>),
}

/// A half-open byte range.
pub type Span = (u32, u32);

/// Adds the parts of an import: what it binds and where from.
pub type FindParts = fn(Node<'_>, &[u8], &mut Vec<Part>);

/// A record of its own inside of an import.
pub struct Part {
    pub kind: Kind,
    pub range: Span,
    pub name: Span,
}

impl Part {
    pub fn binding(node: Node<'_>, name: Node<'_>) -> Self {
        Self { kind: Kind::Binding, range: span(node), name: span(name) }
    }

    /// A module, which may stand in quotes.
    pub fn source(node: Node<'_>, source: &[u8]) -> Self {
        Self { kind: Kind::Source, range: span(node), name: unquoted(span(node), source) }
    }
}

/// Node kinds of one mark.
pub type Rules = &'static [(&'static [&'static str], Mark)];

/// Whether the definition at a node (name given) can be seen from outside.
pub type Exported = fn(Node<'_>, Option<Span>, &[u8]) -> bool;

pub struct Dialect {
    pub name: &'static str,
    /// The number in the table's header.
    pub number: u32,
    pub grammar: fn() -> tree_sitter::Language,
}

pub struct Language {
    pub dialects: &'static [Dialect],
    /// One list, or that of a family and what is added to it.
    pub rules: &'static [Rules],
    pub exported: Exported,
    /// A definition takes a `;` that follows it on its line.
    pub takes_semicolon: bool,
    /// Nodes whose named children are statements, whatever else their kinds may be: for grammars in which a statement is an
    /// expression like any other.
    pub bodies: &'static [&'static str],
    /// The record flags of a method or field.
    pub member: fn(Node<'_>, &[u8]) -> u32,
    /// Nodes whose braces are children of their own, and not those of a block inside.
    pub braces: &'static [&'static str],
    /// Why a source is not given to the parser: its scanner would run over its buffer or never end.
    pub refuses: Option<fn(&[u8]) -> Option<&'static str>>,
    /// The sections of a file, for a grammar that doesn't nest them right.
    pub sections: Option<fn(&tree_sitter::Tree, &[u8]) -> Vec<Section>>,
    pub counts: Counts,
}

/// A heading with all that belongs to it.
pub struct Section {
    pub range: Span,
    pub title: Option<Span>,
}

impl Language {
    /// What most languages are; a file says where its one differs.
    pub const PLAIN: Self = Self {
        dialects: &[],
        rules: &[],
        exported: never_exported,
        takes_semicolon: false,
        bodies: &[],
        member: |_, _| 0,
        braces: &[],
        refuses: None,
        sections: None,
        counts: Counts::NONE,
    };
}

/// What the metrics count.
pub struct Counts {
    /// Named nodes that each add a path through a function.
    pub decisions: &'static [&'static str],
    /// Tokens that each add a path.
    pub operators: &'static [&'static str],
    /// Nodes whose named children are the parameters of a function.
    pub parameters: &'static [&'static str],
}

impl Counts {
    /// For data: no functions.
    pub const NONE: Self = Self { decisions: &[], operators: &[], parameters: &[] };
}

/// The marks of a grammar, by node kind id.
pub struct Marks {
    by_id: Vec<Mark>,
    bodies: Vec<bool>,
}

impl Marks {
    pub fn new(language: &Language, grammar: &tree_sitter::Language) -> Self {
        let by_id = by_kind(language.rules, grammar).into_iter().map(|mark| mark.unwrap_or(Mark::Nothing)).collect();
        let ids = 0..grammar.node_kind_count() as u16;
        let bodies = ids.map(|id| grammar.node_kind_for_id(id).is_some_and(|kind| language.bodies.contains(&kind))).collect();
        Self { by_id, bodies }
    }

    /// Whether the node of a cursor is a statement because of where it stands.
    pub fn is_statement(&self, cursor: &TreeCursor<'_>, around: Around<'_>) -> bool {
        let body = around.is_some_and(|parent| self.bodies.get(parent.kind_id() as usize).copied().unwrap_or(false));
        let node = cursor.node();
        body && node.is_named()
            && !node.is_extra()
            && !node.is_error()
            && !node.is_missing()
            && !matches!(cursor.field_name(), Some("condition" | "value" | "variable" | "pattern" | "name" | "label"))
    }

    /// The mark of a node, chosen where it depends on the node.
    pub fn of(&self, node: Node<'_>, around: Around<'_>, source: &[u8]) -> Mark {
        // The kind of an error node is beyond the table.
        match self.by_id.get(node.kind_id() as usize) {
            Some(Mark::Choose(choose)) => choose(node, around, source),
            Some(mark) => *mark,
            None => Mark::Nothing,
        }
    }

    pub fn is_comment(&self, node: Node<'_>) -> bool {
        matches!(self.by_id.get(node.kind_id() as usize), Some(Mark::Leaf(Kind::Comment)))
    }
}

/// For each id of a named node kind its mark.
fn by_kind(rules: &[Rules], grammar: &tree_sitter::Language) -> Vec<Option<Mark>> {
    let mut sorted: Vec<(&str, Mark)> = rules.iter().copied().flatten().flat_map(|(kinds, mark)| kinds.iter().map(|kind| (*kind, *mark))).collect();
    sorted.sort_unstable_by_key(|(kind, _)| *kind);
    let ids = 0..grammar.node_kind_count() as u16;
    ids.map(|id| {
        let kind = grammar.node_kind_for_id(id).filter(|_| grammar.node_kind_is_named(id))?;
        let at = sorted.binary_search_by_key(&kind, |(kind, _)| kind).ok()?;
        Some(sorted[at].1)
    })
    .collect()
}

impl Name {
    pub fn find(self, node: Node<'_>, source: &[u8]) -> Option<Span> {
        match self {
            Self::None => None,
            Self::Field(field) => node.child_by_field_name(field).map(span),
            Self::Child(kinds) => child_of(node, kinds).map(span),
            Self::Find(find) => find(node, source),
        }
    }
}

/// The name of a decorator: all of it up to its arguments, from behind the marks before it.
pub fn decorator_name(node: Node<'_>, source: &[u8]) -> Option<Span> {
    let text = text(node, source);
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80 || matches!(b, b'_' | b'.' | b':' | b'\\' | b'$');
    let start = text.iter().position(|b| is_name(b) && *b != b':')?;
    let len = text[start..].iter().take_while(|b| is_name(b)).count();
    let len = text[start..start + len].iter().rposition(|b| *b != b':')? + 1;
    let start = node.start_byte() as u32 + start as u32;
    Some((start, start + len as u32))
}

/// The one plain name that an assignment, or a statement that is one, gives a value to.
pub fn assigned(node: Node<'_>, _: &[u8]) -> Option<Span> {
    let assignment = if node.kind() == "expression_statement" { node.named_child(0)? } else { node };
    if !assignment.kind().contains("assignment") && assignment.kind() != "short_var_declaration" {
        return None;
    }
    let mut target = assignment.child_by_field_name("left").or_else(|| assignment.child_by_field_name("target"))?;
    if matches!(target.kind(), "expression_list" | "variable_list" | "directly_assignable_expression") {
        target = target.named_child(0).filter(|_| target.named_child_count() == 1)?;
    }
    matches!(target.kind(), "identifier" | "simple_identifier" | "variable_name").then(|| span(target))
}

/// Whether a node has a token as its child: a keyword that the grammar gives no name.
pub fn has_token(node: Node<'_>, token: &str) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor).any(|child| child.kind() == token)
}

/// All named children of some kinds.
pub fn children_of<'t>(node: Node<'t>, kinds: &[&str]) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| kinds.contains(&child.kind())).collect()
}

/// Whether what is around a node spans lines.
pub fn spans_lines(around: Around<'_>) -> bool {
    around.is_some_and(|node| node.start_position().row != node.end_position().row)
}

/// The bytes of a node.
pub fn span(node: Node<'_>) -> Span {
    (node.start_byte() as u32, node.end_byte() as u32)
}

pub fn text<'s>(node: Node<'_>, source: &'s [u8]) -> &'s [u8] {
    &source[node.byte_range()]
}

/// The first named child of one of the kinds.
pub fn child_of<'t>(node: Node<'t>, kinds: &[&str]) -> Option<Node<'t>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).find(|child| kinds.contains(&child.kind()))
}

/// Whether a child of one of `kinds` holds one of `words` as a word of its text.
pub fn has_word(node: Node<'_>, source: &[u8], kinds: &[&str], words: &[&str]) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor).filter(|child| kinds.contains(&child.kind())).any(|child| {
        text(child, source).split(|b| !b.is_ascii_alphanumeric()).any(|word| words.iter().any(|w| w.as_bytes() == word))
    })
}

/// The span without quotes or angle brackets around it.
pub fn unquoted(span: Span, source: &[u8]) -> Span {
    let (start, end) = (span.0 as usize, span.1 as usize);
    let quoted = end - start >= 2 && matches!((source[start], source[end - 1]), (b'"', b'"') | (b'\'', b'\'') | (b'`', b'`') | (b'<', b'>'));
    if quoted { (span.0 + 1, span.1 - 1) } else { span }
}

/// No name says who may see a definition.
pub fn never_exported(_: Node<'_>, _: Option<Span>, _: &[u8]) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kinds that no dialect of the language has, or that stand in two rules.
    fn wrong_kinds(language: &Language) -> Vec<String> {
        let in_rules: Vec<&str> = language.rules.iter().copied().flatten().flat_map(|(kinds, _)| kinds.iter().copied()).collect();
        let known = |kind: &str, named: bool| language.dialects.iter().any(|d| (d.grammar)().id_for_node_kind(kind, named) != 0);
        let counts = &language.counts;
        let named = in_rules.iter().chain(counts.decisions).chain(counts.parameters).chain(language.bodies);
        let mut wrong: Vec<String> = named.filter(|kind| !known(kind, true)).map(|kind| format!("no kind {kind}")).collect();
        wrong.extend(counts.operators.iter().filter(|kind| !known(kind, false)).map(|kind| format!("no token {kind}")));
        let twice = in_rules.iter().enumerate().filter(|(i, kind)| in_rules[..*i].contains(kind));
        wrong.extend(twice.map(|(_, kind)| format!("{kind} twice")));
        wrong
    }

    #[test]
    fn every_kind_is_known_to_its_grammar() {
        let wrong: Vec<_> = crate::LANGUAGES.iter().map(|(name, l)| (*name, wrong_kinds(l))).filter(|(_, w)| !w.is_empty()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
