//! Operation 8: rewrites that keep the meaning, each checked before anything is answered.
//!
//! Levels: `safe` folds constants, takes constant branches and drops unreachable statements; `default` also drops unused
//! imports and unused variables; `aggressive` also drops unused functions and repeats until nothing changes (at most
//! [`ROUNDS`] times). Comments and format outside of the edits stay.

mod branches;
mod constant;
mod context;
mod edits;
mod fold;
mod hoisted;
mod imports;
mod unreachable;
mod variables;
mod verify;

use oxc_allocator::Allocator;
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;
use serde::Serialize;
use kaptar_table::Lines;

use crate::dialect::Dialect;
use crate::parse::{self, Purpose};
use context::Context;
use edits::{Edit, Pieces, Rewrite};
use verify::Difference;

/// Most rounds of level `aggressive`.
const ROUNDS: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Safe,
    Default,
    Aggressive,
}

impl Level {
    pub fn from_name(name: &str) -> Result<Self, String> {
        match name {
            "safe" => Ok(Self::Safe),
            "default" => Ok(Self::Default),
            "aggressive" => Ok(Self::Aggressive),
            _ => Err(format!("unknown level {name:?}: one of safe, default, aggressive")),
        }
    }
}

#[derive(Debug, Serialize)]
pub struct Outcome {
    /// `changed`, `unchanged` or `refused`.
    pub status: &'static str,
    /// Why it was refused.
    pub reason: Option<String>,
    pub edits: Vec<Replacement>,
    /// The new source; the old one unless the status is `changed`.
    #[serde(with = "serde_bytes")]
    pub output: Vec<u8>,
    pub check: Check,
}

#[derive(Debug, Serialize)]
pub struct Replacement {
    pub start: u32,
    pub end: u32,
    pub text: String,
    pub rule: &'static str,
    pub line: u32,
}

/// What was found out about the text with the edits applied.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Check {
    pub parses: bool,
    pub minified_equal: bool,
}

pub fn optimize(source: &[u8], dialect: Dialect, level: Level) -> Outcome {
    if dialect.is_typescript() {
        return refused(source, "TypeScript is not optimised: types would not survive the check", Check::default());
    }
    let text = match parse::text(source) {
        Ok(text) => text,
        Err(fault) => return refused(source, &fault.message, Check::default()),
    };
    let kind = match resolved_type(text, dialect) {
        Ok(kind) => kind,
        Err(message) => return refused(source, &format!("the source has errors: {message}"), Check::default()),
    };
    let mut pieces = Pieces::of(text.len() as u32);
    let mut output = text.to_owned();
    for _ in 0..if level == Level::Aggressive { ROUNDS } else { 1 } {
        let edits = round(&output, kind, level);
        if edits.is_empty() {
            break;
        }
        pieces.apply(&edits);
        output = pieces.text(text);
    }
    let edits = pieces.edits(text.len() as u32);
    if edits.is_empty() {
        let check = Check { parses: true, minified_equal: true };
        return Outcome { status: "unchanged", reason: None, edits: Vec::new(), output: output.into_bytes(), check };
    }
    match verify::verify(text, &output, kind) {
        Ok(()) => changed(source, edits, output),
        Err(Difference::Broken(message)) => refused(source, &format!("the rewritten source would not parse: {message}"), Check::default()),
        Err(Difference::Meaning) => {
            let check = Check { parses: true, minified_equal: false };
            refused(source, "the minified source before and after the rewrites differs, so they are not proven right", check)
        }
    }
}

fn changed(source: &[u8], edits: Vec<Edit>, output: String) -> Outcome {
    let lines = Lines::new(source);
    let edits = edits
        .into_iter()
        .map(|e| Replacement { line: lines.line(e.start), start: e.start, end: e.end, text: e.text, rule: e.rule })
        .collect();
    let check = Check { parses: true, minified_equal: true };
    Outcome { status: "changed", reason: None, edits, output: output.into_bytes(), check }
}

fn refused(source: &[u8], reason: &str, check: Check) -> Outcome {
    Outcome { status: "refused", reason: Some(reason.to_owned()), edits: Vec::new(), output: source.to_vec(), check }
}

/// Module, script or CommonJS, as the parser decided it; the first error if there is one.
fn resolved_type(text: &str, dialect: Dialect) -> Result<SourceType, String> {
    let allocator = Allocator::default();
    let parsed = parse::parse(&allocator, text, dialect, Purpose::Meaning);
    if let Some(error) = parsed.diagnostics.first() {
        return Err(error.message.to_string());
    }
    match SemanticBuilder::new_compiler().build(&parsed.program).diagnostics.first() {
        Some(error) => Err(error.message.to_string()),
        None => Ok(parsed.program.source_type),
    }
}

/// The edits of all rules of the level for one text that has no errors.
fn round(text: &str, kind: SourceType, level: Level) -> Vec<Edit> {
    let allocator = Allocator::default();
    let options = oxc_parser::ParseOptions::default();
    let program = oxc_parser::Parser::new(&allocator, text, kind).with_options(options).parse().program;
    let semantic = SemanticBuilder::new().with_build_nodes(true).build(&program).semantic;
    let cx = Context { source: text, semantic: &semantic };
    let mut rewrites: Vec<Rewrite> = [fold::rewrites(&cx), branches::rewrites(&cx), unreachable::rewrites(&cx)].concat();
    if level >= Level::Default && !cx.has_hidden_reads() {
        rewrites.extend(imports::rewrites(&cx));
        rewrites.extend(variables::rewrites(&cx));
        if level == Level::Aggressive {
            rewrites.extend(variables::functions(&cx));
        }
    }
    rewrites.retain(|r| !cx.silences_tool(r));
    let mut edits = edits::select(rewrites);
    for edit in &mut edits {
        edit.text = edits::unglued(text.as_bytes(), edit);
    }
    edits
}

#[cfg(test)]
mod tests;
