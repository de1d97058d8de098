//! The line changes of an alignment.

use super::Attempt;
use super::align::{Alignment, Op};
use crate::script::LineChange;

/// What goes and what comes, in order. Blank lines between a marker and a part that touches no line come with it.
pub fn changes(attempt: &Attempt, found: &Alignment) -> Vec<LineChange> {
    let mut out: Vec<LineChange> = Vec::new();
    let (mut at, mut open) = (0, false);
    for op in &found.ops {
        match op {
            Op::Skip(line) | Op::Match(line, _) => {
                at = line + 1;
                open = false;
                continue;
            }
            _ if !open => out.push(LineChange { start: at, end: at, new: Vec::new() }),
            _ => {}
        }
        open = true;
        let last = out.len() - 1;
        match op {
            Op::Insert(row) => {
                let blanks = attempt.snippet.rows[*row].gap.as_ref().map_or(0, |g| g.blanks);
                if floats(attempt, found, *row) {
                    out[last].new.extend((0..blanks).map(|_| String::new()));
                }
                out[last].new.push(attempt.texts[*row].clone());
            }
            Op::Delete(line) => {
                at = line + 1;
                out[last].end = at;
            }
            _ => {}
        }
    }
    out
}

/// Whether a row begins a part none of whose rows is a line of the file.
fn floats(attempt: &Attempt, found: &Alignment, row: usize) -> bool {
    let rows = &attempt.snippet.rows;
    let end = (row + 1..rows.len()).find(|k| rows[*k].gap.is_some()).unwrap_or(rows.len());
    rows[row].gap.is_some() && !found.replaced.iter().any(|r| (row..end).contains(r)) && !found.ops.iter().any(|op| matches!(op, Op::Match(_, r) if (row..end).contains(r)))
}
