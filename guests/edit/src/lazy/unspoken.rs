//! What new lines do to statements that the snippet never speaks of: the call of `main` below, the next function.
//!
//! New lines at the beginning or end of a snippet, without a marker on their other side, could stand next to what the file has
//! there, or take its place; so could a new definition next to another one. They take it where the snippet shows the block
//! around them as a whole, or where what goes looks like an older version of what comes.

use std::ops::Range;

use super::Attempt;
use super::align::{Alignment, Op};
use crate::alike::{Pairs, likeness};
use crate::headers::header;
use crate::refusal::{Outcome, Reason, refuse};
use crate::structure::{depth, is_closing, is_comment, is_decorator};
use crate::text::{target, telling_words, weight};

/// Letters and digits of a line that tells its place.
const TELLING: usize = 6;
/// How alike two lines look that are versions of each other, in thousandths, at least.
const VERSION: usize = 600;

/// The side of a run of steps on which the snippet ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Above,
    Below,
    Neither,
}

pub fn holds(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    let ops = &found.ops;
    let shown = Shown { attempt, found, blocks: shown_blocks(attempt, found, lines) };
    // What the file has behind the last row, and its block, stays: there is no row any more that it could stand above.
    let end = ops.iter().rposition(|op| matches!(op, Op::Match(..) | Op::Insert(_) | Op::Delete(_))).map_or(0, |at| at + 1);
    let mut start = 0;
    for at in (0..end).filter(|at| is_anchor(attempt, lines, &ops[*at])) {
        // Between two lines that say something what stood there goes, as is written; above a bracket it is easily forgotten.
        if start == 0 && attempt.snippet.rows[0].gap.is_none() {
            shown.no_statement_goes(&ops[..at], Open::Above)?;
        } else if !tells(attempt, &ops[at]) {
            shown.definitions_hold(&ops[start..at])?;
        }
        start = at + 1;
    }
    if attempt.snippet.ends_with_gap {
        return shown.definitions_hold(&ops[start..end]);
    }
    shown.no_statement_goes(&ops[start..end], Open::Below)
}

/// What a snippet shows, and where.
struct Shown<'a> {
    attempt: &'a Attempt<'a>,
    found: &'a Alignment,
    /// Lines of the blocks of which it shows, or replaces, the header and all the rest.
    blocks: Vec<Range<usize>>,
}

impl Shown<'_> {
    /// Where a whole definition comes in, others that are not shown do not go for it.
    fn definitions_hold(&self, run: &[Op]) -> Outcome<()> {
        let snippet = self.attempt.snippet;
        let comes = |op: &Op| matches!(op, Op::Insert(row) if header(&self.attempt.texts[*row]).is_some() && snippet.is_header(*row) && !self.found.replaced.contains(row));
        if run.iter().any(comes) { self.no_statement_goes(run, Open::Neither) } else { Ok(()) }
    }

    /// Refuse where a statement goes that nothing in the run of steps accounts for; between two lines, only definitions count.
    fn no_statement_goes(&self, run: &[Op], open: Open) -> Outcome<()> {
        let text = self.attempt.index.text;
        let rows: Vec<usize> = run.iter().filter_map(|op| match op { Op::Insert(row) => Some(*row), _ => None }).collect();
        let gone: Vec<usize> = run.iter().filter_map(|op| match op { Op::Delete(line) if says_something(text.line(*line)) => Some(*line), _ => None }).collect();
        let Some(level) = gone.iter().map(|line| depth(text.line(*line))).min() else { return Ok(()) };
        let counts = |line: usize| depth(text.line(line)) == level && (open != Open::Neither || header(text.line(line)).is_some() && self.attempt.index.blocks.has_block(line));
        let spoken = |line: usize| self.blocks.iter().any(|block| block.contains(&line)) || has_version(self.attempt, &rows, text.line(line)) || comes_back(self.attempt, &rows, line);
        let among_imports = |line: usize| is_import(text.line(line)) && (self.out_of_use(line) || gone.iter().any(|other| {
            let farther = match open { Open::Above => *other < line, Open::Below => *other > line, Open::Neither => false };
            farther && is_import(text.line(*other)) && spoken(*other)
        }));
        match gone.iter().find(|line| counts(**line) && !spoken(**line) && !among_imports(**line)) {
            Some(line) => {
                let shown = text.line(*line).trim();
                refuse(Reason::Ambiguous, format!("the new lines could stand next to {shown:?} or take its place; show that line, or put a marker there"))
            }
            None => Ok(()),
        }
    }

    /// Whether the file used what an import brings, and the snippet takes away its last use.
    fn out_of_use(&self, import: usize) -> bool {
        let text = self.attempt.index.text;
        let brings: Vec<&str> = telling_words(text.line(import)).filter(|w| !IMPORTS.contains(w)).collect();
        let uses = |line: &str| !is_import(line) && telling_words(line).any(|w| brings.contains(&w));
        let (mut used, mut stays) = (false, false);
        for op in &self.found.ops {
            match op {
                Op::Delete(line) => used |= uses(text.line(*line)),
                Op::Skip(line) | Op::Match(line, _) => stays |= uses(text.line(*line)),
                Op::Insert(row) => stays |= uses(&self.attempt.texts[*row]),
            }
        }
        used && !stays
    }
}

fn shown_blocks(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Vec<Range<usize>> {
    let mut heads = lines.to_vec();
    for pair in found.ops.windows(2) {
        if let [Op::Insert(row), Op::Delete(line)] = pair
            && found.replaced.contains(row)
        {
            heads[*row] = Some(*line);
        }
    }
    let whole = (0..heads.len()).filter(|row| attempt.snippet.is_header(*row) && attempt.snippet.is_whole(*row));
    whole.filter_map(|row| heads[row]).map(|head| head..attempt.index.blocks.end(head)).collect()
}

/// Where the snippet and the file are surely together: a line that says something, the end of a block that both have, or
/// whatever comes below a marker.
fn is_anchor(attempt: &Attempt, lines: &[Option<usize>], op: &Op) -> bool {
    match op {
        Op::Match(line, row) => {
            let closes = attempt.snippet.rows[*row].opener.and_then(|o| lines[o]).is_some_and(|o| *line + 1 == attempt.index.blocks.end(o));
            closes || tells(attempt, op)
        }
        Op::Skip(_) => true,
        Op::Insert(_) | Op::Delete(_) => false,
    }
}

/// Whether a step is at a line that both have and that says something.
fn tells(attempt: &Attempt, op: &Op) -> bool {
    matches!(op, Op::Match(_, row) if weight(&attempt.texts[*row]) >= TELLING || header(&attempt.texts[*row]).is_some())
}

/// Whether a line begins a statement of its own.
fn says_something(line: &str) -> bool {
    !line.trim().is_empty() && !is_closing(line) && !is_comment(line) && !is_decorator(line)
}

/// Whether all that a block says comes again, under another header.
fn comes_back(attempt: &Attempt, rows: &[usize], line: usize) -> bool {
    let text = attempt.index.text;
    let mut said = (line + 1..attempt.index.blocks.end(line)).map(|i| text.line(i).trim()).filter(|l| weight(l) >= TELLING && !is_comment(l)).peekable();
    said.peek().is_some() && said.all(|old| rows.iter().any(|row| attempt.texts[*row].trim() == old))
}

/// Whether one of the new rows could be another version of a line.
fn has_version(attempt: &Attempt, rows: &[usize], line: &str) -> bool {
    rows.iter().map(|row| attempt.texts[*row].as_str()).filter(|new| depth(new) == depth(line)).any(|new| {
        let named = header(new).zip(header(line)).is_some_and(|(a, b)| a.name == b.name);
        let assigned = target(new).is_some() && target(new) == target(line);
        named || assigned || header(line).is_none() && !is_import(line) && likeness(&Pairs::of(new), line) >= VERSION
    }) || is_import(line) && telling_words(line).any(|word| rows.iter().any(|row| telling_words(&attempt.texts[*row]).any(|new| new == word)))
}

/// The first words of imports, in the languages that have them.
const IMPORTS: &[&str] = &["import", "from", "use", "using", "include", "require", "package"];

/// All imports look alike: another version of one speaks of the same module or name.
fn is_import(line: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).is_some_and(|w| IMPORTS.contains(&w))
}
