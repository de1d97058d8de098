//! What a marker can't stand for: lines of a definition that the snippet shows as a whole.
//!
//! A marker below a definition's block, by its column, says nothing of what is inside. When the block ends with a new line,
//! what the file has behind it goes; when it ends with a line of the file, and the file has more, the snippet could mean
//! either and is refused. Decorators above a header are shown all or none.

use std::ops::Range;

use super::Attempt;
use super::align::{ANYWHERE, Alignment, Op, Rule};
use super::snippet::Reach;
use super::windows::{Pin, Way};
use crate::headers::header;
use crate::refusal::{Outcome, Reason, refuse};
use crate::structure::{depth, is_closing};

/// The rules with barriers, and what the marker at the end can stand for.
pub fn raised(attempt: &Attempt, way: &Way, mut rules: Vec<Rule>) -> (Vec<Rule>, Range<usize>) {
    let mut at_end = ANYWHERE;
    if attempt.snippet.reach == Reach::Nowhere {
        return (rules, at_end);
    }
    for pin in &way.pins {
        if header(&attempt.texts[pin.row]).is_none() {
            continue;
        }
        let end = attempt.snippet.block_end(pin.row);
        let last = (pin.row + 1..end).rev().find(|r| !attempt.texts[*r].is_empty());
        if last.is_some_and(|r| !attempt.known.has(&attempt.texts[r])) && is_left(attempt, pin, end) {
            match rules.get_mut(end) {
                Some(rule) => rule.hidden.start = rule.hidden.start.max(pin.end),
                None => at_end.start = at_end.start.max(pin.end),
            }
        }
        let first = decorators(attempt, pin.row);
        if let Some(definition) = attempt.definitions.iter().find(|d| d.row == pin.line).filter(|_| first < pin.row) {
            rules[first].hidden.end = rules[first].hidden.end.min(definition.start);
        }
    }
    (rules, at_end)
}

/// Whether the block of a fixed header is shown without a marker, and the marker below it stands outside of it. Where a
/// line closes the block, that line says so.
pub fn is_left(attempt: &Attempt, pin: &Pin, end: usize) -> bool {
    let rows = &attempt.snippet.rows;
    if is_closing(attempt.index.text.line(pin.end - 1)) {
        return false;
    }
    let inside = (pin.row + 1..end).any(|r| rows[r].gap.is_some());
    let below = rows.get(end).map_or(attempt.snippet.last_gap.as_ref(), |r| r.gap.as_ref());
    !inside && below.is_some_and(|g| g.depth <= depth(&rows[pin.row].text))
}

/// The first of the decorators directly above a row.
fn decorators(attempt: &Attempt, row: usize) -> usize {
    let rows = &attempt.snippet.rows;
    let own = depth(&rows[row].text);
    let mut first = row;
    while first > 0 && rows[first].gap.is_none() && rows[first - 1].text.trim_start().starts_with('@') && depth(&rows[first - 1].text) == own {
        first -= 1;
    }
    first
}

/// Refuse a definition that ends, in the snippet, before it does in the file.
pub fn nothing_behind(attempt: &Attempt, way: &Way, found: &Alignment) -> Outcome<()> {
    if attempt.snippet.reach == Reach::Nowhere {
        return Ok(());
    }
    for pin in way.pins.iter().filter(|p| header(&attempt.texts[p.row]).is_some()) {
        let end = attempt.snippet.block_end(pin.row);
        // Where all markers stand at the margin, only a snippet that is nothing but the definition looks complete.
        let alone = decorators(attempt, pin.row) == 0 && end == attempt.texts.len();
        if end == pin.row + 1 || !is_left(attempt, pin, end) || attempt.snippet.reach == Reach::Indentation && !alone {
            continue;
        }
        let rest = found.ops.iter().filter(|op| matches!(op, Op::Skip(i) if (pin.line..pin.end).contains(i) && !attempt.index.text.is_blank(*i)));
        if rest.count() > 0 {
            let name = attempt.texts[pin.row].trim();
            let message = format!("the marker below {name:?} stands outside of it, but its last lines (up to line {}) are not shown; \
                                   show them, or put a marker inside", pin.end);
            return refuse(Reason::UnaccountedRemoval, message);
        }
    }
    Ok(())
}
