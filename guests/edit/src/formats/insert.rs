//! Text to insert behind a numbered line (`insert` of Anthropic's text editor tool): `insert_line` 0 is the top.

use crate::draft::Draft;
use crate::refusal::{Outcome, Reason, refuse};
use crate::script::{LineChange, apply_lines};
use crate::text::Text;

/// Put `text` behind line `after`, as lines of its own.
pub fn apply(draft: &mut Draft, after: usize, text: &str, line_end: &str) -> Outcome<()> {
    let source = draft.text().to_owned();
    let lines = Text::new(&source);
    if after > lines.len() {
        return refuse(Reason::NoMatch, format!("insert_line is {after}, but the file has {} lines", lines.len()));
    }
    let new: Vec<String> = text.lines().map(str::to_owned).collect();
    if new.is_empty() {
        return refuse(Reason::EmptyEdit, "there is no text to insert");
    }
    apply_lines(draft, &lines, &[LineChange { start: after, end: after, new }], line_end);
    Ok(())
}
