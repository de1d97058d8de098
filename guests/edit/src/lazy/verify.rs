//! What an alignment has to keep before it is believed.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Attempt;
use super::align::{Alignment, Op};
use super::doubts;
use super::losses;
use super::unspoken;
use crate::alike::{Pairs, likeness};
use crate::headers::{Declares, header};
use crate::imports::begins;
use crate::members::would_go;
use crate::refusal::{Outcome, Reason, Refusal, refuse};
use crate::structure::{depth, is_comment, is_decorator};
use crate::text::{indent, says, target, weight};

/// Lines that may go because two shown lines stand next to each other, at most: in all, and in one place where nothing
/// comes for them and no comment says that they go.
const MAX_REMOVED: usize = 120;
const MAX_SILENT: usize = 45;

pub fn verify(attempt: &Attempt, found: &Alignment) -> Outcome<()> {
    let lines = partners(attempt, found);
    attempt.trivia.holds(found, &lines, attempt.texts)?;
    blocks_hold(attempt, &lines)?;
    gaps_cover(attempt, found, &lines)?;
    removals_accounted(attempt, found)?;
    removals_named(attempt, found, &lines)?;
    additions_hold(attempt, found, &lines)?;
    nothing_twice(attempt, found, &lines)?;
    nothing_elsewhere(attempt, found, &lines)?;
    if let Some(member) = losses::behind(attempt, &lines) {
        return Err(would_go(member));
    }
    if let Some(line) = losses::again(attempt, found, &lines) {
        return Err(Refusal::ambiguous("the snippet shows a line of the file at another place, as if it were new; it", [(line, line + 1)]));
    }
    doubts::none(attempt, found, &lines)?;
    evidence(attempt, found, &lines)?;
    unspoken::holds(attempt, found, &lines)
}

/// The line of the file that each row is.
fn partners(attempt: &Attempt, found: &Alignment) -> Vec<Option<usize>> {
    let mut lines = vec![None; attempt.texts.len()];
    for op in &found.ops {
        if let Op::Match(line, row) = op {
            lines[*row] = Some(*line);
        }
    }
    lines
}

/// A row lies in the block of the line that its parent row is.
fn blocks_hold(attempt: &Attempt, lines: &[Option<usize>]) -> Outcome<()> {
    for (k, row) in attempt.snippet.rows.iter().enumerate() {
        if attempt.texts[k].is_empty() {
            continue;
        }
        let (Some(line), Some(above)) = (lines[k], row.opener.or(row.parent).and_then(|p| lines[p])) else { continue };
        let end = attempt.index.blocks.end(above);
        if line >= end && end > above + 1 {
            let places = [(above, end), (line, line + 1)];
            return Err(Refusal::ambiguous("a line of the snippet stands outside of the block it is shown in; it", places));
        }
    }
    Ok(())
}

/// A marker between two rows stands for something.
fn gaps_cover(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    for k in 1..attempt.texts.len() {
        if attempt.snippet.rows[k].gap.is_none() || attempt.trivia.tops.contains(&k) {
            continue;
        }
        if let (Some(above), Some(below)) = (lines[k - 1], lines[k])
            && (above + 1..below).all(|i| attempt.index.text.is_blank(i))
            && found.cost > 0
        {
            let message = format!("the marker above {:?} stands for nothing: the file has no line there", attempt.texts[k].trim());
            return refuse(Reason::MarkerCoversNothing, message);
        }
    }
    Ok(())
}

fn removals_accounted(attempt: &Attempt, found: &Alignment) -> Outcome<()> {
    // What comes in at another place has moved.
    let mut new: FxHashMap<&str, usize> = FxHashMap::default();
    found.ops.iter().for_each(|op| if let Op::Insert(row) = op { *new.entry(attempt.texts[*row].trim()).or_default() += 1 });
    let moved: FxHashSet<usize> = found.ops.iter().filter_map(|op| match op {
        Op::Delete(i) => new.get_mut(attempt.index.text.trimmed(*i)).filter(|n| **n > 0).map(|n| { *n -= 1; *i }),
        _ => None,
    }).collect();
    let goes = |op: &Op| matches!(op, Op::Delete(i) if !attempt.index.text.is_blank(*i) && !moved.contains(i));
    let gone = found.ops.iter().filter(|op| goes(op)).count();
    let silent = found.ops.split(|op| !matches!(op, Op::Delete(_) | Op::Insert(_)));
    let silent = silent.filter(|run| !run.iter().any(|op| matches!(op, Op::Insert(_)))).map(|run| run.iter().filter(|op| goes(op)).count());
    let told = attempt.snippet.rows.iter().any(|r| r.removal.is_some());
    if gone > MAX_REMOVED || !told && silent.max().unwrap_or(0) > MAX_SILENT {
        let message = format!("{gone} lines would go because no marker stands for them; add markers, or remove them with another format");
        return refuse(Reason::UnaccountedRemoval, message);
    }
    Ok(())
}

/// Where a comment says "remove X", lines go, none come, and X is what goes.
fn removals_named(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    if let Some(what) = attempt.snippet.rows.iter().find_map(|r| r.removal.as_ref()).filter(|_| found.cost == 0 && attempt.trivia.is_kept()) {
        let message = format!("nothing is left to remove where the comment says to remove {what:?}; if it is a new comment, word it otherwise");
        return refuse(Reason::Ambiguous, message);
    }
    for (k, row) in attempt.snippet.rows.iter().enumerate() {
        let Some(what) = &row.removal else { continue };
        let full = |r: &usize| !attempt.texts[*r].is_empty();
        let between = (0..k).rev().find(full).and_then(|r| lines[r]).zip((k..lines.len()).find(full).and_then(|r| lines[r]));
        let gone = if between.is_some() { gone_around(attempt, found, k, lines) } else { Vec::new() };
        let comments = !gone.is_empty() && gone.iter().all(|l| is_comment(l)) && what.contains("comment");
        let words: Vec<&str> = what.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| w.len() > 2 && !FILLERS.contains(w)).collect();
        let named = words.iter().filter(|w| gone.iter().any(|l| l.contains(**w))).count();
        if !comments && (gone.is_empty() || 2 * named < words.len()) {
            return refuse(Reason::UnaccountedRemoval, format!("the comment says to remove {what:?}, but that does not stand there"));
        }
    }
    Ok(())
}

/// Words of a "remove" comment that name nothing.
const FILLERS: &[&str] = &["and", "the", "line", "lines", "below", "above", "comment", "this", "function", "method", "class"];

/// The lines that go between the outer rows of the part that row `k` is in.
fn gone_around<'a>(attempt: &Attempt<'a>, found: &Alignment, k: usize, lines: &[Option<usize>]) -> Vec<&'a str> {
    let rows = &attempt.snippet.rows;
    let start = (0..=k).rev().find(|r| rows[*r].gap.is_some()).unwrap_or(0);
    let end = (k + 1..rows.len()).find(|r| rows[*r].gap.is_some()).unwrap_or(rows.len());
    let first = lines[start..end].iter().flatten().next().copied().unwrap_or(0);
    let last = lines[start..end].iter().flatten().next_back().copied().unwrap_or(0);
    let text = attempt.index.text;
    found.ops.iter().filter_map(|op| match op { Op::Delete(i) if (first..last).contains(i) => Some(text.line(*i)), _ => None }).filter(|l| !l.trim().is_empty()).collect()
}

/// Lines that a part which changes nothing may span in another place, where it would remove some of them.
const NEAR: usize = 12;

/// A snippet that the file agrees with already could still be meant for another place with the same outer lines.
fn nothing_elsewhere(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    if found.cost > 0 || !attempt.trivia.is_kept() {
        return Ok(());
    }
    let rows = &attempt.snippet.rows;
    let hidden = |d: &crate::definitions::Definition| d.start < d.row && (0..rows.len()).any(|k| rows[k].gap.is_some() && lines[k] == Some(d.row));
    if let Some(d) = attempt.definitions.iter().find(|d| hidden(d)) {
        let message = format!("{:?} is shown without its decorators: they could stay or go; show them, or the line above", d.name);
        return refuse(Reason::Ambiguous, message);
    }
    let mut start = 0;
    while start < rows.len() {
        let end = (start + 1..rows.len()).find(|k| rows[*k].gap.is_some()).unwrap_or(rows.len());
        let at = |k: usize| attempt.index.id(&attempt.texts[k]).map_or(&[][..], |id| attempt.index.within(id, 0, usize::MAX));
        let (first, last) = (at(start), at(end - 1));
        let len = end - start;
        let named = (start..end).any(|k| is_unique(attempt, k) && header(&attempt.texts[k]).is_some());
        let alone = rows[start].parent.is_none() && end > start + 1 && !named;
        for i in first.iter().map(|i| *i as usize).filter(|i| alone && Some(*i) != lines[start]) {
            let below = last.iter().map(|j| *j as usize).find(|j| *j >= i + len && *j < i + len + NEAR);
            if let Some(j) = below.filter(|j| (i + 1..*j).all(|r| Some(r) != lines[start])) {
                let places = [(lines[start].unwrap_or(i), lines[end - 1].unwrap_or(i) + 1), (i, j + 1)];
                return Err(Refusal::ambiguous("the snippet", places));
            }
        }
        start = end;
    }
    Ok(())
}

/// New rows next to a marker stand next to a row that tells its place: one of its kind, or what closes a known header.
fn additions_hold(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    let rows = &attempt.snippet.rows;
    let mut start = 0;
    while start < rows.len() {
        let end = (start + 1..rows.len()).find(|k| rows[*k].gap.is_some()).unwrap_or(rows.len());
        let known: Vec<usize> = (start..end).filter(|k| lines[*k].is_some() && !attempt.texts[*k].is_empty()).collect();
        if known.is_empty() {
            assigns_nothing_known(attempt, found, start..end, lines)?;
        }
        let open_above = rows[start].gap.is_some();
        let open_below = end < rows.len() || attempt.snippet.ends_with_gap;
        for (edge, row, open) in [(start, known.first(), open_above), (end - 1, known.last(), open_below)] {
            let Some(row) = row.filter(|r| open && **r != edge && !found.replaced.contains(&edge)) else { continue };
            if !tells_place(attempt, *row, lines) {
                let message = format!("the place of the new lines next to {:?} is not certain; show a line that the file has once", attempt.texts[*row].trim());
                return refuse(Reason::Ambiguous, message);
            }
            let new = if edge < *row { edge..*row } else { *row + 1..edge + 1 };
            if let Some(anchor) = lines[*row] {
                resembles_nothing(attempt, found, new, anchor, lines)?;
            }
        }
        start = end;
    }
    Ok(())
}

/// Whether a row, or one of those that stand next to it in the snippet and in the file alike, is there only once.
fn tells_place(attempt: &Attempt, row: usize, lines: &[Option<usize>]) -> bool {
    let text = &attempt.texts[row];
    let closes = attempt.snippet.rows[row].opener.and_then(|o| lines[o]).is_some_and(|o| lines[row] == Some(attempt.index.blocks.end(o) - 1));
    let linked = |a: usize, b: usize| lines[a].zip(lines[b]).is_some_and(|(x, y)| x + 1 == y) && attempt.snippet.rows[b].gap.is_none();
    let up = (0..row).rev().take_while(|k| linked(*k, k + 1));
    let down = (row..lines.len() - 1).take_while(|k| linked(*k, k + 1)).map(|k| k + 1);
    closes || weight(text) >= 2 * TELLING || up.chain([row]).chain(down).any(|k| is_unique(attempt, k) && (weight(&attempt.texts[k]) >= TELLING || header(&attempt.texts[k]).is_some()))
}

fn is_unique(attempt: &Attempt, row: usize) -> bool {
    attempt.index.id(&attempt.texts[row]).is_some_and(|id| attempt.index.within(id, 0, usize::MAX).len() == 1)
}

/// How alike two lines look that could be versions of each other, in thousandths, at least.
const VERSION: usize = 600;

/// New rows next to a marker, one of which looks like another version of a line hidden there, could mean either.
fn resembles_nothing(attempt: &Attempt, found: &Alignment, new: Range<usize>, anchor: usize, lines: &[Option<usize>]) -> Outcome<()> {
    let text = attempt.index.text;
    let at = found.ops.iter().position(|op| matches!(op, Op::Match(i, _) if *i == anchor)).unwrap_or(0);
    let above = lines[new.end..].contains(&Some(anchor));
    let stays = |op: &Op| match op { Op::Skip(i) if !text.is_blank(*i) => Some(*i), _ => None };
    // What goes is accounted for; only what stays behind the marker could be meant.
    let near = |op: &&Op| !matches!(op, Op::Delete(i) if !text.is_blank(*i));
    let hidden: Vec<usize> = if above {
        found.ops[..at].iter().rev().take_while(near).filter_map(stays).take(new.len()).collect()
    } else {
        found.ops[at + 1..].iter().take_while(near).filter_map(stays).take(new.len()).collect()
    };
    // Comments and decorators above a new definition are as new as it is.
    let lead = |k: &usize| is_decorator(&attempt.texts[*k]) || is_comment(&attempt.texts[*k]);
    let own = |k: usize| is_of_new(attempt, (k..lines.len()).find(|r| !lead(r)).unwrap_or(k), lines);
    // Which import an import is a version of has been settled before.
    for row in new.filter(|k| !own(*k) && !is_import(&attempt.texts[*k])) {
        let shown = &attempt.texts[row];
        let pairs = Pairs::of(shown);
        let version = |i: &&usize| {
            let (line, alike) = (text.line(**i), weight(shown) >= TELLING && depth(text.line(**i)) == depth(shown));
            let comments = above && is_comment(shown) && is_comment(line);
            same_target(shown, line) || alike && likeness(&pairs, line) >= VERSION || comments
        };
        if let Some(line) = hidden.iter().find(version) {
            return Err(could_replace(shown, *line));
        }
    }
    Ok(())
}

/// A part that touches no line of the file, and assigns or declares what a line of the same level does that stays.
fn assigns_nothing_known(attempt: &Attempt, found: &Alignment, part: Range<usize>, lines: &[Option<usize>]) -> Outcome<()> {
    let text = attempt.index.text;
    let new: Vec<&String> = part.filter(|k| !found.replaced.contains(k) && !is_of_new(attempt, *k, lines)).map(|k| &attempt.texts[k]).filter(|t| target(t).is_some()).collect();
    if new.is_empty() {
        return Ok(());
    }
    for line in found.ops.iter().filter_map(|op| match op { Op::Skip(line) => Some(*line), _ => None }) {
        let same = |t: &&&String| same_target(t, text.line(line)) && indent(t) == indent(text.line(line));
        if let Some(row) = new.iter().find(same) {
            return Err(could_replace(row, line));
        }
    }
    Ok(())
}

/// Whether a row is, or lies in, a definition that comes in as a whole: its names are its own.
pub fn is_of_new(attempt: &Attempt, row: usize, lines: &[Option<usize>]) -> bool {
    let snippet = attempt.snippet;
    let up = |r: &usize| snippet.rows[*r].opener.or(snippet.rows[*r].parent);
    let declares = |r: usize| header(&attempt.texts[r]).is_some_and(|h| h.declares != Declares::Variable);
    std::iter::successors(Some(row), up).any(|r| lines[r].is_none() && declares(r) && snippet.is_whole(r) && snippet.is_header(r))
}

/// Two lines that a marker hides next to a part are not among the new rows of that part: the part would show them as they
/// are, and the file would have them twice.
fn nothing_twice(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    let text = attempt.index.text;
    let full = |op: &&Op| match op {
        Op::Skip(i) | Op::Delete(i) => !text.is_blank(*i),
        Op::Match(_, k) | Op::Insert(k) => !attempt.texts[*k].is_empty(),
    };
    let ops: Vec<&Op> = found.ops.iter().filter(|op| !matches!(op, Op::Delete(_))).filter(full).collect();
    let shown: Vec<&[&Op]> = ops.split(|op| matches!(op, Op::Skip(_))).collect();
    let mut at = 0;
    for part in shown {
        let (below, above) = (ops.get(at + part.len()..at + part.len() + 2), at.checked_sub(2).and_then(|b| ops.get(b..at)));
        for hidden in [below, above].into_iter().flatten().filter(|_| !part.is_empty()) {
            let [Op::Skip(a), Op::Skip(b)] = hidden else { continue };
            let ids = [*a, *b].map(|i| Some(attempt.index.ids[i]));
            let new = |op: &Op| match op { Op::Insert(k) if !is_of_new(attempt, *k, lines) => attempt.index.id(&attempt.texts[*k]), _ => None };
            if weight(text.line(*a)).min(weight(text.line(*b))) >= TELLING && part.windows(2).any(|w| [new(w[0]), new(w[1])] == ids) {
                return Err(Refusal::ambiguous("the snippet shows lines that would stay behind a marker as well; it", [(*a, *b + 1)]));
            }
        }
        at += part.len() + 1;
    }
    Ok(())
}

/// Whether a line is an import of its own.
fn is_import(line: &str) -> bool {
    (begins(line) || line.trim_start().starts_with("#include ")) && !line.trim_end().ends_with('(')
}

/// How much a line says of the file that it is in: an import says all of it.
fn said(line: &str) -> usize {
    if is_import(line) { weight(line) } else { says(line) }
}

fn same_target(new: &str, old: &str) -> bool {
    target(new).is_some() && target(new) == target(old)
}

fn could_replace(new: &str, line: usize) -> Refusal {
    let message = format!("{:?} could be added or replace line {}; show the line on its other side", new.trim(), line + 1);
    Refusal { candidates: vec![(line as u32 + 1, line as u32 + 1)], ..Refusal::new(Reason::Ambiguous, message) }
}

/// Letters and digits of the lines that a part holds on to, at least.
const TELLING: usize = 6;

/// Every part that changes something holds on to lines that say something: its own, or the headers above them.
fn evidence(attempt: &Attempt, found: &Alignment, lines: &[Option<usize>]) -> Outcome<()> {
    let rows = &attempt.snippet.rows;
    let changed = changed_rows(found, rows.len());
    let mut start = 0;
    while start < rows.len() {
        let end = (start + 1..rows.len()).find(|k| rows[*k].gap.is_some()).unwrap_or(rows.len());
        let mut held: Vec<usize> = (start..end).filter(|k| lines[*k].is_some()).collect();
        let mut above = rows[start].opener.or(rows[start].parent);
        while let Some(p) = above {
            held.extend(lines[p].map(|_| p));
            above = rows[p].opener.or(rows[p].parent);
        }
        held.extend((start..end).filter(|k| found.replaced.contains(k)));
        let floats = (start..end).all(|k| lines[k].is_none());
        let said: usize = held.iter().map(|k| weight(&attempt.texts[*k])).sum();
        let unique = held.iter().any(|k| is_unique(attempt, *k) && 2 * weight(&attempt.texts[*k]) >= TELLING);
        if said < TELLING && !unique && !floats && (start..end).any(|k| changed[k]) {
            let message = format!("the lines next to {:?} say too little to tell the place; show more of the lines around it", rows[start].text.trim());
            return refuse(Reason::NoMatch, message);
        }
        start = end;
    }
    let held: usize = (0..lines.len()).filter(|k| lines[*k].is_some() || found.replaced.contains(k)).map(|k| said(&attempt.texts[k])).sum();
    if 2 * held < TELLING && found.cost > 0 {
        return refuse(Reason::NoMatch, "hardly a line of the snippet is in the file; is it for another file?");
    }
    Ok(())
}

/// Rows that come in, or above or below which lines go.
fn changed_rows(found: &Alignment, count: usize) -> Vec<bool> {
    let mut changed = vec![false; count];
    let mut gone = false;
    let mut last = None;
    for op in &found.ops {
        match op {
            Op::Insert(row) | Op::Match(_, row) => {
                changed[*row] |= gone || matches!(op, Op::Insert(_));
                gone = false;
                last = Some(*row);
            }
            Op::Delete(_) => {
                gone = true;
                if let Some(row) = last {
                    changed[row] = true;
                }
            }
            Op::Skip(_) => gone = false,
        }
    }
    changed
}
