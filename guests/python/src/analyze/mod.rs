//! Findings about a source: quality and security rules, each a small function over one node.

mod attributes;
mod brought;
mod context;
mod imports;
mod input;
mod options;
mod outside;
mod quality;
mod quoting;
mod safe;
mod security;
mod values;
mod walk;

#[cfg(test)]
mod security_cases;
#[cfg(test)]
mod tests;

use ruff_python_ast::Stmt;
use serde::Serialize;
use kaptar_table::{Lines, Problem};

use crate::parse::parse;
use crate::source::prepare;
use context::Context;
pub use options::Options;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Info,
    Warning,
    Error,
}

/// A rule: its id (`quality/…` or `security/…`) and how much its findings matter.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: &'static str,
    pub severity: Severity,
}

pub const fn rule(id: &'static str, severity: Severity) -> Rule {
    Rule { id, severity }
}

/// One finding. `fix` is what the range start..end can be replaced by.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub rule: &'static str,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub start: u32,
    pub end: u32,
    pub severity: &'static str,
    pub message: String,
    pub fix: Option<String>,
}

/// Every rule there is.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    quality::RULES.iter().chain(security::RULES).copied()
}

/// The findings of a source, in its order. The error says why it cannot be parsed at all; parse errors alone are worked around.
pub fn analyze(bytes: &[u8], options: &Options) -> Result<Vec<Finding>, String> {
    let source = prepare(bytes).map_err(|p| unread(&p))?;
    let parsed = parse(source.text);
    Ok(findings(source.text, &parsed.syntax().body, options))
}

/// Why a source is not analysed at all.
pub fn unread(problem: &Problem) -> String {
    format!("line {}: {}", problem.line, problem.message)
}

/// What the wanted rules find in a module.
pub fn findings(text: &str, body: &[Stmt], options: &Options) -> Vec<Finding> {
    let context = Context::new(text, options, imports::Imports::of(body));
    if options.wants_any(&quality::functions::BY_NUMBERS) {
        quality::functions::check(&context, body, &Lines::new(text.as_bytes()));
    }
    let mut reports = walk::walk(context, body);
    if reports.is_empty() {
        return Vec::new();
    }
    reports.sort_by_key(|r| (r.range, r.rule.id));
    let lines = Lines::new(text.as_bytes());
    reports.into_iter().map(|r| finding(&lines, r)).collect()
}

fn finding(lines: &Lines<'_>, report: context::Report) -> Finding {
    let (start, end) = report.range;
    let (line, column) = lines.position(start);
    let severity = match report.rule.severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let end_line = lines.line(end.max(start + 1) - 1);
    Finding { rule: report.rule.id, line, column, end_line, start, end, severity, message: report.message, fix: report.fix }
}
