//! The whole new text of a file (aider `whole`, `write_file`, `create`): all that stood there is replaced.

use crate::draft::Draft;
use crate::locate::Grade;
use crate::quoted::Done;
use crate::refusal::Outcome;
use crate::script::{LineChange, apply_lines, between, Step};
use crate::text::Text;

/// Make the draft say `content`. Lines that stay keep their bytes; a missing end of the last line stays missing.
pub fn apply(draft: &mut Draft, content: &str, line_end: &str) -> Outcome<Vec<Done>> {
    let source = draft.text().to_owned();
    let text = Text::new(&source);
    let old: Vec<&str> = text.iter().collect();
    let mut new: Vec<&str> = content.lines().collect();
    // Blank lines at the end get lost on the way (fences, trimmed answers), so they say nothing.
    if let (Some(last), Some(_)) = (new.iter().rposition(|l| !l.trim().is_empty()), old.iter().rposition(|l| !l.trim().is_empty())) {
        new.truncate(last + 1);
        let blank = old.iter().rev().take_while(|l| l.trim().is_empty()).count();
        new.extend(&old[old.len() - blank..]);
    }
    let mut changes: Vec<LineChange> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for step in between(&old, &new) {
        if matches!(step, Step::Keep(_)) {
            at += 1;
            open = false;
            continue;
        }
        if !open {
            changes.push(LineChange { start: at, end: at, new: Vec::new() });
        }
        open = true;
        let last = changes.len() - 1;
        match step {
            Step::Add(line) => changes[last].new.push(line.to_owned()),
            _ => {
                at += 1;
                changes[last].end = at;
            }
        }
    }
    apply_lines(draft, &text, &changes, line_end);
    Ok(changes.iter().map(|c| (c.start..c.end, Grade::Exact)).collect())
}
