//! A hunk as a script over its quoted lines, and how it changes the place where they were found.

use crate::draft::Draft;
use crate::locate::Place;
use crate::text::Text;

/// One step: a quoted line stays, goes, or a new line comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    Keep(&'a str),
    Remove(&'a str),
    Add(&'a str),
}

/// The lines that a script quotes.
pub fn quoted<'a>(script: &[Step<'a>]) -> Vec<&'a str> {
    script.iter().filter_map(|s| match s { Step::Keep(l) | Step::Remove(l) => Some(*l), Step::Add(_) => None }).collect()
}

/// The lines that a script leaves behind.
pub fn result<'a>(script: &[Step<'a>]) -> Vec<&'a str> {
    script.iter().filter_map(|s| match s { Step::Keep(l) | Step::Add(l) => Some(*l), Step::Remove(_) => None }).collect()
}

/// Lines above this product are not compared one by one: what differs is then replaced as a whole.
const MAX_CELLS: usize = 4_000_000;

/// The shortest script that turns `old` into `new`.
pub fn between<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Step<'a>> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let room = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(room).take_while(|(a, b)| a == b).count();
    let mut script: Vec<_> = old[..head].iter().copied().map(Step::Keep).collect();
    middle(&old[head..old.len() - tail], &new[head..new.len() - tail], &mut script);
    script.extend(old[old.len() - tail..].iter().copied().map(Step::Keep));
    script
}

fn middle<'a>(old: &[&'a str], new: &[&'a str], script: &mut Vec<Step<'a>>) {
    if old.is_empty() || new.is_empty() || old.len() * new.len() > MAX_CELLS {
        script.extend(old.iter().copied().map(Step::Remove));
        script.extend(new.iter().copied().map(Step::Add));
        return;
    }
    let width = new.len() + 1;
    let mut common = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            script.push(Step::Keep(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1] {
            script.push(Step::Remove(old[i]));
            i += 1;
        } else {
            script.push(Step::Add(new[j]));
            j += 1;
        }
    }
}

/// A replacement of whole lines: `start..end` of the text become `new`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChange {
    pub start: usize,
    pub end: usize,
    pub new: Vec<String>,
}

/// What a script does at a place. Lines that stay are those of the file, not those of the quotation.
pub fn changes(script: &[Step], place: &Place) -> Vec<LineChange> {
    let mut out: Vec<LineChange> = Vec::new();
    let mut at = place.range().start;
    let mut open = false;
    let mut k = 0;
    for step in script {
        match step {
            Step::Add(line) => {
                if !open {
                    out.push(LineChange { start: at, end: at, new: Vec::new() });
                }
                open = true;
                let last = out.len() - 1;
                out[last].new.push(place.reindent.line(line));
                continue;
            }
            Step::Keep(_) => {
                if let Some(line) = place.lines[k] {
                    at = line + 1;
                    open = false;
                }
            }
            Step::Remove(_) => {
                if let Some(line) = place.lines[k] {
                    let last = out.len().wrapping_sub(1);
                    if open && out[last].end <= line {
                        out[last].end = line + 1;
                    } else {
                        out.push(LineChange { start: line, end: line + 1, new: Vec::new() });
                    }
                    open = true;
                    at = line + 1;
                }
            }
        }
        k += 1;
    }
    out
}

/// Put line changes, sorted and disjoint, into a draft whose lines are `text`.
pub fn apply_lines(draft: &mut Draft, text: &Text, changes: &[LineChange], line_end: &str) {
    for change in changes.iter().rev() {
        let (start, end, new) = bytes_of(text, change, line_end);
        draft.replace(start, end, &new);
    }
}

/// The byte range and text of a line change; a missing end of the last line stays missing.
fn bytes_of(text: &Text, change: &LineChange, line_end: &str) -> (usize, usize, String) {
    let at_end = change.end == text.len();
    let open_end = at_end && !text.ends_terminated();
    let mut start = text.start_of(change.start);
    let end = if change.end > change.start { text.lines[change.end - 1].next } else { start };
    let mut new = String::new();
    for line in &change.new {
        new.push_str(line);
        new.push_str(line_end);
    }
    if open_end {
        new.truncate(new.len() - if new.is_empty() { 0 } else { line_end.len() });
        if change.start == text.len() && !new.is_empty() {
            new.insert_str(0, line_end);
        } else if new.is_empty() && change.start > 0 {
            start = text.lines[change.start - 1].end;
        }
    }
    (start, end, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_short() {
        let script = between(&["a", "b", "c"], &["a", "x", "c"]);
        assert_eq!(script, [Step::Keep("a"), Step::Remove("b"), Step::Add("x"), Step::Keep("c")]);
        assert_eq!(quoted(&script), ["a", "b", "c"]);
        assert_eq!(result(&script), ["a", "x", "c"]);
    }

    #[test]
    fn the_last_line_end_stays_missing() {
        for (change, wanted) in [((1, 2, vec!["z"]), "a\nz"), ((1, 2, vec![]), "a"), ((2, 2, vec!["z"]), "a\nb\nz"), ((0, 1, vec![]), "b")] {
            let text = Text::new("a\nb");
            let mut draft = Draft::new("a\nb");
            let new = change.2.into_iter().map(str::to_owned).collect();
            apply_lines(&mut draft, &text, &[LineChange { start: change.0, end: change.1, new }], "\n");
            assert_eq!(draft.text(), wanted);
        }
    }
}
