//! Operation 3: what the parser and the semantic pass find wrong.

use oxc_allocator::Allocator;
use oxc_semantic::SemanticBuilder;
use serde::Serialize;
use kaptar_table::Lines;

use crate::dialect::Dialect;
use crate::parse::{self, Fault, MAX_DIAGNOSTICS, Purpose};
use crate::redeclared;

#[derive(Debug, Serialize)]
pub struct Report {
    pub valid: bool,
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Debug, Serialize)]
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

/// At most [`MAX_DIAGNOSTICS`] diagnostics, by place. A source with errors of the parser is not analysed further.
pub fn validate(source: &[u8], dialect: Dialect) -> Report {
    report(source, faults(source, dialect))
}

/// The report on what was found wrong.
pub fn report(source: &[u8], mut faults: Vec<Fault>) -> Report {
    if faults.is_empty() {
        return Report { valid: true, diagnostics: Vec::new() };
    }
    faults.sort_by_key(|f| f.start);
    let lines = Lines::new(source);
    let valid = faults.iter().all(|f| f.warning);
    Report { valid, diagnostics: faults.into_iter().take(MAX_DIAGNOSTICS).map(|f| diagnostic(&lines, f)).collect() }
}

fn diagnostic(lines: &Lines, fault: Fault) -> Diagnostic {
    let (line, column) = lines.position(fault.start);
    let (end_line, end_column) = lines.position(fault.end);
    let severity = if fault.warning { "warning" } else { "error" };
    Diagnostic { line, column, end_line, end_column, start: fault.start, end: fault.end, message: fault.message, severity }
}

fn faults(source: &[u8], dialect: Dialect) -> Vec<Fault> {
    let text = match parse::text(source) {
        Ok(text) => text,
        Err(fault) => return vec![fault],
    };
    let allocator = Allocator::default();
    let parsed = parse::parse(&allocator, text, dialect, Purpose::Meaning);
    let mut found = parse::faults(&parsed, source.len());
    if found.iter().all(|f| f.warning) {
        let analysed = SemanticBuilder::new_compiler().build(&parsed.program);
        found.extend(redeclared::true_errors(&parsed.program, &analysed.diagnostics).into_iter().map(|d| parse::from_diagnostic(d, source.len() as u32)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(source: &str, dialect: Dialect) -> Vec<(u32, u32, String)> {
        validate(source.as_bytes(), dialect).diagnostics.into_iter().map(|d| (d.line, d.column, d.message)).collect()
    }

    #[test]
    fn errors_of_parser_and_semantics_have_places_in_code_points() {
        assert!(validate(b"let a = 1; a?.b ?? await0;", Dialect::JavaScript).valid);
        let twice = messages("let é = 1;\n/* ä */ let é = 2;", Dialect::JavaScript);
        assert_eq!((twice[0].0, twice.len()), (1, 1), "{twice:?}");
        let open = messages("f(\n", Dialect::JavaScript);
        assert_eq!(open.len(), 1);
        assert_eq!(messages("'é' @ 1", Dialect::JavaScript)[0].1, 4);
        assert!(!validate(b"break;", Dialect::Mjs).valid);
        assert!(!validate(b"x = /(/", Dialect::JavaScript).valid);
    }

    #[test]
    fn dialects_differ() {
        assert!(!validate(b"let a: number = 1;", Dialect::JavaScript).valid);
        assert!(validate(b"let a: number = 1;", Dialect::TypeScript).valid);
        assert!(validate(b"let a = <b/>;", Dialect::JavaScript).valid);
        assert!(!validate(b"let a = <b/>;", Dialect::TypeScript).valid);
        assert!(validate(b"with (a) {}", Dialect::Cjs).valid && !validate(b"with (a) {}", Dialect::Mjs).valid);
        assert!(validate(b"await 1; export {}", Dialect::JavaScript).valid);
        assert!(validate(b"return 1", Dialect::JavaScript).valid && !validate(b"return 1", Dialect::Mjs).valid);
        assert!(validate(b"declare const a: string;", Dialect::Dts).valid);
    }

    #[test]
    fn what_is_no_text_or_too_deep_is_a_diagnostic() {
        let report = validate(b"a;\n\xff", Dialect::JavaScript);
        assert_eq!((report.valid, report.diagnostics[0].line, report.diagnostics[0].column), (false, 2, 1));
        assert!(!validate("[".repeat(100_000).as_bytes(), Dialect::JavaScript).valid);
    }
}
