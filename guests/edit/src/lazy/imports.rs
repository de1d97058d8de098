//! Imports of a snippet that are new versions of the file's, taken out of the alignment like trivia.
//!
//! One of the same module that shares a name is widened or narrowed; one that binds most of the names of another is re-sourced.
//! It takes the lines of that one, wherever it stands. Imports that the snippet does not show stay.

use rustc_hash::FxHashSet;

use super::Attempt;
use super::align::{Alignment, Op};
use super::snippet::{Row, Snippet};
use super::trivia::{Trivia, Wanted};
use super::windows::Index;
use crate::imports::{Import, begins, imports};
use crate::refusal::{Outcome, Reason, Refusal};
use crate::structure::depth;
use crate::text::{Text, telling_words};

/// Put the file's own lines in the place of each new version of an import, and say what becomes of them.
pub fn take(index: &Index, snippet: &mut Snippet, texts: &mut Vec<String>, trivia: &mut Trivia) -> Outcome<()> {
    if !texts.iter().any(|t| begins(t)) {
        return Ok(());
    }
    let text = index.text;
    let there = imports(&|i| text.line(i), text.len());
    let row_text = |k: usize| texts[k].as_str();
    let shown: Vec<Import> = imports(&row_text, texts.len()).into_iter().filter(|s| s.lines.clone().all(|k| k == s.lines.start || snippet.rows[k].gap.is_none())).collect();
    let same = |s: &Import, f: &Import| s.lines.len() == f.lines.len() && s.lines.clone().zip(f.lines.clone()).all(|(k, i)| texts[k].trim() == text.trimmed(i));
    let verbatim: Vec<bool> = there.iter().map(|f| shown.iter().any(|s| same(s, f))).collect();
    let fresh: Vec<&Import> = shown.iter().filter(|s| !there.iter().any(|f| same(s, f))).collect();
    let free: Vec<&Import> = there.iter().zip(&verbatim).filter(|(_, v)| !**v).map(|(f, _)| f).collect();
    let versions: Vec<(&Import, Import)> = fresh.iter().filter_map(|s| version_of(s, &fresh, &free).map(|f| (*s, f))).collect();
    let level = |s: &Import, f: &Import| depth(&texts[s.lines.start]) == depth(text.line(f.lines.start));
    for s in &fresh {
        bound_once(s, there.iter().filter(|f| level(s, f)), &versions)?;
    }
    let versions: Vec<(Import, Import)> = versions.into_iter().filter(|(s, f)| level(s, f)).map(|(s, f)| (s.clone(), f)).collect();
    replace(text, snippet, texts, trivia, &versions);
    Ok(())
}

/// The only import of the file that a shown one can be another version of.
fn version_of(shown: &Import, fresh: &[&Import], free: &[&Import]) -> Option<Import> {
    let common = |f: &Import| f.names.iter().filter(|n| shown.names.contains(n)).count();
    let widened = |f: &&&Import| f.source == shown.source && common(f) > 0;
    let claimed = |f: &Import| fresh.iter().any(|s| *s != shown && (s.source == f.source || s.names.iter().any(|n| f.names.contains(n))));
    let moved = |f: &&&Import| f.source != shown.source && 2 * common(f) > shown.names.len().max(f.names.len()) && !claimed(f);
    let same = free.iter().any(|f| f.source == shown.source);
    let again = same && fresh.iter().any(|s| *s != shown && s.source == shown.source);
    let found: Vec<&Import> = if same { free.iter().filter(widened).copied().collect() } else { free.iter().filter(moved).copied().collect() };
    match found.as_slice() {
        _ if again => None,
        [one] => Some((*one).clone()),
        several => joined(shown, several).filter(|_| same),
    }
}

/// Imports of one module on lines next to each other, all the names of which are shown in one, as one.
fn joined(shown: &Import, several: &[&Import]) -> Option<Import> {
    let (first, last) = (several.first()?, several.last()?);
    let together = several.windows(2).all(|w| w[0].lines.end == w[1].lines.start);
    let names: Vec<String> = several.iter().flat_map(|f| f.names.iter().cloned()).collect();
    (together && names.iter().all(|n| shown.names.contains(n))).then(|| Import { lines: first.lines.start..last.lines.end, source: first.source.clone(), names })
}

/// Refuse a new import, or a new version of one, that binds a name which another import of the file binds already.
fn bound_once<'f>(shown: &Import, others: impl Iterator<Item = &'f Import>, versions: &[(&Import, Import)]) -> Outcome<()> {
    let own = versions.iter().find(|(s, _)| *s == shown).map(|(_, f)| f);
    // Several imports of one module may become one.
    for other in others.filter(|f| Some(*f) != own && f.source != shown.source) {
        let names = versions.iter().find(|(_, f)| f == other).map_or(&other.names, |(s, _)| &s.names);
        let known = |n: &&String| names.contains(n) && own.is_none_or(|f| !f.names.contains(n));
        if let Some(name) = shown.names.iter().find(known) {
            let message = format!("{name:?} would be bound twice: the import in line {} binds it already; show that import too", other.lines.start + 1);
            let lines = (other.lines.start as u32 + 1, other.lines.end as u32);
            return Err(Refusal { candidates: vec![lines], ..Refusal::new(Reason::Ambiguous, message) });
        }
    }
    Ok(())
}

fn replace(text: &Text, snippet: &mut Snippet, texts: &mut Vec<String>, trivia: &mut Trivia, versions: &[(Import, Import)]) {
    if versions.is_empty() {
        return;
    }
    let (mut rows, mut new_texts, mut moved) = (Vec::new(), Vec::new(), Vec::new());
    let mut taken = Vec::new();
    let mut at = 0;
    while at < texts.len() {
        moved.push(rows.len());
        let Some((shown, there)) = versions.iter().find(|(s, _)| s.lines.start == at) else {
            rows.push(snippet.rows[at].clone());
            new_texts.push(texts[at].clone());
            at += 1;
            continue;
        };
        moved.extend(std::iter::repeat_n(rows.len(), shown.lines.len() - 1));
        taken.push((rows.len(), Wanted { lines: texts[shown.lines.clone()].to_vec(), header: there.lines.start, row: rows.len() }, there.lines.len()));
        for line in there.lines.clone() {
            let gap = snippet.rows[at].gap.clone().filter(|_| line == there.lines.start);
            rows.push(Row { text: text.trimmed_end(line).to_owned(), gap, removal: None, parent: None, opener: None, silent: false });
            new_texts.push(text.line(line).to_owned());
        }
        at = shown.lines.end;
    }
    trivia.moved(&moved);
    for (row, wanted, len) in taken {
        trivia.old.extend(row..row + len);
        trivia.wanted.insert(row, wanted);
    }
    (snippet.rows, *texts) = (rows, new_texts);
    let reach = snippet.reach;
    snippet.link(reach);
}

/// Lines of imports that stay, although the alignment lets them go. Refuse where one may go and is still in use.
pub fn kept(attempt: &Attempt, found: &Alignment) -> Outcome<Vec<usize>> {
    let text = attempt.index.text;
    let goes = |i: usize| found.ops.contains(&Op::Delete(i));
    let mut out = Vec::new();
    if !found.ops.iter().any(|op| matches!(op, Op::Delete(i) if begins(text.line(*i)))) {
        return Ok(out);
    }
    for import in imports(&|i| text.line(i), text.len()).iter().filter(|f| f.lines.clone().any(goes)) {
        match fate(attempt, found, import) {
            Fate::Goes => {}
            Fate::Unclear => {
                let (first, last) = (import.lines.start as u32 + 1, import.lines.end as u32);
                let message = format!("the import from {:?} (lines {first}-{last}) would be deleted, but the edit does not mention it, and the file still uses it; show it", import.source);
                return Err(Refusal { candidates: vec![(first, last)], ..Refusal::new(Reason::UnaccountedRemoval, message) });
            }
            Fate::Stays => {
                let blank = |i: &usize| *i < text.len() && text.is_blank(*i);
                out.extend(import.lines.clone());
                out.extend([import.lines.start.wrapping_sub(1), import.lines.end].into_iter().filter(blank));
            }
        }
    }
    Ok(out)
}

/// What becomes of an import that the snippet does not show.
enum Fate {
    Goes,
    Stays,
    Unclear,
}

/// An import may go between two lines that are shown as they are, with its last use, or between any two shown lines when
/// nothing ever used it here. One that is still in use stays; where it stands between two such lines, that is not certain.
fn fate(attempt: &Attempt, found: &Alignment, import: &Import) -> Fate {
    let sides = sides(attempt, found, import);
    let plain = |side: &Option<Op>| matches!(side, Some(Op::Match(_, row)) if !attempt.trivia.old.contains(row));
    let told = attempt.snippet.rows.iter().filter_map(|r| r.removal.as_ref()).any(|what| telling_words(what).any(|w| import.names.iter().any(|n| n == w) || import.source.contains(w)));
    let (used, was_used) = uses(attempt, found, import);
    match (sides.iter().all(plain), used) {
        _ if told => Fate::Goes,
        (true, false) => Fate::Goes,
        (true, true) => Fate::Unclear,
        (false, false) if !import.names.is_empty() && (was_used || sides.iter().all(Option::is_some)) => Fate::Goes,
        (false, _) => Fate::Stays,
    }
}

/// The rows on both sides of what goes.
fn sides(attempt: &Attempt, found: &Alignment, import: &Import) -> [Option<Op>; 2] {
    let text = attempt.index.text;
    let Some(at) = found.ops.iter().position(|op| *op == Op::Delete(import.lines.start)) else { return [None, None] };
    let passed = |op: &&Op| !matches!(op, Op::Delete(_)) && !matches!(op, Op::Match(i, _) if text.is_blank(*i));
    let row = |op: Option<&Op>| op.copied().filter(|op| matches!(op, Op::Match(..) | Op::Insert(_)));
    [row(found.ops[..at].iter().rev().find(passed)), row(found.ops[at..].iter().find(passed))]
}

/// Whether what stays uses a name that an import binds, and whether what goes does.
fn uses(attempt: &Attempt, found: &Alignment, import: &Import) -> (bool, bool) {
    let text = attempt.index.text;
    let names: FxHashSet<&str> = import.names.iter().map(String::as_str).collect();
    let uses = |line: &str| !begins(line) && telling_words(line).any(|w| names.contains(w));
    let (mut used, mut was_used) = (false, false);
    for op in &found.ops {
        match op {
            Op::Skip(line) | Op::Match(line, _) => used |= uses(text.line(*line)),
            Op::Insert(row) => used |= uses(&attempt.texts[*row]),
            Op::Delete(line) => was_used |= !import.lines.contains(line) && uses(text.line(*line)),
        }
    }
    (used, was_used)
}
