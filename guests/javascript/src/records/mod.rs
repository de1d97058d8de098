//! Operations 1 and 2: source to `kaptar-table/2`.
//!
//! The records are written while the tree is walked once; comments, which oxc keeps in a list of their own, are merged in
//! by offset. With an error from which the parser can't recover the table holds the comments and the problem only, and
//! the flag `TOLERANT` is not set; with errors from which it recovered, `TOLERANT` is set.

mod definitions;
mod imports;
mod names;
mod statements;
mod types;
mod walk;

pub use names::{key as key_name, target as target_name};
use oxc_allocator::Allocator;
use oxc_ast::ast::Comment;
use oxc_ast_visit::Visit;
use oxc_parser::ParserReturn;
use oxc_span::Span;
use kaptar_table::{Builder, Kind, MORE_ERRORS, TOLERANT, Table};

use crate::dialect::Dialect;
use crate::parse::{self, Fault, MAX_DIAGNOSTICS, Purpose};

/// The table of `source`; text that can't be parsed at all gives a table with a problem and no records.
pub fn table(source: &[u8], dialect: Dialect) -> Table {
    let text = match parse::text(source) {
        Ok(text) => text,
        Err(fault) => return without_records(source, dialect, fault),
    };
    let allocator = Allocator::default();
    let parsed = parse::parse(&allocator, text, dialect, Purpose::Shape);
    let mut records = Records::new(source, dialect, flags(&parsed), &parsed.program.comments);
    records.visit_program(&parsed.program);
    records.comments_before(u32::MAX);
    with_problems(records.builder, source, &parsed)
}

/// The flags of a table for what the parser found.
pub fn flags(parsed: &ParserReturn) -> u32 {
    let tolerant = if !parsed.diagnostics.is_empty() && !parsed.fatal_error { TOLERANT } else { 0 };
    let more = if parsed.diagnostics.len() > MAX_DIAGNOSTICS { MORE_ERRORS } else { 0 };
    tolerant | more
}

/// The table with what the parser found wrong.
pub fn with_problems(mut builder: Builder, source: &[u8], parsed: &ParserReturn) -> Table {
    for diagnostic in parsed.diagnostics.iter().take(MAX_DIAGNOSTICS) {
        let fault = parse::from_diagnostic(diagnostic, source.len() as u32);
        builder.problem(fault.start, fault.end, fault.message);
    }
    builder.finish()
}

/// The table of a source that cannot be parsed at all.
pub fn without_records(source: &[u8], dialect: Dialect, fault: Fault) -> Table {
    let mut builder = Builder::new(source, dialect.number(), 0);
    builder.problem(fault.start, fault.end, fault.message);
    builder.finish()
}

/// The state of the walk.
struct Records<'s, 'c> {
    source: &'s [u8],
    builder: Builder<'s>,
    /// Comments that have no record yet, in order.
    comments: &'c [Comment],
    /// Whether members of a type literal get no records, because it stands on one line.
    inline_type: bool,
}

impl<'s, 'c> Records<'s, 'c> {
    fn new(source: &'s [u8], dialect: Dialect, flags: u32, comments: &'c [Comment]) -> Self {
        Self { source, builder: Builder::new(source, dialect.number(), flags), comments, inline_type: false }
    }

    /// Write the records of the comments that start before `offset`.
    #[inline]
    fn comments_before(&mut self, offset: u32) {
        while let [first, rest @ ..] = self.comments {
            if first.span.start >= offset {
                return;
            }
            self.builder.leaf(Kind::Comment, (first.span.start, first.span.end), None, 0);
            self.comments = rest;
        }
    }

    fn open(&mut self, kind: Kind, range: Span, name: Option<Span>, flags: u32) {
        self.comments_before(range.start);
        self.builder.open(kind, (range.start, range.end), name.map(|n| (n.start, n.end)), flags);
    }

    fn close(&mut self, range: Span) {
        self.comments_before(range.end);
        self.builder.close();
    }

    fn spans_lines(&self, range: Span) -> bool {
        self.builder.spans_lines(range.start, range.end)
    }

    /// Walk with a record of `kind` around it.
    fn within(&mut self, kind: Kind, range: Span, name: Option<Span>, walk: impl FnOnce(&mut Self)) {
        self.open(kind, range, name, 0);
        walk(self);
        self.close(range);
    }

    /// Walk with a record of `kind` around it where `range` covers several lines.
    fn spanning(&mut self, kind: Kind, range: Span, walk: impl FnOnce(&mut Self)) {
        if self.spans_lines(range) {
            self.within(kind, range, None, walk);
        } else {
            walk(self);
        }
    }
}

#[cfg(test)]
mod tests;
