//! Whether CPython would compile a source, with the reasons why not.
//!
//! Differences to CPython's `compile` that are known are listed in this crate's README.

use ruff_python_ast::ModModule;
use ruff_python_parser::Parsed;
use serde::Serialize;
use kaptar_table::{Lines, Problem};

use crate::parse::{offsets, parse, range};
use crate::semantics;
use crate::source::{Source, prepare};
use crate::table::MAX_PROBLEMS;

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Validity {
    pub valid: bool,
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub start: u32,
    pub end: u32,
    pub message: String,
    pub severity: &'static str,
}

/// Validity of a source; at most `MAX_PROBLEMS` diagnostics, in the order of the source.
pub fn validate(bytes: &[u8]) -> Validity {
    let problems = match prepare(bytes) {
        Ok(source) => problems(&source, &parse(source.text)),
        Err(problem) => vec![whole(problem)],
    };
    validity(bytes, problems)
}

/// The answer on what was found wrong.
pub fn validity(bytes: &[u8], mut problems: Vec<Ranged>) -> Validity {
    if problems.is_empty() {
        return Validity { valid: true, diagnostics: Vec::new() };
    }
    problems.sort_by_key(|(range, _)| *range);
    problems.dedup();
    problems.truncate(MAX_PROBLEMS);
    let lines = Lines::new(bytes);
    Validity { valid: false, diagnostics: problems.into_iter().map(|p| diagnostic(&lines, p)).collect() }
}

pub type Ranged = ((u32, u32), String);

pub fn whole(problem: Problem) -> Ranged {
    ((problem.start, problem.end), problem.message)
}

/// What is wrong with a source that was parsed.
pub fn problems(source: &Source<'_>, parsed: &Parsed<ModModule>) -> Vec<Ranged> {
    let mut problems: Vec<Ranged> = source.problem.clone().map(whole).into_iter().collect();
    problems.extend(parsed.errors().iter().map(|e| (offsets(e), e.error.to_string())));
    problems.extend(parsed.unsupported_syntax_errors().iter().map(|e| (range(e.range), e.to_string())));
    // A tree that was patched up after an error would be blamed for the patches.
    if problems.is_empty() {
        let found = semantics::check(source.text, &parsed.syntax().body);
        problems.extend(found.into_iter().map(|f| (range(f.range), f.message)));
    }
    problems
}

fn diagnostic(lines: &Lines<'_>, ((start, end), message): Ranged) -> Diagnostic {
    let (line, column) = lines.position(start);
    let (end_line, end_column) = lines.position(end);
    Diagnostic { line, column, end_line, end_column, start, end, message, severity: "error" }
}
