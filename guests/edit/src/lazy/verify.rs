//! What an alignment has to keep before it is believed.

use super::Attempt;
use super::align::{Alignment, Op};
use crate::refusal::{Outcome, Reason, Refusal, refuse};
use crate::structure::block_end;
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
        let end = block_end(attempt.index.text, above);
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

const TELLING: usize = 4;

/// Every part that changes something holds on to a line that says something.
fn evidence(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    if found.cost == 0 {
        return Ok(());
    }
    let shown: usize = attempt.texts.iter().map(|t| weight(t)).sum();
    let held: usize = (0..lines.len()).filter(|k| lines[*k].is_some()).map(|k| weight(&attempt.texts[k])).sum();
    if held < TELLING || held * 8 < shown {
        return refuse(Reason::NoMatch, "hardly a line of the snippet is in the file; is it for another file?");
    }
    Ok(())
}
