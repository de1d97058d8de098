//! Second readings: what an alignment takes for one thing and a careful person could take for another.

use std::ops::Range;

use super::Attempt;
use super::align::{Alignment, Op};
use super::verify::is_of_new;
use crate::headers::{Declares, Header, header};
use crate::refusal::{Outcome, Reason, Refusal, refuse};
use crate::structure::depth;
use crate::text::weight;

/// Refuse what has a second reading. `lines`: the line of the file that each row is.
pub fn none(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    let runs = runs(found);
    headers_cover(attempt, found, &runs, lines)?;
    no_addition(attempt, &runs, lines)?;
    definitions_go(attempt, &runs, lines)
}

/// Lines that go and rows that come in one place.
#[derive(Default)]
struct Run {
    gone: Vec<usize>,
    new: Vec<usize>,
}

fn runs(found: &Alignment) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut open = false;
    for op in &found.ops {
        if matches!(op, Op::Skip(_) | Op::Match(..)) {
            open = false;
            continue;
        }
        if !open {
            out.push(Run::default());
        }
        open = true;
        let last = out.len() - 1;
        match op {
            Op::Delete(line) => out[last].gone.push(*line),
            Op::Insert(row) => out[last].new.push(*row),
            _ => {}
        }
    }
    out
}

/// The function or type that a line declares.
fn declared(line: &str) -> Option<Header<'_>> {
    header(line).filter(|h| h.declares != Declares::Variable)
}

/// A header with a marker in its block is there already: when its header is new, it takes the place of another one.
fn headers_cover(attempt: &Attempt, found: &Alignment, runs: &[Run], lines: &[Option<usize>]) -> Outcome<()> {
    let text = attempt.index.text;
    for run in runs {
        for row in run.new.iter().filter(|r| lines[**r].is_none() && !found.replaced.contains(r)) {
            let shown = &attempt.texts[*row];
            if !attempt.snippet.is_header(*row) || attempt.snippet.is_whole(*row) {
                continue;
            }
            let kind = declared(shown).map(|h| h.declares);
            let takes = |i: &usize| depth(text.line(*i)) == depth(shown) && declared(text.line(*i)).map(|h| h.declares) == kind && !text.is_blank(*i);
            if !run.gone.iter().any(takes) {
                return refuse(Reason::NoMatch, format!("the file has no {:?} of which the marker below it could stand for a part", shown.trim()));
            }
        }
    }
    Ok(())
}

/// Rows that take the place of lines, where they could as well be added between the same two lines: `a } b {` for `} b { a`.
fn no_addition(attempt: &Attempt, runs: &[Run], lines: &[Option<usize>]) -> Outcome<()> {
    let (text, rows) = (attempt.index.text, &attempt.snippet.rows);
    for run in runs {
        let full = |i: &&usize| !text.is_blank(**i);
        let (Some(first), Some(last), Some(old)) = (run.new.first(), run.new.last(), run.gone.iter().find(full)) else { continue };
        let start = (0..=*first).rev().find(|k| rows[*k].gap.is_some()).unwrap_or(0);
        let end = (*last + 1..rows.len()).find(|k| rows[*k].gap.is_some()).unwrap_or(rows.len());
        let alone = runs.iter().all(|r| std::ptr::eq(r, run) || !r.new.iter().any(|k| (start..end).contains(k)));
        // A line that the file has once is that line: nobody adds it a second time next to it.
        let is_once = |k: usize| attempt.index.id(&attempt.texts[k]).is_some_and(|id| attempt.index.within(id, 0, usize::MAX).len() == 1);
        let common = |k: usize| (*first..=*last).contains(&k) || weight(&attempt.texts[k]) < TELLING || !is_once(k);
        for from in (start + 1..=*first).filter(|_| alone) {
            let Some(above) = lines[from - 1] else { continue };
            let fits = |to: &usize| (*to > last + 1 || from < *first) && (from..*to).all(common) && stands_below(attempt, *to..end, above + 1);
            if let Some(to) = (*last + 1..end).find(fits) {
                let shown = attempt.texts[*first].trim();
                let message = format!("the {} lines from {shown:?} could be added or replace line {}; show more lines around them", to - from, old + 1);
                return Err(Refusal { candidates: vec![(*old as u32 + 1, *old as u32 + 1)], ..Refusal::new(Reason::Ambiguous, message) });
            }
        }
    }
    Ok(())
}

/// Whether rows, at least one of which is not blank, are the lines from `line` on.
fn stands_below(attempt: &Attempt, rows: Range<usize>, line: usize) -> bool {
    let start = rows.start;
    let same = |k: usize| attempt.index.ids.get(line + k - start).is_some_and(|id| Some(*id) == attempt.index.id(&attempt.texts[k]));
    rows.clone().any(|k| !attempt.texts[k].is_empty()) && rows.clone().all(same)
}

/// Letters and digits of a line that is known again, at least.
const TELLING: usize = 8;

/// A definition that goes without a word leaves nothing behind.
fn definitions_go(attempt: &Attempt, runs: &[Run], lines: &[Option<usize>]) -> Outcome<()> {
    if attempt.snippet.rows.iter().any(|r| r.removal.is_some()) {
        return Ok(());
    }
    let text = attempt.index.text;
    let shown = |name: &str| attempt.texts.iter().any(|t| header(t).is_some_and(|h| h.name == name));
    for run in runs {
        for line in &run.gone {
            let Some(gone) = declared(text.line(*line)).filter(|h| !shown(h.name)) else { continue };
            let Some(definition) = attempt.definitions.iter().find(|d| d.row == *line && d.end > d.row + 1) else { continue };
            let inside = |i: usize| (definition.row + 1..definition.end).contains(&i);
            // A line of it that comes in at another place says that it was not meant to go.
            let elsewhere = |k: &usize| {
                lines[*k].is_none() && !run.new.contains(k) && weight(&attempt.texts[*k]) >= TELLING && !is_of_new(attempt, *k, lines)
            };
            let kept = (0..lines.len()).filter(elsewhere).find(|k| {
                let known = attempt.index.id(&attempt.texts[*k]).map_or(&[][..], |id| attempt.index.within(id, 0, usize::MAX));
                matches!(known, [one] if inside(*one as usize))
            });
            if let Some(row) = kept {
                let message = format!(
                    "{:?} (line {}) would go, but the snippet shows its line {:?}; add a marker, or a comment that says to remove it",
                    gone.name, line + 1, attempt.texts[row].trim()
                );
                return refuse(Reason::UnaccountedRemoval, message);
            }
        }
    }
    Ok(())
}
