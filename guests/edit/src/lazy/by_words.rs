//! Comments next to a marker that say to remove a definition: "remove openGate" between two markers.
//!
//! Nothing around such a comment tells the place, so its words must: they name one definition, which the file has once.

use super::Planned;
use crate::definitions::Definition;
use crate::locate::Grade;
use crate::refusal::{Outcome, Reason, Refusal, refuse};
use crate::script::LineChange;
use crate::structure::{depth, is_comment};
use crate::text::Text;

/// The changes that take away what the comments name, with the comments above it and the blank lines on one side.
pub fn removed(text: &Text, whats: &[String], all: &[Definition]) -> Outcome<Vec<LineChange>> {
    let mut out: Vec<LineChange> = whats.iter().map(|what| one(text, what, all)).collect::<Outcome<_>>()?;
    out.sort_by_key(|c| c.start);
    for i in 1..out.len() {
        // Both take the blank lines between them: then nothing is left below the first one that those above it part it from.
        let end = out[i - 1].end;
        if out[i].start < end && (out[i].start..end).all(|line| text.is_blank(line)) {
            out[i].start = end;
            out[i - 1].start = (0..out[i - 1].start).rev().find(|line| !text.is_blank(*line)).map_or(0, |line| line + 1);
        }
    }
    if out.windows(2).any(|w| w[1].start < w[0].end) {
        return refuse(Reason::Ambiguous, "one thing that is to be removed lies in another");
    }
    Ok(out)
}

fn one(text: &Text, what: &str, all: &[Definition]) -> Outcome<LineChange> {
    let words: Vec<&str> = what.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).filter(|w| !w.is_empty()).collect();
    let named: Vec<&Definition> = all.iter().filter(|d| words.contains(&d.name.as_str())).collect();
    match named.as_slice() {
        [definition] => Ok(LineChange { new: Vec::new(), ..lines(text, definition) }),
        [] => refuse(Reason::Unsupported, format!("the file defines nothing of the name in \"remove {what}\"; show the lines above and below what goes")),
        several => Err(Refusal::ambiguous(&format!("\"remove {what}\""), several.iter().map(|d| (d.start, d.end)))),
    }
}

/// The lines of a definition; the blank lines below it too, or those above it where it is the last of its block.
fn lines(text: &Text, definition: &Definition) -> LineChange {
    let (mut start, mut end) = (comments_above(text, definition), definition.end);
    let below = (end..text.len()).find(|i| !text.is_blank(*i));
    let above = (0..start).rev().find(|i| !text.is_blank(*i)).map_or(0, |i| i + 1);
    let is_last = below.is_none_or(|i| depth(text.line(i)) < depth(text.line(definition.row)));
    if is_last {
        start = above;
    } else if start > above || above == 0 {
        end = below.unwrap_or(end);
    }
    LineChange { start, end, new: Vec::new() }
}

/// The first of the comment lines directly above a definition; lines of a block comment may stand one column further right.
fn comments_above(text: &Text, definition: &Definition) -> usize {
    let own = depth(text.line(definition.row));
    let mut at = definition.start;
    while at > 0 && is_comment(text.line(at - 1)) && (own..=own + 1).contains(&depth(text.line(at - 1))) {
        at -= 1;
    }
    at
}

/// A plan with these changes in it; `None` where they are in each other's way.
pub fn with(gone: Vec<LineChange>, (mut changes, mut done): Planned) -> Option<Planned> {
    done.extend(gone.iter().map(|c| (c.start..c.end, Grade::Structure)));
    changes.extend(gone);
    changes.sort_by_key(|c| (c.start, c.end));
    changes.windows(2).all(|w| w[0].end <= w[1].start).then_some((changes, done))
}
