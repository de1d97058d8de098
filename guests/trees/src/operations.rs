//! The operations of a grammar guest, over any of the languages.

use serde::Serialize;
use kaptar_abi::args::Args;
use kaptar_table::splice::{Edit, Request};
use kaptar_table::{Lines, Table};
use tree_sitter::{InputEdit, Parser, Point, Tree};

use crate::metrics;
use crate::rules::{Dialect, Language};
use crate::walk;

type Answer = Result<Vec<u8>, String>;

/// A source with its tree.
struct Parsed<'a> {
    source: &'a [u8],
    tree: Tree,
    dialect: &'static Dialect,
}

/// Operation 1: the table of a source.
pub fn table(language: &Language, input: &[u8]) -> Answer {
    let parsed = read(language, input)?;
    Ok(parsed.table(language).encode())
}

/// Operation 20: the parse errors of a source, as its table without records.
pub fn problems(language: &Language, input: &[u8]) -> Answer {
    let parsed = read(language, input)?;
    Ok(walk::problems(parsed.source, &parsed.tree, language, parsed.dialect.number).encode())
}

/// Operation 2: the tables before and after edits; the second parse starts from the first tree.
pub fn tables(language: &Language, input: &[u8]) -> Answer {
    let request = Request::read(input)?;
    let dialect = dialect_of(language, request.dialect)?;
    let before = parse(request.source, language, dialect, None)?;
    let mut edited = before.clone();
    for edit in input_edits(&request) {
        edited.edit(&edit);
    }
    let mut after = parse(&request.after, language, dialect, Some(&edited))?;
    if after.root_node().has_error() {
        // Recovery depends on what is reused; a table must depend on the source alone.
        after = parse(&request.after, language, dialect, None)?;
    }
    let write = |source: &[u8], tree: &Tree| walk::table(source, tree, language, dialect.number).encode();
    Ok(request.answer(&write(request.source, &before), &write(&request.after, &after)))
}

/// Operation 3: parse errors as diagnostics.
pub fn validate(language: &Language, input: &[u8]) -> Answer {
    let parsed = read(language, input)?;
    let table = parsed.table(language);
    let lines = Lines::new(parsed.source);
    let diagnostics: Vec<Diagnostic> = table
        .problems
        .into_iter()
        .map(|problem| {
            let (end_line, end_column) = lines.position(problem.end);
            Diagnostic {
                line: problem.line,
                column: problem.column,
                end_line,
                end_column,
                start: problem.start,
                end: problem.end,
                message: problem.message,
                severity: "error",
            }
        })
        .collect();
    value(&Validity { valid: diagnostics.is_empty(), diagnostics })
}

/// Operation 4: definitions, imports and exports.
pub fn outline(language: &Language, input: &[u8]) -> Answer {
    let parsed = read(language, input)?;
    Ok(kaptar_table::outline::outline(parsed.source, &parsed.table(language)))
}

/// Operation 5: counts.
pub fn metrics(language: &Language, input: &[u8]) -> Answer {
    let parsed = read(language, input)?;
    value(&metrics::metrics(parsed.source, &parsed.tree, &parsed.table(language), language))
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
    severity: &'static str,
}

fn value(value: &impl Serialize) -> Answer {
    rmp_serde::to_vec_named(value).map_err(|error| error.to_string())
}

/// Read (source, dialect) and parse.
fn read<'a>(language: &Language, input: &'a [u8]) -> Result<Parsed<'a>, String> {
    let mut args = Args::new(input, 2)?;
    let source = args.bytes()?;
    let dialect = dialect_of(language, args.str()?)?;
    Ok(Parsed { source, tree: parse(source, language, dialect, None)?, dialect })
}

impl Parsed<'_> {
    fn table(&self, language: &Language) -> Table {
        walk::table(self.source, &self.tree, language, self.dialect.number)
    }
}

fn dialect_of(language: &Language, name: &str) -> Result<&'static Dialect, String> {
    language.dialects.iter().find(|dialect| dialect.name == name).ok_or_else(|| {
        let known: Vec<&str> = language.dialects.iter().map(|dialect| dialect.name).collect();
        format!("no dialect {name:?} here; this module reads {}", known.join(", "))
    })
}

/// The tree of a source. `old` is the tree of an earlier text with the edits made known to it.
pub fn parse(source: &[u8], language: &Language, dialect: &Dialect, old: Option<&Tree>) -> Result<Tree, String> {
    if let Some(reason) = language.refuses.and_then(|refuses| refuses(source)) {
        return Err(format!("not parsed: {reason}"));
    }
    let mut parser = Parser::new();
    parser.set_language(&(dialect.grammar)()).map_err(|error| error.to_string())?;
    parser.parse(source, old).ok_or_else(|| "the parser gave up".to_owned())
}

/// The edits as the parser wants them, from the last to the first: so each one's offsets are those of the old source.
fn input_edits(request: &Request<'_>) -> Vec<InputEdit> {
    let lines = Lines::new(request.source);
    request.edits.iter().rev().map(|edit| input_edit(request.source, &lines, edit)).collect()
}

fn input_edit(source: &[u8], lines: &Lines<'_>, edit: &Edit<'_>) -> InputEdit {
    let start_position = point(source, lines, edit.start);
    let breaks = edit.text.iter().filter(|b| **b == b'\n').count();
    let last_line = edit.text.rsplit(|b| *b == b'\n').next().map_or(0, <[u8]>::len);
    let column = if breaks == 0 { start_position.column + last_line } else { last_line };
    InputEdit {
        start_byte: edit.start,
        old_end_byte: edit.end,
        new_end_byte: edit.start + edit.text.len(),
        start_position,
        old_end_position: point(source, lines, edit.end),
        new_end_position: Point::new(start_position.row + breaks, column),
    }
}

/// Row and column from 0, the column in bytes.
fn point(source: &[u8], lines: &Lines<'_>, offset: usize) -> Point {
    let row = lines.line(offset as u32) as usize - 1;
    let column = source[..offset].iter().rev().take_while(|b| **b != b'\n').count();
    Point::new(row, column)
}
