//! From a syntax tree to the table: one walk in pre-order, without recursion.

use std::iter::Peekable;
use std::vec::IntoIter;

use kaptar_table::{BROKEN, Builder, EXPORTED, Kind, TOLERANT, Table};
use tree_sitter::{Node, Tree, TreeCursor};

use crate::problems::Problems;
use crate::rules::{Around, FindParts, Language, Mark, Marks, Name, Part, Section, Span, span};

/// The table of `source`, whose tree is `tree`.
pub fn table(source: &[u8], tree: &Tree, language: &Language, dialect: u32) -> Table {
    let marks = Marks::new(language, &tree.language());
    let builder = Builder::new(source, dialect, TOLERANT);
    let problems = Problems::new(tree.root_node(), source);
    let sections = language.sections.map_or_else(Vec::new, |find| find(tree, source));
    let sections = sections.into_iter().peekable();
    let mut walk =
        Walk { source, language, marks, builder, problems, sections, open: Vec::new(), claimed: None, closers: Vec::new() };
    walk.run(tree);
    walk.open_sections(u32::MAX);
    let Walk { mut builder, problems, .. } = walk;
    builder.shebang();
    problems.write(builder)
}

/// The table of `source` without its records: the parse errors, for which a tree that has none need not be walked.
pub fn problems(source: &[u8], tree: &Tree, language: &Language, dialect: u32) -> Table {
    if tree.root_node().has_error() {
        return Table { records: Vec::new(), ..table(source, tree, language, dialect) };
    }
    Problems::new(tree.root_node(), source).write(Builder::new(source, dialect, TOLERANT))
}

struct Walk<'s> {
    source: &'s [u8],
    language: &'s Language,
    marks: Marks,
    builder: Builder<'s>,
    problems: Problems<'s>,
    sections: Peekable<IntoIter<Section>>,
    /// Kinds and ends of the open records.
    open: Vec<(Kind, u32)>,
    claimed: Option<Claim>,
    /// Closing braces of the open blocks that are no nodes.
    closers: Vec<usize>,
}

/// A definition whose record was opened before its node was reached.
struct Claim {
    node: usize,
    /// The node closes the record; otherwise the wrapper does.
    closes: bool,
}

/// What is to be undone when a node is left.
#[derive(Clone, Copy)]
struct Entered {
    records: u8,
    visit_children: bool,
}

const PLAIN: Entered = Entered { records: 0, visit_children: true };
const OPENED: Entered = Entered { records: 1, visit_children: true };

/// A definition or import, as found inside of what wraps it.
struct Found<'t> {
    node: Node<'t>,
    kind: Kind,
    name: Name,
}

impl Walk<'_> {
    fn run(&mut self, tree: &Tree) {
        let mut cursor = tree.walk();
        let mut parents: Vec<(Entered, Node<'_>)> = Vec::with_capacity(64);
        loop {
            let node = cursor.node();
            let entered = self.enter(&cursor, node, parents.last().map(|(_, parent)| *parent));
            if entered.visit_children && cursor.goto_first_child() {
                parents.push((entered, node));
                continue;
            }
            self.leave(entered);
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
                let (entered, _) = parents.pop().expect("one entry for each open parent");
                self.leave(entered);
            }
        }
    }

    fn enter<'t>(&mut self, cursor: &TreeCursor<'t>, node: Node<'t>, around: Around<'t>) -> Entered {
        self.problems.see(node);
        let mark = self.marks.of(node, around, self.source);
        if &self.source[node.byte_range()] == b";" {
            return PLAIN;
        }
        if let Some(mut entered) = self.take_claim(node) {
            if let Mark::Parts(_, _, find) = mark {
                self.parts(node, find);
                entered.visit_children = false;
            }
            return entered;
        }
        if self.marks.is_statement(cursor, around)
            && let Some(entered) = self.statement(node, mark)
        {
            return entered;
        }
        match mark {
            Mark::Never => PLAIN,
            Mark::Nothing | Mark::Choose(_) if self.language.braces.is_empty() => PLAIN,
            Mark::Nothing | Mark::Choose(_) => self.brace(cursor, node, around),
            Mark::Record(kind, name) => self.record(node, kind, name),
            Mark::Lines(kind) => self.record_if_lines(node, kind, Name::None),
            Mark::NamedLines(kind, name) => self.record_if_lines(node, kind, name),
            Mark::Leaf(kind) => {
                self.open(node, span(node), kind, None, false);
                Entered { records: 1, visit_children: false }
            }
            Mark::Wrap(otherwise) => self.wrap(node, *otherwise),
            Mark::Prefix(kind, name) => self.prefix(cursor, node, around, (kind, name)),
            Mark::Parts(kind, name, find) => self.import(node, (kind, name), find),
        }
    }

    /// A node that stands as a statement has a record on one line too; one with a record of another kind has that inside.
    fn statement(&mut self, node: Node<'_>, mark: Mark) -> Option<Entered> {
        match mark {
            Mark::Nothing | Mark::Choose(_) | Mark::Lines(Kind::Statement) => Some(self.record(node, Kind::Statement, Name::None)),
            Mark::NamedLines(Kind::Statement, name) => Some(self.record(node, Kind::Statement, name)),
            Mark::Lines(kind) => {
                let outer = self.record(node, Kind::Statement, Name::None);
                let inner = self.record_if_lines(node, kind, Name::None);
                Some(Entered { records: outer.records + inner.records, ..inner })
            }
            _ => None,
        }
    }

    fn import(&mut self, node: Node<'_>, (kind, name): (Kind, Name), find: FindParts) -> Entered {
        let entered = self.record(node, kind, name);
        if entered.records > 0 {
            self.parts(node, find);
        }
        Entered { visit_children: false, ..entered }
    }

    /// The parts of an import and the comments in it, in the order of the source. After an error parts may overlap.
    fn parts(&mut self, node: Node<'_>, find: FindParts) {
        let mut parts = Vec::new();
        find(node, self.source, &mut parts);
        self.comments(node, &mut parts);
        parts.sort_by_key(|part| part.range);
        let (mut from, to) = self.open.last().map_or((0, 0), |(_, end)| (node.start_byte() as u32, *end));
        for part in parts {
            let (start, end) = self.trimmed(part.range);
            if from <= start && start < end && end <= to {
                self.builder.leaf(part.kind, (start, end), name_within((start, end), Some(part.name)), 0);
                from = end;
            }
        }
    }

    /// The comments below a node, as parts of it; its errors are seen as those of any node.
    fn comments(&mut self, node: Node<'_>, parts: &mut Vec<Part>) {
        let mut cursor = node.walk();
        let mut inside = cursor.goto_first_child();
        while inside {
            let node = cursor.node();
            self.problems.see(node);
            if self.marks.is_comment(node) {
                parts.push(Part { kind: Kind::Comment, range: span(node), name: (0, 0) });
            } else if cursor.goto_first_child() {
                continue;
            }
            inside = cursor.goto_next_sibling();
            while !inside && cursor.goto_parent() && cursor.depth() > 0 {
                inside = cursor.goto_next_sibling();
            }
        }
    }

    fn leave(&mut self, entered: Entered) {
        for _ in 0..entered.records {
            self.builder.close();
            self.open.pop();
        }
    }

    fn take_claim(&mut self, node: Node<'_>) -> Option<Entered> {
        let claim = self.claimed.take_if(|claim| claim.node == node.id())?;
        Some(if claim.closes { OPENED } else { PLAIN })
    }

    fn record(&mut self, node: Node<'_>, kind: Kind, name: Name) -> Entered {
        let (start, end) = self.trimmed(span(node));
        if start == end {
            // Made up after an error, or white space alone.
            return PLAIN;
        }
        let name = name.find(node, self.source);
        self.open(node, span(node), kind, name, false);
        OPENED
    }

    fn record_if_lines(&mut self, node: Node<'_>, kind: Kind, name: Name) -> Entered {
        let (start, end) = self.trimmed(span(node));
        // Rows first: they are at hand, while lines are searched for.
        if node.start_position().row == node.end_position().row || !self.builder.spans_lines(start, end) {
            return PLAIN;
        }
        self.record(node, kind, name)
    }

    fn wrap(&mut self, node: Node<'_>, otherwise: Mark) -> Entered {
        let claimed = self.claimed.as_ref().map(|claim| claim.node);
        match self.inside(node) {
            Some(found) if claimed == Some(found.node.id()) => PLAIN,
            Some(found) => {
                let name = found.name.find(found.node, self.source);
                self.open(found.node, span(node), found.kind, name, node.kind().starts_with("export"));
                self.claimed = Some(Claim { node: found.node.id(), closes: false });
                OPENED
            }
            None => match otherwise {
                Mark::Record(kind, name) => self.record(node, kind, name),
                Mark::Lines(kind) => self.record_if_lines(node, kind, Name::None),
                Mark::Parts(kind, name, find) => self.import(node, (kind, name), find),
                _ => PLAIN,
            },
        }
    }

    /// The one definition or import directly inside of a wrapper, or inside of a wrapper in it.
    fn inside<'t>(&self, node: Node<'t>) -> Option<Found<'t>> {
        let mut cursor = node.walk();
        let mut found = None;
        for child in node.named_children(&mut cursor).collect::<Vec<_>>() {
            let this = self.definition(child, Some(node));
            if this.is_some() && found.is_some() {
                return None;
            }
            found = this.or(found);
        }
        found
    }

    fn definition<'t>(&self, node: Node<'t>, around: Around<'t>) -> Option<Found<'t>> {
        match self.marks.of(node, around, self.source) {
            Mark::Record(kind, name) | Mark::Parts(kind, name, _) if kind.is_definition() || kind == Kind::Import => {
                Some(Found { node, kind, name })
            }
            Mark::Wrap(otherwise) => self.inside(node).or(match otherwise {
                Mark::Record(kind, name) if kind.is_definition() => Some(Found { node, kind: *kind, name: *name }),
                _ => None,
            }),
            _ => None,
        }
    }

    /// A decorator: the definition behind it, decorators and comments in between, starts here.
    fn prefix<'t>(&mut self, cursor: &TreeCursor<'t>, node: Node<'t>, around: Around<'t>, (kind, own): (Kind, Name)) -> Entered {
        if self.claimed.is_none()
            && let Some(found) = self.decorated(cursor, around)
        {
            let name = found.name.find(found.node, self.source);
            let whole = (node.start_byte() as u32, found.node.end_byte() as u32);
            self.open(found.node, whole, found.kind, name, false);
            self.claimed = Some(Claim { node: found.node.id(), closes: true });
        }
        self.record(node, kind, own)
    }

    fn decorated<'t>(&self, cursor: &TreeCursor<'t>, around: Around<'t>) -> Option<Found<'t>> {
        let mut ahead = cursor.clone();
        while ahead.goto_next_sibling() {
            let node = ahead.node();
            match self.marks.of(node, around, self.source) {
                Mark::Prefix(..) | Mark::Leaf(Kind::Comment) => {}
                _ => return self.definition(node, around),
            }
        }
        None
    }

    /// Braces around the body of a statement that has no node for the body: a block from the one to the other.
    fn brace<'t>(&mut self, cursor: &TreeCursor<'t>, node: Node<'t>, around: Around<'t>) -> Entered {
        if self.closers.last() == Some(&node.id()) {
            self.closers.pop();
            return OPENED;
        }
        let opens = node.kind() == "{" && around.is_some_and(|parent| self.language.braces.contains(&parent.kind()));
        if let Some(closer) = opens.then(|| following_brace(cursor)).flatten() {
            self.open(node, (node.start_byte() as u32, closer.end_byte() as u32), Kind::Block, None, false);
            self.closers.push(closer.id());
        }
        PLAIN
    }

    /// Close the sections that end up to an offset and open those that start up to it.
    fn open_sections(&mut self, offset: u32) {
        while let Some(section) = self.sections.next_if(|section| section.range.0 <= offset) {
            let range = self.trimmed(section.range);
            self.close_sections(range.0);
            self.builder.open(Kind::Section, range, name_within(range, section.title), 0);
            self.open.push((Kind::Section, section.range.1));
        }
        self.close_sections(offset);
    }

    fn close_sections(&mut self, offset: u32) {
        while self.open.last().is_some_and(|(_, end)| *end <= offset) {
            self.open.pop();
            self.builder.close();
        }
    }

    fn open(&mut self, node: Node<'_>, range: Span, kind: Kind, name: Option<Span>, exported: bool) {
        let mut range = self.trimmed(range);
        let definition = kind.is_definition();
        // `struct s;` is a type alone to the grammar.
        if (definition || (kind == Kind::Statement && node.kind().ends_with("_specifier"))) && self.language.takes_semicolon {
            range.1 = self.with_semicolon(range.1).min(self.open.last().map_or(u32::MAX, |(_, end)| *end)).max(range.1);
        }
        let mut flags = 0;
        if definition && !self.is_local() && (exported || (self.language.exported)(node, name, self.source)) {
            flags |= EXPORTED;
        }
        if self.problems.any() && node.has_error() {
            flags |= BROKEN;
        }
        if self.language.sections.is_some() && self.open.iter().all(|(kind, _)| *kind == Kind::Section) {
            self.open_sections(range.0);
        }
        let kind = self.in_its_place(kind);
        if matches!(kind, Kind::Method | Kind::Field) {
            flags |= (self.language.member)(node, self.source);
        }
        self.builder.open(kind, range, name_within(range, name), flags);
        self.open.push((kind, range.1));
    }

    /// A function of something like a class is a method, a variable of it a field.
    fn in_its_place(&self, kind: Kind) -> Kind {
        use Kind::{Class, Enum, Field, Function, Impl, Interface, Method, Struct, Trait, Variable};
        let around = self.open.iter().rev().map(|(kind, _)| *kind).find(|kind| kind.is_definition());
        let member = matches!(around, Some(Class | Interface | Struct | Enum | Trait | Impl));
        match kind {
            Function if member => Method,
            Variable if member => Field,
            _ => kind,
        }
    }

    /// Whether the place is inside of a function.
    fn is_local(&self) -> bool {
        self.open.iter().any(|(kind, _)| matches!(kind, Kind::Function | Kind::Method))
    }

    /// Some grammars count white space behind a node as its own.
    fn trimmed(&self, (start, mut end): Span) -> Span {
        while end > start && self.source[end as usize - 1].is_ascii_whitespace() {
            end -= 1;
        }
        (start, end)
    }

    fn with_semicolon(&self, end: u32) -> u32 {
        let rest = &self.source[end as usize..];
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        match rest.get(blanks) {
            Some(b';') if !self.source[..end as usize].ends_with(b";") => end + blanks as u32 + 1,
            _ => end,
        }
    }
}

/// After an error a name may be empty, or lie in what was trimmed.
fn name_within(range: Span, name: Option<Span>) -> Option<Span> {
    name.filter(|n| range.0 <= n.0 && n.0 < n.1 && n.1 <= range.1)
}

/// The next `}` beside the node of a cursor.
fn following_brace<'t>(cursor: &TreeCursor<'t>) -> Option<Node<'t>> {
    let mut ahead = cursor.clone();
    while ahead.goto_next_sibling() {
        if ahead.node().kind() == "}" {
            return Some(ahead.node());
        }
    }
    None
}
