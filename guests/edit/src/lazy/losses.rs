//! Definitions that would go without a word: the snippet neither shows them, nor says that they go.
//!
//! A definition is accounted for when the snippet shows its name, says in a comment that it is removed, gives it a new name, or
//! shows its type as a whole, without a marker, with its neighbours next to each other.

use super::Attempt;
use super::align::{Alignment, Op};
use super::verify::is_of_new;
use crate::definitions::{Definition, holder};
use crate::headers::{Declares, header};
use crate::members::{declared, is_renamed, may_go};
use crate::structure::{depth, is_comment};
use crate::text::weight;

/// The definitions that go without a word, outermost only.
pub fn of<'a>(attempt: &Attempt<'a>, found: &Alignment) -> Vec<&'a Definition> {
    let mut gone = vec![false; attempt.index.text.len()];
    found.ops.iter().for_each(|op| if let Op::Delete(line) = op { gone[*line] = true });
    let goes = |d: &&Definition| gone[d.row] && d.declares != Declares::Variable;
    let mut lost: Vec<&Definition> = Vec::new();
    for definition in attempt.definitions.iter().filter(goes) {
        let outer = holder(attempt.definitions, definition);
        let inside = lost.last().is_some_and(|l| definition.row < l.end);
        let local = outer.is_some_and(|h| h.declares == Declares::Function);
        if !inside && !local && !is_shown(attempt, found, definition, outer) && !is_told(attempt, definition) && !is_left_out(attempt, definition, outer) {
            lost.push(definition);
        }
    }
    lost
}

/// Whether a line that the file has once, and keeps, would come in a second time.
pub fn doubles(attempt: &Attempt, found: &Alignment) -> bool {
    let once = |row: usize| match attempt.index.id(&attempt.texts[row]).map_or(&[][..], |id| attempt.index.within(id, 0, usize::MAX)) {
        [line] if weight(&attempt.texts[row]) >= TELLING => Some(*line as usize),
        _ => None,
    };
    let goes = |line: usize| found.ops.contains(&Op::Delete(line));
    found.ops.iter().any(|op| matches!(op, Op::Insert(row) if once(*row).is_some_and(|line| !goes(line))))
}

/// The first row on the outermost level that would come in although the file has that line, and keeps it.
pub fn again(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Option<usize> {
    let outer = |row: usize| depth(&attempt.texts[row]) == 0 && weight(&attempt.texts[row]) >= TELLING && !is_comment(&attempt.texts[row]) && !is_of_new(attempt, row, lines);
    found.ops.iter().find_map(|op| match op {
        Op::Insert(row) if outer(*row) => {
            let id = attempt.index.id(&attempt.texts[*row])?;
            let known = attempt.index.within(id, 0, usize::MAX);
            known.iter().find(|line| !found.ops.contains(&Op::Delete(**line as usize))).map(|line| *line as usize)
        }
        _ => None,
    })
}

/// Letters and digits of a line that the file has for one purpose, at least.
const TELLING: usize = 8;

/// The first member of a type that the snippet shows without a marker, behind the last row: it is neither shown nor hidden.
pub fn behind<'a>(attempt: &Attempt<'a>, lines: &[Option<usize>]) -> Option<&'a Definition> {
    if attempt.snippet.ends_with_gap {
        return None;
    }
    let last = lines.iter().flatten().max()?;
    let snippet = attempt.snippet;
    let whole = |k: &usize| header(&attempt.texts[*k]).is_some_and(|h| h.declares == Declares::Type) && snippet.is_header(*k) && snippet.is_whole(*k) && snippet.block_end(*k) == lines.len();
    let heads: Vec<usize> = (0..lines.len()).filter(whole).filter_map(|k| lines[k]).collect();
    let inside = |d: &&Definition| d.row > *last && d.declares != Declares::Variable && holder(attempt.definitions, d).is_some_and(|h| heads.contains(&h.row));
    attempt.definitions.iter().find(inside)
}

/// Whether a new row declares the name, in the same container as far as the snippet shows one, or is the definition renamed.
fn is_shown(attempt: &Attempt, found: &Alignment, definition: &Definition, outer: Option<&Definition>) -> bool {
    let same_container = |row: usize| match (container(attempt, row), outer) {
        (Some(name), Some(outer)) => name == outer.name,
        (Some(_), None) => false,
        (None, _) => true,
    };
    let text = attempt.index.text;
    let old = || (definition.row..definition.end).map(|i| text.line(i));
    let is_it = |row: usize| {
        let Some(h) = header(&attempt.texts[row]).filter(|h| h.declares == definition.declares) else { return false };
        let block = attempt.texts[row..attempt.snippet.block_end(row)].iter().map(String::as_str);
        h.name == definition.name || is_renamed(old(), &definition.name, block, h.name)
    };
    found.ops.iter().any(|op| matches!(op, Op::Insert(row) if is_it(*row) && same_container(*row)))
}

/// The name of the innermost definition that the snippet shows around a row.
fn container<'a>(attempt: &Attempt<'a>, row: usize) -> Option<&'a str> {
    let up = |r: &usize| attempt.snippet.rows[*r].parent;
    std::iter::successors(up(&row), up).find_map(|p| header(&attempt.texts[p]).filter(|h| h.declares != Declares::Variable)).map(|h| h.name)
}

/// Whether a comment says that it goes.
fn is_told(attempt: &Attempt, definition: &Definition) -> bool {
    let names = |what: &String| what.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$' | '#')).any(|w| w == definition.name);
    attempt.snippet.rows.iter().filter_map(|r| r.removal.as_ref()).any(names)
}

/// Whether the snippet shows the type around it as a whole, and its neighbours next to each other.
fn is_left_out(attempt: &Attempt, definition: &Definition, outer: Option<&Definition>) -> bool {
    let Some(outer) = outer else { return false };
    let snippet = attempt.snippet;
    let shows = |k: &usize| header(&attempt.texts[*k]).is_some_and(|h| h.name == outer.name && h.declares == outer.declares) && snippet.is_header(*k);
    (0..attempt.texts.len()).filter(shows).any(|k| {
        let rows = k + 1..snippet.block_end(k);
        snippet.is_whole(k) && may_go(attempt.definitions, outer, definition, &declared(attempt.texts[rows].iter().map(String::as_str)))
    })
}
