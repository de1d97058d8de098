//! `old_string` → `new_string`: the old text has to be in the file once, or the call says "everywhere".
//!
//! ```text
//! call := old new [everywhere]        the old text is any run of characters, not only whole lines
//! ```
//!
//! Where the old text is not there to the letter, it is looked for by lines (trailing blanks, indentation, blank lines,
//! look-alike characters). Sources: Anthropic's text editor tool, Claude Code's Edit, Gemini CLI's replace.

use super::Replacement;
use crate::draft::Draft;
use crate::formats::Hunk;
use crate::locate::Grade;
use crate::quoted::apply_hunk;
use crate::refusal::{Outcome, Reason, Refusal, refuse};
use crate::script::between;
use crate::text::Text;

/// Apply one replacement; the lines (from 0, half open) it touched and the grade.
pub fn apply(draft: &mut Draft, replacement: &Replacement, line_end: &str) -> Outcome<(usize, usize, Grade)> {
    if replacement.old.is_empty() {
        return refuse(Reason::MalformedEdit, "old_string is empty; to make a new file, create it, to add text, quote a line next to it");
    }
    let (old, new) = (in_file(&replacement.old, line_end), in_file(&replacement.new, line_end));
    let found = places(draft.text(), &old);
    match found.len() {
        0 => by_lines(draft, replacement, line_end),
        1 => Ok(put(draft, &found, &old, &new)),
        _ if replacement.everywhere => Ok(put(draft, &apart(&found, old.len()), &old, &new)),
        _ => {
            let text = Text::new(draft.text());
            let places = found.iter().map(|at| (text.line_at(*at), text.line_at(at + old.len().saturating_sub(1)) + 1));
            Err(Refusal::ambiguous("old_string", places))
        }
    }
}

/// All places of a text in another, those that overlap too: `aa` is in `aaa` twice.
fn places(text: &str, old: &str) -> Vec<usize> {
    let step = old.chars().next().map_or(1, char::len_utf8);
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(old) {
        out.push(from + at);
        from += at + step;
    }
    out
}

/// The places from the first on that do not overlap.
fn apart(places: &[usize], len: usize) -> Vec<usize> {
    let mut end = 0;
    places.iter().copied().filter(|at| *at >= end && { end = at + len; true }).collect()
}

/// A text of the edit, whose lines end in LF, with the line ends of the file.
fn in_file(text: &str, line_end: &str) -> String {
    let text = text.replace("\r\n", "\n");
    if line_end == "\n" { text } else { text.replace('\n', line_end) }
}

fn put(draft: &mut Draft, found: &[usize], old: &str, new: &str) -> (usize, usize, Grade) {
    let text = Text::new(draft.text());
    let first = text.line_at(found[0]);
    let last = text.line_at(found[found.len() - 1] + old.len() - 1);
    for at in found.iter().rev() {
        draft.replace(*at, at + old.len(), new);
    }
    (first, last + 1, Grade::Exact)
}

fn by_lines(draft: &mut Draft, replacement: &Replacement, line_end: &str) -> Outcome<(usize, usize, Grade)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (replacement.old.lines().collect(), replacement.new.lines().collect());
    if replacement.everywhere {
        return refuse(Reason::NoMatch, "old_string is not in the file");
    }
    let hunk = Hunk { script: between(&old, &new), ..Hunk::default() };
    let source = draft.text().to_owned();
    let (range, grade) = apply_hunk(draft, &hunk, 0, line_end)?;
    let joins = replacement.old.ends_with('\n') && !replacement.new.ends_with('\n') && !new.is_empty();
    let text = Text::new(&source);
    if joins && grade != Grade::AlreadyApplied && range.end < text.len() && text.is_blank(range.end) {
        return refuse(Reason::NoMatch, "old_string takes a line end away in front of a blank line, but is not in the file to the letter; quote it exactly");
    }
    Ok((range.start, range.end, grade))
}
