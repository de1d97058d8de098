//! The definitions of a source: from its table, or by reading header lines when there is none.

use rustc_hash::FxHashSet;
use kaptar_table::{Kind, NONE, Table};

use crate::headers::{Declares, header, is_modifiers};
use crate::structure::{Blocks, depth, is_closing, is_comment, is_decorator};
use crate::text::Text;

/// A definition; lines from 0, half open, decorators included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub name: String,
    pub declares: Declares,
    pub start: usize,
    /// The line that holds the name.
    pub row: usize,
    pub end: usize,
}

/// All named functions and types of a source, and variables whose value spans lines, in file order.
pub fn definitions(text: &Text, blocks: &Blocks, table: Option<&Table>) -> Vec<Definition> {
    let mut found = by_lines(text, blocks);
    if let Some(table) = table {
        let precise = by_table(text, table);
        let known: FxHashSet<(usize, &str)> = precise.iter().map(|p| (p.row, p.name.as_str())).collect();
        let quoted = quoted_lines(text, table);
        // What only the lines know (assignments of functions, say) stays, unless it stands in a string or comment.
        found.retain(|d| !known.contains(&(d.row, d.name.as_str())) && !quoted[d.row]);
        found.extend(precise);
        found.sort_by_key(|d| (d.start, std::cmp::Reverse(d.end)));
    }
    found
}

/// Which lines lie in a string or comment that spans lines, or are a comment.
fn quoted_lines(text: &Text, table: &Table) -> Vec<bool> {
    let mut quoted = vec![false; text.len()];
    for record in table.records.iter().filter(|r| matches!(r.kind, Kind::Text | Kind::Comment)) {
        let lines = record.first_line as usize - 1..(record.last_line as usize).min(text.len());
        let spans = record.first_line < record.last_line;
        for row in lines {
            quoted[row] |= spans || text.trimmed(row).starts_with(['/', '#', '*']);
        }
    }
    quoted
}

fn by_table(text: &Text, table: &Table) -> Vec<Definition> {
    let declares = |kind: Kind| match kind {
        Kind::Function | Kind::Method | Kind::Macro | Kind::Test => Some(Declares::Function),
        Kind::Class | Kind::Interface | Kind::Struct | Kind::Enum | Kind::Trait | Kind::Impl | Kind::Namespace | Kind::TypeAlias => Some(Declares::Type),
        Kind::Variable => Some(Declares::Variable),
        _ => None,
    };
    table
        .records
        .iter()
        .filter(|r| r.name_start != NONE)
        .filter_map(|r| {
            let name = text.all.get(r.name_start as usize..r.name_end as usize)?;
            let (start, end) = (r.first_line as usize - 1, (r.last_line as usize).min(text.len()));
            let row = text.line_at(r.name_start as usize);
            let name = if r.kind == Kind::Impl { header(text.line(row)).map_or(name, |h| h.name) } else { name };
            Some(Definition { name: name.to_owned(), declares: declares(r.kind)?, start, row, end })
        })
        .filter(|d| d.start <= d.row && d.row < d.end && (d.declares != Declares::Variable || d.end > d.start + 1))
        .collect()
}

/// The innermost definition that holds another.
pub fn holder<'d>(all: &'d [Definition], inner: &Definition) -> Option<&'d Definition> {
    all.iter().filter(|d| d.row < inner.start && inner.end <= d.end && d.declares != Declares::Variable).max_by_key(|d| d.row)
}

fn by_lines(text: &Text, blocks: &Blocks) -> Vec<Definition> {
    let mut out = Vec::new();
    for row in (0..text.len()).filter(|row| blocks.has_block(*row)) {
        let Some(found) = header(text.line(row)) else { continue };
        let end = blocks.end(row);
        if end > row + 1 {
            let start = decorated(text, row);
            out.push(Definition { name: found.name.to_owned(), declares: found.declares, start, row, end });
        }
    }
    out
}

/// The first line of the decorators and modifiers above a header; they may span lines and have comments between them.
fn decorated(text: &Text, row: usize) -> usize {
    let own = depth(text.line(row));
    let mut start = row;
    let mut at = row;
    while at > 0 {
        at -= 1;
        let line = text.line(at);
        if line.trim().is_empty() || depth(line) < own {
            break;
        }
        if depth(line) == own {
            if is_decorator(line) || is_modifiers(line) {
                start = at;
            } else if !is_closing(line) && !is_comment(line) {
                break;
            }
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_header_lines() {
        let text = Text::new("class A:\n    @dec\n    def f(self):\n        pass\n\n    @d(\n        1,\n    )\n    def g(self):\n        pass\n");
        let found: Vec<_> = definitions(&text, &Blocks::new(&text, &[]), None).into_iter().map(|d| (d.name, d.start, d.end)).collect();
        assert_eq!(found, [("A".to_owned(), 0, 10), ("f".to_owned(), 1, 4), ("g".to_owned(), 5, 10)]);
    }

    #[test]
    fn names_of_statements_and_parts_of_imports_are_no_definitions() {
        let source = "from m import a\nx = 1\ndef f(self):\n    x = 2\n";
        let mut table = kaptar_table::Builder::new(source.as_bytes(), 4, 0);
        table.open(Kind::Import, (0, 15), Some((14, 15)), 0);
        table.leaf(Kind::Source, (5, 6), Some((5, 6)), 0);
        table.leaf(Kind::Binding, (14, 15), Some((14, 15)), 0);
        table.close();
        table.leaf(Kind::Variable, (16, 21), Some((16, 17)), 0);
        table.open(Kind::Function, (22, 45), Some((26, 27)), 0);
        table.leaf(Kind::Owner, (28, 32), Some((28, 32)), 0);
        table.leaf(Kind::Statement, (40, 45), Some((40, 41)), 0);
        table.close();
        let table = table.finish();
        let text = Text::new(source);
        let found: Vec<_> = definitions(&text, &Blocks::new(&text, &[]), Some(&table)).into_iter().map(|d| (d.name, d.start, d.end)).collect();
        assert_eq!(found, [("f".to_owned(), 2, 4)]);
    }
}
