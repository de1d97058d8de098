//! Whether CPython would compile a source, with the reasons why not.
//!
//! Differences to CPython's `compile` that are known are listed in this crate's README.

use serde::Serialize;
use skep_table::{Lines, Problem};

use crate::parse::{offsets, parse, range};
use crate::semantics;
use crate::source::prepare;
use crate::table::MAX_PROBLEMS;

#[derive(Serialize)]
pub struct Validity {
    pub valid: bool,
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
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
    let mut problems = problems(bytes);
    problems.sort_by_key(|(range, _)| *range);
    problems.dedup();
    problems.truncate(MAX_PROBLEMS);
    let lines = if problems.is_empty() { None } else { Some(Lines::new(bytes)) };
    let diagnostics = problems.into_iter().map(|p| diagnostic(lines.as_ref().expect("made for these"), p));
    let diagnostics: Vec<_> = diagnostics.collect();
    Validity { valid: diagnostics.is_empty(), diagnostics }
}

type Ranged = ((u32, u32), String);

fn problems(bytes: &[u8]) -> Vec<Ranged> {
    let whole = |p: Problem| ((p.start, p.end), p.message);
    let source = match prepare(bytes) {
        Ok(source) => source,
        Err(problem) => return vec![whole(problem)],
    };
    let parsed = parse(source.text);
    let mut problems: Vec<Ranged> = source.problem.map(whole).into_iter().collect();
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
