//! Hunks that quote the old lines: found one after the other in the text as the hunks before left it.

use std::ops::Range;

use crate::draft::Draft;
use crate::formats::Hunk;
use crate::locate::{Grade, Place, locate, places};
use crate::refusal::{Outcome, Reason, Refusal, refuse};
use crate::script::{Step, apply_lines, changes, quoted, result};
use crate::structure::Blocks;
use crate::text::{Text, weight};

/// How hunks are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Anywhere in the file.
    Free,
    /// Each behind the one before (V4A).
    Forward,
    /// Line numbers, if all of them hold, decide between equal places (diffs).
    Numbered,
}

/// A hunk in the answer: the lines (of the text at that moment, from 0, half open) and the grade.
pub type Done = (Range<usize>, Grade);

/// Apply all hunks to a draft, or none.
pub fn apply_hunks(draft: &mut Draft, hunks: &[Hunk], order: Order, line_end: &str) -> Outcome<Vec<Done>> {
    let numbers = if order == Order::Numbered { numbers_hold(draft.text(), hunks) } else { true };
    let mut done: Vec<Done> = Vec::new();
    let mut floor = 0;
    let mut moved: isize = 0;
    let mut present = 0;
    for hunk in hunks {
        let line = hunk.line.filter(|_| numbers).map(|l| (l as isize + moved).max(0) as usize);
        let hunk = &Hunk { line, ..hunk.clone() };
        let before = draft.text().len();
        let lines = Text::new(draft.text()).len() as isize;
        let (range, grade) = apply_hunk(draft, hunk, if order == Order::Forward { floor } else { 0 }, line_end)?;
        let grown = Text::new(draft.text()).len() as isize - lines;
        present += usize::from(grade == Grade::AlreadyApplied);
        if order == Order::Numbered {
            moved += grown;
        }
        floor = (range.end as isize + grown).max(0) as usize;
        debug_assert!(grade != Grade::AlreadyApplied || before == draft.text().len());
        done.push((range, grade));
    }
    if present > 0 && present < hunks.len() {
        return refuse(Reason::Stale, "some hunks are in the file already and others are not; read the file again");
    }
    Ok(done)
}

/// Whether every hunk stands exactly where its number says.
fn numbers_hold(source: &str, hunks: &[Hunk]) -> bool {
    let text = Text::new(source);
    hunks.iter().all(|hunk| {
        let lines = quoted(&hunk.script);
        hunk.line.is_some_and(|at| {
            at + lines.len() <= text.len() && lines.iter().enumerate().all(|(k, l)| text.line(at + k).trim_end() == l.trim_end())
        })
    })
}

/// Apply one hunk at its only place at or below line `floor`.
pub fn apply_hunk(draft: &mut Draft, hunk: &Hunk, floor: usize, line_end: &str) -> Outcome<Done> {
    let source = draft.text().to_owned();
    let text = Text::new(&source);
    let old = quoted(&hunk.script);
    if old.iter().all(|l| l.trim().is_empty()) {
        return insert_only(draft, &text, hunk, floor, line_end);
    }
    let found = find(&text, hunk, &old, floor);
    let place = match found {
        Ok(place) => place,
        Err(refusal) if refusal.reason == Reason::NoMatch => return already_there(&text, hunk, refusal),
        Err(refusal) => return Err(refusal),
    };
    let (script, place) = with_end_blank(&text, &hunk.script, place);
    let todo = changes(&script, &place);
    if place.grade == Grade::BlankLines && todo.iter().any(|c| c.start == c.end && next_to_unquoted_blank(&text, &place, c.start)) {
        return refuse(Reason::NoMatch, "the quotation leaves out a blank line just where lines are added; quote it as it is in the file");
    }
    if is_repeated(&text, hunk, &place.range()) {
        return Ok((place.range(), Grade::AlreadyApplied));
    }
    apply_lines(draft, &text, &todo, line_end);
    Ok((place.range(), place.grade))
}

/// A hunk at the end of a file whose quotation ends with the blank line that many readers see behind the last line end: the
/// blank line comes then, since lines come below it; where the new lines end with such a blank line too, that one does not.
fn with_end_blank<'a>(text: &Text, script: &[Step<'a>], mut place: Place) -> (Vec<Step<'a>>, Place) {
    let mut script = script.to_vec();
    let Some(at) = script.iter().rposition(|s| !matches!(s, Step::Add(_))) else { return (script, place) };
    let brings = script[at + 1..].iter().any(|s| matches!(s, Step::Add(l) if !l.trim().is_empty()));
    let is_last = matches!(place.lines.as_slice(), [.., Some(above), None] if above + 1 == text.len());
    if script[at] == Step::Keep("") && is_last && brings {
        script[at] = Step::Add("");
        place.lines.pop();
        if matches!(script.last(), Some(Step::Add(l)) if l.trim().is_empty()) {
            script.pop();
        }
    }
    (script, place)
}

fn find(text: &Text, hunk: &Hunk, old: &[&str], floor: usize) -> Outcome<Place> {
    let scope = match anchored(text, &hunk.anchors, floor) {
        Err(refusal) if refusal.reason == Reason::Ambiguous => return only_place(text, hunk, old, floor).ok_or(refusal),
        scope => scope?,
    };
    if hunk.at_end {
        let found = places(text, old, scope.clone());
        let last = (0..text.len()).rev().find(|i| !text.is_blank(*i)).map_or(0, |i| i + 1);
        if let Some(place) = found.into_iter().find(|p| p.range().end >= last) {
            return Ok(place);
        }
    }
    let found = locate(text, old, scope.clone(), hunk.line);
    if !matches!(&found, Err(r) if r.reason == Reason::NoMatch) {
        return found;
    }
    if !hunk.anchors.is_empty() {
        // The header itself may be quoted again, or the hunk may lie behind the header's block.
        let wider = locate(text, old, scope.start.saturating_sub(1)..text.len(), hunk.line);
        if !matches!(&wider, Err(r) if r.reason == Reason::NoMatch) {
            return wider;
        }
    }
    found
}

/// The one place of a quotation, word for word, where headers that stand more than once are above it: a header chooses among
/// several places, and there is nothing to choose.
fn only_place(text: &Text, hunk: &Hunk, old: &[&str], floor: usize) -> Option<Place> {
    let place = locate(text, old, floor.min(text.len())..text.len(), None).ok()?;
    let start = place.range().start;
    let is_below = hunk.anchors.iter().all(|anchor| named(text, anchor, 0..start + 1, |_| true).is_some());
    (place.grade == Grade::Exact && is_below).then_some(place)
}

/// Whether a blank line of the file that the quotation leaves out stands directly above or below line `at`.
fn next_to_unquoted_blank(text: &Text, place: &Place, at: usize) -> bool {
    let range = place.range();
    let blank = |i: usize| range.contains(&i) && text.is_blank(i) && !place.lines.contains(&Some(i));
    blank(at) || at > 0 && blank(at - 1)
}

/// The lines to search in: behind the last header, to the end of its block. A header whose block the hunk before stands in may be
/// named again.
fn anchored(text: &Text, anchors: &[&str], floor: usize) -> Outcome<Range<usize>> {
    let mut scope = floor.min(text.len())..text.len();
    let blocks = (!anchors.is_empty()).then(|| Blocks::new(text, &[]));
    for anchor in anchors {
        let end = |row: usize| blocks.as_ref().map_or(row + 1, |b| b.end(row).max(row + 1));
        let found = named(text, anchor, scope.clone(), |_| true).or_else(|| named(text, anchor, 0..scope.start, |row| end(row) > scope.start));
        match found.as_deref() {
            Some([row]) => scope = scope.start.max(row + 1)..end(*row).min(scope.end.max(row + 1)),
            Some(rows) => return Err(Refusal::ambiguous(&format!("the @@ header {anchor:?}"), rows.iter().map(|r| (*r, r + 1)))),
            None => return refuse(Reason::NoMatch, format!("the @@ header {anchor:?} is not in the file (below the hunk before)")),
        }
    }
    Ok(scope)
}

/// The lines that a header names, by the strictest way in which any line is the named one.
fn named(text: &Text, anchor: &str, within: Range<usize>, fits: impl Fn(usize) -> bool) -> Option<Vec<usize>> {
    let by: [fn(&str, &str) -> bool; 3] = [|l, a| l == a, |l, a| l.starts_with(a), |l, a| l.contains(a)];
    by.iter().find_map(|same| {
        let rows: Vec<usize> = within.clone().filter(|i| same(text.trimmed(*i), anchor.trim()) && fits(*i)).collect();
        (!rows.is_empty()).then_some(rows)
    })
}

/// A hunk without quoted lines goes behind its header, or to the line that its number names when the file is empty.
fn insert_only(draft: &mut Draft, text: &Text, hunk: &Hunk, floor: usize, line_end: &str) -> Outcome<Done> {
    let new = result(&hunk.script);
    let at = if hunk.at_end || text.is_empty() {
        text.len()
    } else if !hunk.anchors.is_empty() {
        anchored(text, &hunk.anchors, floor)?.start
    } else {
        return refuse(Reason::NoMatch, "the hunk quotes no line of the file, so its place is not known");
    };
    let window: Vec<usize> = (at..text.len()).take(new.len()).collect();
    if window.len() == new.len() && window.iter().zip(&new).all(|(i, n)| text.line(*i) == *n) {
        return Ok((at..at + new.len(), Grade::AlreadyApplied));
    }
    let new = new.into_iter().map(str::to_owned).collect();
    apply_lines(draft, text, &[crate::script::LineChange { start: at, end: at, new }], line_end);
    Ok((at..at, Grade::Exact))
}

const TELLING: usize = 5;

/// Whether the hunk adds a line that says something of its own.
fn tells(hunk: &Hunk) -> bool {
    hunk.script.iter().any(|s| matches!(s, Step::Add(l) if weight(l) >= TELLING))
}

/// The quoted lines are gone, but what the hunk leaves behind is there: nothing to do.
fn already_there(text: &Text, hunk: &Hunk, refusal: Refusal) -> Outcome<Done> {
    let after = result(&hunk.script);
    let found = if tells(hunk) { places(text, &after, 0..text.len()) } else { Vec::new() };
    match found.as_slice() {
        [place] if place.grade <= Grade::Reindent => Ok((place.range(), Grade::AlreadyApplied)),
        _ => Err(refusal),
    }
}

/// Whether a hunk that only adds lines was applied before: its whole result stands round the place.
fn is_repeated(text: &Text, hunk: &Hunk, range: &Range<usize>) -> bool {
    if hunk.script.iter().any(|s| matches!(s, Step::Remove(_))) || !tells(hunk) {
        return false;
    }
    let after = result(&hunk.script);
    let lead = hunk.script.iter().take_while(|s| matches!(s, Step::Add(_))).count();
    let Some(start) = range.start.checked_sub(lead) else { return false };
    start + after.len() <= text.len() && after.iter().enumerate().all(|(k, l)| text.line(start + k).trim_end() == l.trim_end())
}
