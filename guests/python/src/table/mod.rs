//! `kaptar-table/2` of a Python source: one walk over the tree, comments woven in from the tokens.

mod clauses;
mod definitions;
mod expressions;
mod imports;
mod statements;

use std::collections::HashSet;

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{Identifier, ModModule};
use ruff_python_parser::Parsed;
use ruff_text_size::Ranged;
use kaptar_table::{BROKEN, Builder, Kind, MORE_ERRORS, Problem, TOLERANT, Table};

use crate::names;
use crate::parse::{offsets, parse};
use crate::source::prepare;

/// The number of the dialect `python` in a table's header.
pub const DIALECT: u32 = 4;
/// Parse errors beyond this many are only counted by the flag `MORE_ERRORS`.
pub const MAX_PROBLEMS: usize = 200;

/// The table of a source. A source that cannot be parsed at all (not UTF-8, a null byte, too deep) has no records and one problem.
pub fn table(bytes: &[u8]) -> Table {
    let mut builder = Builder::new(bytes, DIALECT, TOLERANT);
    let source = match prepare(bytes) {
        Ok(source) => source,
        Err(problem) => {
            builder.problem(problem.start, problem.end, problem.message);
            return builder.finish();
        }
    };
    let parsed = parse(source.text);
    let body = &parsed.syntax().body;
    let mut walk = Walk {
        tokens: parsed.tokens(),
        next_comment: 0,
        builder,
        scope: Scope::Module,
        exported: names::declared(body),
    };
    walk.skip_to_comment();
    walk.statements(body);
    walk.comments_before(u32::MAX);
    let mut table = with_problems(walk.builder, source.problem, &parsed);
    mark_broken(&mut table);
    table
}

/// The table of a source without its records: what the parser alone finds wrong.
pub fn problems(bytes: &[u8]) -> Table {
    let mut builder = Builder::new(bytes, DIALECT, TOLERANT);
    match prepare(bytes) {
        Ok(source) => with_problems(builder, source.problem, &parse(source.text)),
        Err(problem) => {
            builder.problem(problem.start, problem.end, problem.message);
            builder.finish()
        }
    }
}

fn with_problems(mut builder: Builder, of_all: Option<Problem>, parsed: &Parsed<ModModule>) -> Table {
    if let Some(problem) = of_all {
        builder.problem(problem.start, problem.end, problem.message);
    }
    for error in parsed.errors().iter().take(MAX_PROBLEMS) {
        let (start, end) = offsets(error);
        builder.problem(start, end, error.error.to_string());
    }
    let mut table = builder.finish();
    if parsed.errors().len() > MAX_PROBLEMS {
        table.flags |= MORE_ERRORS;
    }
    table
}

fn mark_broken(table: &mut Table) {
    for problem in &table.problems {
        for record in &mut table.records {
            if record.start <= problem.start && problem.start < record.end.max(record.start + 1) {
                record.flags |= BROKEN;
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Module,
    Class,
    Function,
}

struct Walk<'a> {
    tokens: &'a [Token],
    next_comment: usize,
    builder: Builder<'a>,
    scope: Scope,
    /// The names of `__all__`, if it is a plain list.
    exported: Option<HashSet<&'a str>>,
}

impl<'a> Walk<'a> {
    fn open(&mut self, kind: Kind, range: (u32, u32), name: Option<(u32, u32)>, flags: u32) {
        self.comments_before(range.0);
        self.builder.open(kind, range, name, flags);
    }

    fn close(&mut self, end: u32) {
        self.comments_before(end);
        self.builder.close();
    }

    fn comments_before(&mut self, offset: u32) {
        while let Some(token) = self.tokens.get(self.next_comment) {
            if token.start().to_u32() >= offset {
                return;
            }
            self.builder.leaf(Kind::Comment, offsets(token), None, 0);
            self.next_comment += 1;
            self.skip_to_comment();
        }
    }

    fn skip_to_comment(&mut self) {
        let rest = &self.tokens[self.next_comment..];
        self.next_comment += rest.iter().position(|t| t.kind() == TokenKind::Comment).unwrap_or(rest.len());
    }

    fn spans_lines(&self, range: (u32, u32)) -> bool {
        self.builder.spans_lines(range.0, range.1)
    }
}

/// The range of a name; a name that error recovery made up has none.
fn name_range(name: &Identifier) -> Option<(u32, u32)> {
    let (start, end) = offsets(name);
    (start < end).then_some((start, end))
}

#[cfg(test)]
mod tests;
