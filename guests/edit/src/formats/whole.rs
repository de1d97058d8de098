//! The whole new text of a file (aider `whole`, `write_file`, `create`): all that stood there is replaced.

use crate::draft::Draft;
use crate::locate::Grade;
use crate::quoted::Done;
use crate::refusal::Outcome;
use crate::script::{LineChange, Step, apply_lines, between};
use crate::text::Text;

/// Make the draft say `content`, which was given as the whole text.
///
/// Lines that stay keep their bytes; a missing end of the last line stays missing. A text that ends without a line end has lost
/// its end on the way: blank lines at the end of the file stay.
pub fn apply(draft: &mut Draft, content: &str, line_end: &str) -> Outcome<Vec<Done>> {
    put(draft, content, !content.ends_with('\n'), line_end)
}

/// As `apply`, for code that is found to be the whole file: blank lines at the end of the file stay.
pub fn apply_code(draft: &mut Draft, code: &str, line_end: &str) -> Outcome<Vec<Done>> {
    put(draft, code, true, line_end)
}

fn put(draft: &mut Draft, content: &str, end_is_lost: bool, line_end: &str) -> Outcome<Vec<Done>> {
    let source = draft.text().to_owned();
    let text = Text::new(&source);
    let old: Vec<&str> = text.iter().collect();
    let mut new: Vec<&str> = content.lines().collect();
    let blank = |lines: &[&str]| lines.iter().rev().take_while(|l| l.trim().is_empty()).count();
    let (before, after) = (blank(&old), blank(&new));
    if end_is_lost && before < old.len() && after < new.len() && after < before {
        new.truncate(new.len() - after);
        new.extend(&old[old.len() - before..]);
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

/// As `apply` for a file without text, whose last line ends only where the content's does.
pub fn fill(draft: &mut Draft, content: &str, line_end: &str) -> Outcome<Vec<Done>> {
    let start = Text::new(draft.text()).start_of(0);
    let end = draft.text().len();
    let new = if line_end == "\n" { content.to_owned() } else { content.replace('\n', line_end) };
    draft.replace(start, end, &new);
    Ok(if new.is_empty() && start == end { Vec::new() } else { vec![(0..0, Grade::Exact)] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(source: &str, content: &str) -> String {
        let mut draft = Draft::new(source);
        apply(&mut draft, content, "\n").unwrap();
        draft.text().to_owned()
    }

    #[test]
    fn the_text_says_how_it_ends_unless_its_end_is_lost() {
        assert_eq!(made("a\n\n\n", "a\n"), "a\n");
        assert_eq!(made("a\n", "a\n\n\n"), "a\n\n\n");
        assert_eq!(made("a\n\n\n", "b"), "b\n\n\n");
        let mut draft = Draft::new("a\n\n\n");
        apply_code(&mut draft, "b\n", "\n").unwrap();
        assert_eq!(draft.text(), "b\n\n\n");
        assert_eq!(made("a", "b\n"), "b");
        assert_eq!(made("\u{feff}a\n", "\nb\n"), "\u{feff}\nb\n");
    }
}
