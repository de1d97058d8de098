//! From a syntax tree to the table: one walk in pre-order, without recursion.

use skep_table::{BROKEN, Builder, EXPORTED, Kind, TOLERANT, Table};
use tree_sitter::{Node, Tree, TreeCursor};

use crate::problems::Problems;
use crate::rules::{Language, Mark, Marks, Name, Span, span};

/// The table of `source`, whose tree is `tree`.
pub fn table(source: &[u8], tree: &Tree, language: &Language, dialect: u32) -> Table {
    let marks = Marks::new(language.rules, &tree.language());
    let builder = Builder::new(source, dialect, TOLERANT);
    let problems = Problems::new(tree.root_node(), source);
    let mut walk = Walk { source, language, marks, builder, problems, open: Vec::new(), claimed: None };
    walk.run(tree);
    let Walk { builder, problems, .. } = walk;
    problems.write(builder)
}

struct Walk<'s> {
    source: &'s [u8],
    language: &'s Language,
    marks: Marks,
    builder: Builder<'s>,
    problems: Problems<'s>,
    /// Kinds of the open records.
    open: Vec<Kind>,
    claimed: Option<Claim>,
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
        let mut parents: Vec<Entered> = Vec::with_capacity(64);
        loop {
            let entered = self.enter(&cursor);
            if entered.visit_children && cursor.goto_first_child() {
                parents.push(entered);
                continue;
            }
            self.leave(entered);
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
                let parent = parents.pop().expect("one entry for each open parent");
                self.leave(parent);
            }
        }
    }

    fn enter(&mut self, cursor: &TreeCursor<'_>) -> Entered {
        let node = cursor.node();
        self.problems.see(node);
        let mark = self.marks.of(node, self.source);
        if let Some(entered) = self.take_claim(node) {
            return entered;
        }
        match mark {
            Mark::Nothing | Mark::Choose(_) => PLAIN,
            Mark::Record(kind, name) => self.record(node, kind, name),
            Mark::Lines(kind) => self.record_if_lines(node, kind, Name::None),
            Mark::NamedLines(kind, name) => self.record_if_lines(node, kind, name),
            Mark::Leaf(kind) => {
                self.open(node, span(node), kind, None, false);
                Entered { records: 1, visit_children: false }
            }
            Mark::Wrap(otherwise) => self.wrap(node, *otherwise),
            Mark::Prefix(kind) => self.prefix(cursor, node, kind),
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
                _ => PLAIN,
            },
        }
    }

    /// The one definition or import directly inside of a wrapper, or inside of a wrapper in it.
    fn inside<'t>(&self, node: Node<'t>) -> Option<Found<'t>> {
        let mut cursor = node.walk();
        let mut found = None;
        for child in node.named_children(&mut cursor).collect::<Vec<_>>() {
            let this = self.definition(child);
            if this.is_some() && found.is_some() {
                return None;
            }
            found = this.or(found);
        }
        found
    }

    fn definition<'t>(&self, node: Node<'t>) -> Option<Found<'t>> {
        match self.marks.of(node, self.source) {
            Mark::Record(kind, name) if kind.is_definition() || kind == Kind::Import => Some(Found { node, kind, name }),
            Mark::Wrap(otherwise) => self.inside(node).or(match otherwise {
                Mark::Record(kind, name) if kind.is_definition() => Some(Found { node, kind: *kind, name: *name }),
                _ => None,
            }),
            _ => None,
        }
    }

    /// A decorator: the definition behind it, decorators and comments in between, starts here.
    fn prefix(&mut self, cursor: &TreeCursor<'_>, node: Node<'_>, kind: Kind) -> Entered {
        if self.claimed.is_none()
            && let Some(found) = self.decorated(cursor)
        {
            let name = found.name.find(found.node, self.source);
            let whole = (node.start_byte() as u32, found.node.end_byte() as u32);
            self.open(found.node, whole, found.kind, name, false);
            self.claimed = Some(Claim { node: found.node.id(), closes: true });
        }
        self.open(node, span(node), kind, None, false);
        OPENED
    }

    fn decorated<'t>(&self, cursor: &TreeCursor<'t>) -> Option<Found<'t>> {
        let mut ahead = cursor.clone();
        while ahead.goto_next_sibling() {
            let node = ahead.node();
            match self.marks.of(node, self.source) {
                Mark::Prefix(_) | Mark::Leaf(Kind::Comment) => {}
                _ => return self.definition(node),
            }
        }
        None
    }

    fn open(&mut self, node: Node<'_>, range: Span, kind: Kind, name: Option<Span>, exported: bool) {
        let mut range = self.trimmed(range);
        let definition = kind.is_definition();
        if definition && self.language.takes_semicolon {
            range.1 = self.with_semicolon(range.1);
        }
        let mut flags = 0;
        if definition && (exported || (self.language.exported)(node, name, self.source)) {
            flags |= EXPORTED;
        }
        if self.problems.any() && node.has_error() {
            flags |= BROKEN;
        }
        let kind = self.in_its_place(kind);
        let name = name.filter(|n| range.0 <= n.0 && n.0 < n.1 && n.1 <= range.1);
        self.builder.open(kind, range, name, flags);
        self.open.push(kind);
    }

    /// A function of something like a class is a method, a variable of it a field.
    fn in_its_place(&self, kind: Kind) -> Kind {
        use Kind::{Class, Enum, Field, Function, Impl, Interface, Method, Struct, Trait, Variable};
        let around = self.open.iter().rev().find(|kind| kind.is_definition());
        let member = matches!(around, Some(Class | Interface | Struct | Enum | Trait | Impl));
        match kind {
            Function if member => Method,
            Variable if member => Field,
            _ => kind,
        }
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
