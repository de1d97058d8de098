//! Line counts of a file, and complexity, nesting and parameters of its functions.
//!
//! Complexity is 1 plus the decisions (named in the language's file) between a function's first and last byte that aren't
//! in a function inside of it. Nesting counts the blocks in each other below the body of a definition. A line with code
//! and a comment is a code line.

use serde::Serialize;
use kaptar_table::{Kind, NONE, Record, Table};
use tree_sitter::{Node, Tree};

use crate::rules::{Counts, Language, Marks};

#[derive(Debug, Serialize)]
pub struct Metrics {
    lines: u32,
    code_lines: u32,
    comment_lines: u32,
    blank_lines: u32,
    max_nesting: u32,
    functions: Vec<Function>,
}

#[derive(Debug, Serialize)]
struct Function {
    name: Option<String>,
    line: u32,
    end_line: u32,
    lines: u32,
    complexity: u32,
    nesting: u32,
    parameters: u32,
}

pub fn metrics(source: &[u8], tree: &Tree, table: &Table, language: &Language) -> Metrics {
    let seen = look(tree, language);
    let blank = |line: &[u8]| line.iter().all(u8::is_ascii_whitespace);
    let lines = source.split(|b| *b == b'\n').take(table.lines as usize);
    let mut counted = [0u32; 3];
    for (i, line) in lines.enumerate() {
        // What has neither is inside of a text that spans lines.
        let only_comment = seen.comment.holds(i) && !seen.code.holds(i);
        let class = if blank(line) { 2 } else { usize::from(only_comment) };
        counted[class] += 1;
    }
    let nesting = nesting(table);
    Metrics {
        lines: table.lines,
        code_lines: counted[0],
        comment_lines: counted[1],
        blank_lines: counted[2],
        max_nesting: nesting.iter().copied().max().unwrap_or(0),
        functions: functions(source, table, &seen, &nesting),
    }
}

/// What a walk over all nodes finds, in the order of the source.
struct Seen {
    code: LineSet,
    comment: LineSet,
    /// Offsets of the decisions.
    decisions: Vec<u32>,
    /// Offset and length of each parameter list.
    parameters: Vec<(u32, u32)>,
}

fn look(tree: &Tree, language: &Language) -> Seen {
    let grammar = tree.language();
    let marks = Marks::new(language, &grammar);
    let roles = Roles::new(&language.counts, &grammar);
    let mut seen = Seen { code: LineSet::default(), comment: LineSet::default(), decisions: Vec::new(), parameters: Vec::new() };
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if marks.is_comment(node) {
            seen.comment.add(node);
        } else {
            seen.note(node, roles.of(node));
            if cursor.goto_first_child() {
                continue;
            }
            seen.code.add(node);
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return seen;
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    None,
    Decision,
    Parameters,
}

/// The role of each node kind id.
struct Roles(Vec<Role>);

impl Roles {
    fn new(counts: &Counts, grammar: &tree_sitter::Language) -> Self {
        let role = |id: u16| {
            let kind = grammar.node_kind_for_id(id).unwrap_or_default();
            let decisions = if grammar.node_kind_is_named(id) { counts.decisions } else { counts.operators };
            match () {
                () if decisions.contains(&kind) => Role::Decision,
                () if counts.parameters.contains(&kind) => Role::Parameters,
                () => Role::None,
            }
        };
        Self((0..grammar.node_kind_count() as u16).map(role).collect())
    }

    fn of(&self, node: Node<'_>) -> Role {
        self.0.get(node.kind_id() as usize).copied().unwrap_or(Role::None)
    }
}

impl Seen {
    fn note(&mut self, node: Node<'_>, role: Role) {
        match role {
            Role::None => {}
            Role::Decision => self.decisions.push(node.start_byte() as u32),
            Role::Parameters => {
                let mut cursor = node.walk();
                let count = node.named_children(&mut cursor).filter(|child| !child.is_extra()).count();
                self.parameters.push((node.start_byte() as u32, count as u32));
            }
        }
    }
}

/// Lines, counted from 0, that nodes of a sort cover.
#[derive(Default)]
struct LineSet(Vec<bool>);

impl LineSet {
    fn add(&mut self, node: Node<'_>) {
        if node.start_byte() == node.end_byte() {
            return;
        }
        let (first, last) = (node.start_position().row, node.end_position());
        // A node that ends with its line end has nothing on the next line.
        let last = if last.column == 0 { last.row.saturating_sub(1).max(first) } else { last.row };
        if self.0.len() <= last {
            self.0.resize(last + 1, false);
        }
        self.0[first..=last].fill(true);
    }

    fn holds(&self, line: usize) -> bool {
        self.0.get(line).copied().unwrap_or(false)
    }
}

/// For each record how many blocks it stands in, below the body of the nearest definition; the record itself counts.
fn nesting(table: &Table) -> Vec<u32> {
    let mut depths: Vec<u32> = Vec::with_capacity(table.records.len());
    for record in &table.records {
        let parent = (record.parent != NONE).then_some(record.parent as usize);
        let around = parent.map_or(0, |p| if table.records[p].kind.is_definition() { 0 } else { depths[p] });
        let body = parent.is_none_or(|p| table.records[p].kind.is_definition());
        depths.push(if record.kind == Kind::Block && !body { around + 1 } else { around });
    }
    depths
}

fn functions(source: &[u8], table: &Table, seen: &Seen, nesting: &[u32]) -> Vec<Function> {
    let is_function = |record: &Record| matches!(record.kind, Kind::Function | Kind::Method);
    let own: Vec<usize> = (0..table.records.len()).filter(|i| is_function(&table.records[*i])).collect();
    let ranges: Vec<&Record> = own.iter().map(|i| &table.records[*i]).collect();
    let mut found: Vec<Function> = ranges.iter().map(|record| function(source, record)).collect();
    for at in &seen.decisions {
        if let Some(i) = innermost(&ranges, *at) {
            found[i].complexity += 1;
        }
    }
    for (at, count) in seen.parameters.iter().rev() {
        // From the last to the first, so that a function keeps the first list: its own.
        if let Some(i) = innermost(&ranges, *at) {
            found[i].parameters = *count;
        }
    }
    for (record, depth) in table.records.iter().zip(nesting) {
        if let Some(i) = innermost(&ranges, record.start) {
            found[i].nesting = found[i].nesting.max(*depth);
        }
    }
    found
}

fn function(source: &[u8], record: &Record) -> Function {
    let name = source.get(record.name_start as usize..record.name_end as usize);
    Function {
        name: name.map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        line: record.first_line,
        end_line: record.last_line,
        lines: record.last_line - record.first_line + 1,
        complexity: 1,
        nesting: 0,
        parameters: 0,
    }
}

/// The innermost of the functions (in pre-order) that covers an offset.
fn innermost(functions: &[&Record], at: u32) -> Option<usize> {
    let before = functions.partition_point(|f| f.start <= at);
    for i in (0..before).rev() {
        if at < functions[i].end {
            return Some(i);
        }
        if functions[i].depth == 0 {
            // No function before one at the top reaches beyond it.
            return None;
        }
    }
    None
}

#[cfg(all(test, feature = "go"))]
mod tests {
    use super::*;
    use crate::{operations, walk};

    fn of(source: &str) -> Metrics {
        let language = &crate::go::LANGUAGE;
        let tree = operations::parse(source.as_bytes(), language, &language.dialects[0], None).unwrap();
        let table = walk::table(source.as_bytes(), &tree, language, 11);
        metrics(source.as_bytes(), &tree, &table, language)
    }

    #[test]
    fn lines_are_of_one_sort_each() {
        let found = of("package a // name\n\n// one\n/* two\n\nthree */\nvar s = `x\n  y\n`\n");
        assert_eq!((found.lines, found.code_lines, found.comment_lines, found.blank_lines), (9, 4, 3, 2));
    }

    #[test]
    fn decisions_count_for_the_function_that_holds_them() {
        let found = of("package a\nfunc f(a, b int, c bool) {\n\tif c && a > b {\n\t\tfor {\n\t\t}\n\t}\n}\nfunc g() {}\n");
        let seen: Vec<_> = found.functions.iter().map(|f| (f.name.as_deref(), f.complexity, f.nesting, f.lines)).collect();
        assert_eq!(seen, [(Some("f"), 4, 2, 6), (Some("g"), 1, 0, 1)]);
        assert_eq!(found.max_nesting, 2);
    }
}
