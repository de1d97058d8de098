//! Builds a table.

use crate::{Kind, Lines, NONE, Problem, Record, Table, head};

/// Builds the records of a table while a tree is walked in pre-order.
pub struct Builder<'a> {
    source: &'a [u8],
    lines: Lines<'a>,
    table: Table,
    open: Vec<u32>,
}

impl<'a> Builder<'a> {
    pub fn new(source: &'a [u8], dialect: u32, flags: u32) -> Self {
        let lines = Lines::new(source);
        let records = Vec::with_capacity(lines.count() as usize);
        let table = Table { dialect, source_len: source.len() as u32, lines: lines.count(), flags, records, problems: Vec::new() };
        Self { source, lines, table, open: Vec::new() }
    }

    pub fn lines(&self) -> &Lines<'a> {
        &self.lines
    }

    /// Whether a range covers more than one line.
    pub fn spans_lines(&self, start: u32, end: u32) -> bool {
        self.lines.spanned(start, end)
    }

    /// Add a record under the open ones and leave it open; close it with [`Builder::close`].
    pub fn open(&mut self, kind: Kind, range: (u32, u32), name: Option<(u32, u32)>, flags: u32) {
        let index = self.table.records.len() as u32;
        self.add(kind, range, name, flags);
        self.open.push(index);
    }

    pub fn close(&mut self) {
        self.open.pop();
    }

    /// Add a record without children.
    pub fn leaf(&mut self, kind: Kind, range: (u32, u32), name: Option<(u32, u32)>, flags: u32) {
        self.add(kind, range, name, flags);
    }

    fn add(&mut self, kind: Kind, (start, end): (u32, u32), name: Option<(u32, u32)>, flags: u32) {
        let (name_start, name_end) = name.unwrap_or((NONE, NONE));
        let (first_line, last_line) = self.lines.range(start, end);
        let depth = self.open.len() as u32;
        let parent = self.open.last().copied().unwrap_or(NONE);
        self.table.records.push(Record { kind, depth, parent, start, end, first_line, last_line, name_start, name_end, flags });
    }

    pub fn problem(&mut self, start: u32, end: u32, message: impl Into<String>) {
        let (line, column) = self.lines.position(start);
        self.table.problems.push(Problem { start, end, line, column, message: message.into() });
    }

    /// Give a `#!` line that has no record yet the one of a comment: grammars know it under many names, or not at all.
    pub fn shebang(&mut self) {
        if let Some((start, end)) = head::shebang(self.source)
            && self.table.records.first().is_none_or(|first| first.start >= end)
        {
            let comment = Record {
                kind: Kind::Comment,
                depth: 0,
                parent: NONE,
                start,
                end,
                first_line: 1,
                last_line: 1,
                name_start: NONE,
                name_end: NONE,
                flags: 0,
            };
            head::insert_first(&mut self.table.records, comment, 0);
        }
    }

    /// The table, with the record of the file's head.
    pub fn finish(mut self) -> Table {
        head::add(&mut self.table.records, self.source);
        self.table
    }
}
