//! What is wrong with a source, as every grammar guest tells it.

use kaptar_table::Lines;
use serde::Serialize;

/// Diagnostics of one source, at most.
const MOST: usize = 200;
/// Told of a source that is not read to its end; the host does not take it for an error.
pub const TOO_DEEPLY: &str = "nested too deeply: not parsed";
const BYTE_ORDER_MARK: &str = "\u{feff}";

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    /// Programs read the source all the same.
    Warning,
}

/// Its range in bytes, and what is wrong.
pub struct Problem {
    pub start: usize,
    pub end: usize,
    pub message: String,
    pub severity: Severity,
}

#[derive(Serialize)]
struct Validity {
    valid: bool,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Diagnostic {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    start: u32,
    end: u32,
    message: String,
    severity: Severity,
}

/// The encoded answer on a source. `problems` reads text without a byte order mark.
pub fn answer(source: &[u8], problems: fn(&str) -> Vec<Problem>) -> Result<Vec<u8>, String> {
    let found = match core::str::from_utf8(source) {
        Ok(text) => {
            let plain = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
            let skipped = text.len() - plain.len();
            let mut found = problems(plain);
            found.truncate(MOST);
            found.into_iter().map(|each| Problem { start: each.start + skipped, end: each.end + skipped, ..each }).collect()
        }
        Err(error) => {
            let at = error.valid_up_to();
            vec![Problem { start: at, end: at + 1, message: "the source is not UTF-8".to_owned(), severity: Severity::Error }]
        }
    };
    let lines = Lines::new(source);
    let diagnostics: Vec<Diagnostic> = found.into_iter().map(|each| diagnostic(&lines, each, source.len())).collect();
    let valid = diagnostics.iter().all(|each| each.severity == Severity::Warning);
    rmp_serde::to_vec_named(&Validity { valid, diagnostics }).map_err(|error| error.to_string())
}

fn diagnostic(lines: &Lines<'_>, problem: Problem, length: usize) -> Diagnostic {
    let start = problem.start.min(length) as u32;
    let end = problem.end.clamp(start as usize, length) as u32;
    let ((line, column), (end_line, end_column)) = (lines.position(start), lines.position(end));
    Diagnostic { line, column, end_line, end_column, start, end, message: problem.message, severity: problem.severity }
}
