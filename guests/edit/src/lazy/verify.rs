//! What an alignment has to keep before it is believed.

use super::Attempt;
use super::align::{Alignment, Op};
use crate::refusal::{Outcome, Reason, Refusal, refuse};
use crate::text::weight;

/// Lines that may go because two shown lines stand next to each other, at most.
const MAX_REMOVED: usize = 120;

pub fn verify(attempt: &Attempt, found: &Alignment) -> Outcome<()> {
    let lines = partners(attempt, found);
    blocks_hold(attempt, &lines)?;
    gaps_cover(attempt, found, &lines)?;
    removals_accounted(attempt, found)?;
    evidence(attempt, found, &lines)
}

/// The line of the file that each row is.
fn partners(attempt: &Attempt, found: &Alignment) -> Vec<Option<usize>> {
    let mut lines = vec![None; attempt.texts.len()];
    for op in &found.ops {
        if let Op::Match(line, row) = op {
            lines[*row] = Some(*line);
        }
    }
    lines
}

/// A row lies in the block of the line that its parent row is.
fn blocks_hold(attempt: &Attempt, lines: &[Option<usize>]) -> Outcome<()> {
    for (k, row) in attempt.snippet.rows.iter().enumerate() {
        if attempt.texts[k].is_empty() {
            continue;
        }
        let (Some(line), Some(above)) = (lines[k], row.opener.or(row.parent).and_then(|p| lines[p])) else { continue };
        let end = attempt.index.blocks.end(above);
        if line >= end && end > above + 1 {
            let places = [(above, end), (line, line + 1)];
            return Err(Refusal::ambiguous("a line of the snippet stands outside of the block it is shown in; it", places));
        }
    }
    Ok(())
}

/// A marker between two rows stands for something.
fn gaps_cover(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    for k in 1..attempt.texts.len() {
        if attempt.snippet.rows[k].gap.is_none() {
            continue;
        }
        if let (Some(above), Some(below)) = (lines[k - 1], lines[k])
            && (above + 1..below).all(|i| attempt.index.text.is_blank(i))
            && found.cost > 0
        {
            let message = format!("the marker above {:?} stands for nothing: the file has no line there", attempt.texts[k].trim());
            return refuse(Reason::MarkerCoversNothing, message);
        }
    }
    Ok(())
}

fn removals_accounted(attempt: &Attempt, found: &Alignment) -> Outcome<()> {
    let gone = found.ops.iter().filter(|op| matches!(op, Op::Delete(i) if !attempt.index.text.is_blank(*i))).count();
    if gone > MAX_REMOVED {
        let message = format!("{gone} lines would go because no marker stands for them; add markers, or remove them with another format");
        return refuse(Reason::UnaccountedRemoval, message);
    }
    Ok(())
}

/// Letters and digits of the lines that a part holds on to, at least.
const TELLING: usize = 6;

/// Every part that changes something holds on to lines that say something: its own, or the headers above them.
fn evidence(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    let rows = &attempt.snippet.rows;
    let changed = changed_rows(found, rows.len());
    let mut start = 0;
    while start < rows.len() {
        let end = (start + 1..rows.len()).find(|k| rows[*k].gap.is_some()).unwrap_or(rows.len());
        let mut held: Vec<usize> = (start..end).filter(|k| lines[*k].is_some()).collect();
        let mut above = rows[start].opener.or(rows[start].parent);
        while let Some(p) = above {
            held.extend(lines[p].map(|_| p));
            above = rows[p].opener.or(rows[p].parent);
        }
        held.extend((start..end).filter(|k| found.replaced.contains(k)));
        let floats = (start..end).all(|k| lines[k].is_none());
        let said: usize = held.iter().map(|k| weight(&attempt.texts[*k])).sum();
        if said < TELLING && !floats && (start..end).any(|k| changed[k]) {
            let message = format!("the lines next to {:?} say too little to tell the place; show more of the lines around it", rows[start].text.trim());
            return refuse(Reason::NoMatch, message);
        }
        start = end;
    }
    let held: usize = (0..lines.len()).filter(|k| lines[*k].is_some() || found.replaced.contains(k)).map(|k| weight(&attempt.texts[k])).sum();
    if held < TELLING && found.cost > 0 {
        return refuse(Reason::NoMatch, "hardly a line of the snippet is in the file; is it for another file?");
    }
    Ok(())
}

/// Rows that come in, or above or below which lines go.
fn changed_rows(found: &Alignment, count: usize) -> Vec<bool> {
    let mut changed = vec![false; count];
    let mut gone = false;
    let mut last = None;
    for op in &found.ops {
        match op {
            Op::Insert(row) | Op::Match(_, row) => {
                changed[*row] |= gone || matches!(op, Op::Insert(_));
                gone = false;
                last = Some(*row);
            }
            Op::Delete(_) => {
                gone = true;
                if let Some(row) = last {
                    changed[row] = true;
                }
            }
            Op::Skip(_) => gone = false,
        }
    }
    changed
}
