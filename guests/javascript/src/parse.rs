//! From bytes to a program: text check, nesting bound, oxc parser.

use oxc_allocator::Allocator;
use oxc_diagnostics::{OxcDiagnostic, Severity};
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_span::SourceType;

use crate::dialect::Dialect;
use crate::nesting;

/// At most this many diagnostics are reported for one source.
pub const MAX_DIAGNOSTICS: usize = 200;

/// A fault that the source has before or after it reached the parser. Offsets are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub start: u32,
    pub end: u32,
    pub message: String,
    pub warning: bool,
}

/// The source as text, or the reason why it can't be parsed at all.
pub fn text(source: &[u8]) -> Result<&str, Fault> {
    if source.len() > i32::MAX as usize {
        return Err(fault(0, 0, "the source is larger than 2 GiB"));
    }
    let text = core::str::from_utf8(source).map_err(|e| {
        let start = e.valid_up_to() as u32;
        let end = start + e.error_len().unwrap_or(source.len() - start as usize) as u32;
        fault(start, end, "the source is not UTF-8")
    })?;
    match nesting::too_deep(source) {
        Some(at) => Err(fault(at, at + 1, &format!("nested deeper than {} levels: not parsed", nesting::LIMIT))),
        None => Ok(text),
    }
}

fn fault(start: u32, end: u32, message: &str) -> Fault {
    Fault { start, end, message: message.to_owned(), warning: false }
}

/// What the caller does with the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Only the shape is read: regular expressions stay unparsed, names unhashed.
    Shape,
    /// Semantic analysis follows.
    Meaning,
}

/// Parse `text`. A `javascript` source without module syntax that fails is tried as CommonJS too, where `return` at top
/// level is right; what the first attempt found is reported when that fails as well.
pub fn parse<'a>(allocator: &'a Allocator, text: &'a str, dialect: Dialect, purpose: Purpose) -> ParserReturn<'a> {
    let first = parse_as(allocator, text, dialect.source_type(), purpose);
    if first.diagnostics.is_empty() || dialect != Dialect::JavaScript || first.module_record.has_module_syntax {
        return first;
    }
    let second = parse_as(allocator, text, Dialect::Cjs.source_type(), purpose);
    if second.diagnostics.is_empty() { second } else { first }
}

fn parse_as<'a>(allocator: &'a Allocator, text: &'a str, kind: SourceType, purpose: Purpose) -> ParserReturn<'a> {
    let meaning = purpose == Purpose::Meaning;
    let options = ParseOptions { parse_regular_expression: meaning, enable_ident_hashes: meaning, ..ParseOptions::default() };
    Parser::new(allocator, text, kind).with_options(options).parse()
}

/// What the parser found wrong with a source of `len` bytes.
pub fn faults(parsed: &ParserReturn, len: usize) -> Vec<Fault> {
    parsed.diagnostics.iter().map(|d| from_diagnostic(d, len as u32)).collect()
}

/// An oxc diagnostic as a fault; one without a place stands at the end of the source.
pub fn from_diagnostic(diagnostic: &OxcDiagnostic, source_len: u32) -> Fault {
    let label = diagnostic.labels.iter().find(|l| l.primary()).or_else(|| diagnostic.labels.first());
    let (start, len) = label.map_or((source_len, 0), |l| (l.offset().min(source_len), l.len()));
    let mut message = diagnostic.message.clone().into_owned();
    if let Some(help) = &diagnostic.help {
        message.push_str(". ");
        message.push_str(help);
    }
    let end = start.saturating_add(len).min(source_len);
    Fault { start, end, message, warning: diagnostic.severity != Severity::Error }
}
