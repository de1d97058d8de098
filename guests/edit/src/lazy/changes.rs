//! The line changes of an alignment.

use super::Attempt;
use super::align::{Alignment, Op};
use super::verify::is_of_new;
use crate::script::LineChange;
use crate::structure::{is_comment, is_decorator};

/// What goes and what comes, in order. Blank lines between a marker and a part that touches no line come with it.
pub fn changes(attempt: &Attempt, found: &Alignment) -> Vec<LineChange> {
    let mut out: Vec<LineChange> = Vec::new();
    let (mut at, mut open) = (0, false);
    for op in &found.ops {
        if let Op::Match(_, row) | Op::Insert(row) = op
            && let Some(wanted) = attempt.trivia.wanted.get(row)
        {
            if !open {
                out.push(LineChange { start: at, end: at, new: Vec::new() });
            }
            open = true;
            let last = out.len() - 1;
            out[last].new.extend(wanted.lines.iter().cloned());
        }
        let op = match op {
            Op::Match(line, row) if attempt.trivia.old.contains(row) => &Op::Delete(*line),
            op => op,
        };
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
                if floats(attempt, found, *row) && (at == 0 || !attempt.index.text.is_blank(at - 1)) {
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

/// Whether a row begins a part with something new, whose blank lines above come with it.
fn floats(attempt: &Attempt, found: &Alignment, row: usize) -> bool {
    let rows = &attempt.snippet.rows;
    let end = (row + 1..rows.len()).find(|k| rows[*k].gap.is_some()).unwrap_or(rows.len());
    let mut lines = vec![None; rows.len()];
    for op in &found.ops {
        if let Op::Match(line, k) = op {
            lines[*k] = Some(*line);
        }
    }
    let head = (row..end).find(|k| !is_decorator(&attempt.texts[*k]) && !is_comment(&attempt.texts[*k]));
    let fresh = lines[row..end].iter().all(Option::is_none) || head.is_some_and(|k| lines[row..=k].iter().all(Option::is_none) && is_of_new(attempt, k, &lines));
    rows[row].gap.is_some() && !found.replaced.iter().any(|r| (row..end).contains(r)) && fresh
}
