//! Parse errors: the outermost ERROR nodes and the tokens that the parser had to make up.

use kaptar_table::{Builder, MORE_ERRORS, Table};
use tree_sitter::Node;

/// The most problems that a table holds.
pub const MOST: usize = 200;
/// The most characters of the source that a message quotes.
const QUOTED: usize = 40;

/// Collects the problems of a tree whose nodes it sees in pre-order.
pub struct Problems<'s> {
    source: &'s [u8],
    any: bool,
    /// Where the error node seen last ends: what is inside of it says nothing new.
    silent_until: usize,
    found: Vec<(usize, usize, String)>,
    more: bool,
}

impl<'s> Problems<'s> {
    pub fn new(root: Node<'_>, source: &'s [u8]) -> Self {
        let mut problems = Self { source, any: root.has_error(), silent_until: 0, found: Vec::new(), more: false };
        if let Err(error) = std::str::from_utf8(source) {
            let at = error.valid_up_to();
            problems.add(at, at + 1, "the bytes are not UTF-8".to_owned());
        }
        problems
    }

    /// Whether the tree holds parse errors at all.
    pub fn any(&self) -> bool {
        self.any
    }

    pub fn see(&mut self, node: Node<'_>) {
        if !self.any {
            return;
        }
        let (start, end) = (node.start_byte(), node.end_byte());
        if node.is_missing() && start >= self.silent_until {
            self.add(start, end, format!("missing {}", node.kind()));
        } else if node.is_error() && start >= self.silent_until && !self.is_vague(node) {
            self.add(start, end, self.unexpected(start, end));
            self.silent_until = end;
        }
    }

    /// An error node over the whole file only says that there is no reading; errors inside of it say where.
    fn is_vague(&self, node: Node<'_>) -> bool {
        let mut cursor = node.walk();
        node.parent().is_none() && node.children(&mut cursor).any(|child| child.has_error())
    }

    fn unexpected(&self, start: usize, end: usize) -> String {
        let text = String::from_utf8_lossy(&self.source[start..end]);
        let line = text.trim_start().lines().next().unwrap_or_default();
        match line.char_indices().nth(QUOTED) {
            Some((cut, _)) => format!("unexpected `{}…`", &line[..cut]),
            None if line.is_empty() => "unexpected end or empty text".to_owned(),
            None => format!("unexpected `{line}`"),
        }
    }

    fn add(&mut self, start: usize, end: usize, message: String) {
        if self.found.len() < MOST {
            self.found.push((start, end, message));
        } else {
            self.more = true;
        }
    }

    /// Put the problems into the table that is built.
    pub fn write(self, mut builder: Builder<'_>) -> Table {
        for (start, end, message) in self.found {
            builder.problem(start as u32, end as u32, message);
        }
        let mut table = builder.finish();
        if self.more {
            table.flags |= MORE_ERRORS;
        }
        table
    }
}
