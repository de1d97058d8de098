//! Leading trivia of the definitions that a snippet shows, taken out of the alignment.
//!
//! New comment lines next to a marker would make it match elsewhere, and what lies between would go. So the rows of the trivia
//! become the file's own lines before the alignment, and what is shown of the trivia is laid over them behind it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::align::{Alignment, Op};
use super::snippet::{Row, Snippet};
use super::windows::Index;
use crate::definitions::{Definition, holder};
use crate::headers::{Declares, Header, header};
use crate::refusal::{Outcome, Reason, Refusal};
use crate::structure::{depth, is_closing, is_comment, is_decorator, opens};
use crate::text::{Text, indent, target, weight};
use crate::trivia::{LeftOut, head, header_start, indented, items, lines, merged, start};

/// What becomes of the trivia of the shown definitions.
#[derive(Default)]
pub struct Trivia {
    /// The lines above each header whose trivia changes, by the row that begins the header.
    pub wanted: FxHashMap<usize, Wanted>,
    /// Rows of the trivia that changes: lines of the file that go.
    pub old: FxHashSet<usize>,
    /// The first row of all trivia of the file that stands where the snippet shows a part of it, or nothing.
    pub tops: FxHashSet<usize>,
}

impl Trivia {
    /// Row `k` has become row `rows[k]`.
    pub fn moved(&mut self, rows: &[usize]) {
        self.wanted = std::mem::take(&mut self.wanted).into_iter().map(|(k, w)| (rows[k], Wanted { row: rows[w.row], ..w })).collect();
        self.old = self.old.iter().map(|k| rows[*k]).collect();
        self.tops = self.tops.iter().map(|k| rows[*k]).collect();
    }

    /// Whether no trivia changes.
    pub fn is_kept(&self) -> bool {
        self.wanted.is_empty()
    }

    /// The trivia changes only where the header below it is the one that it was laid over.
    pub fn holds(&self, found: &Alignment, lines: &[Option<usize>], texts: &[String]) -> Outcome<()> {
        let replaces = |w: &Wanted| found.ops.windows(2).any(|p| p == [Op::Delete(w.header), Op::Insert(w.row)]);
        self.not_of_another(found, lines, texts)?;
        let moved = self.wanted.values().find(|w| lines[w.row] != Some(w.header) && !replaces(w));
        if moved.is_none() && self.old.iter().all(|row| lines[*row].is_some()) {
            return Ok(());
        }
        let places = moved.map(|w| (w.header, w.header + 1));
        Err(Refusal::ambiguous("a definition whose comments or decorators change", places))
    }

    /// What stands above a new definition is not the trivia of another one that the file has.
    fn not_of_another(&self, found: &Alignment, lines: &[Option<usize>], texts: &[String]) -> Outcome<()> {
        let row_text = |k: usize| texts[k].as_str();
        let fresh = |k: &usize| lines[*k].is_none() && !found.replaced.contains(k) && header(&texts[*k]).is_some_and(|h| h.declares != Declares::Variable);
        for k in (0..texts.len()).filter(fresh) {
            let top = start(&row_text, k, 0);
            // The header below it may be the one that goes.
            let below = lines[top..k].iter().flatten().max().map(|line| Op::Delete(line + 1));
            if let Some(line) = lines[top..k].iter().flatten().next().filter(|_| below.is_some_and(|op| !found.ops.contains(&op))) {
                let what = format!("what stands above the new {:?} is in the file already, above something else; it", texts[k].trim());
                return Err(Refusal::ambiguous(&what, [(*line, *line + 1)]));
            }
        }
        Ok(())
    }
}

/// The new trivia of a definition.
pub struct Wanted {
    pub lines: Vec<String>,
    /// The line of the file that the header is.
    pub header: usize,
    /// The row of the header that declares the name.
    pub row: usize,
}

/// One definition that the snippet shows: its rows of trivia, and its lines.
struct Shown {
    first: usize,
    header: usize,
    row: usize,
    from: usize,
    to: usize,
    definition_row: usize,
    /// Whether its rows of trivia are replaced; not where a marker stands directly above its header.
    taken: bool,
}

impl Shown {
    /// Trivia that is not shown stays. Where the snippet shows, as context, the line directly above it and then the header,
    /// it could as well be meant to go.
    fn is_certain(&self, text: &Text, snippet: &Snippet, texts: &[String]) -> Outcome<()> {
        if self.first < self.header || self.from == self.to {
            return Ok(());
        }
        let above = (0..self.first).rev().find(|r| !texts[*r].is_empty());
        let there = (0..self.from).rev().find(|i| !text.is_blank(*i));
        let seam = above.zip(there).is_some_and(|(row, line)| texts[row].trim_end() == text.trimmed_end(line));
        let own = depth(&texts[self.row]);
        let with_header = |row: usize| opens(&texts[row]) || (0..=row).any(|s| depth(&texts[s]) == own && (s == row || snippet.within(row, s)) && header(&texts[s]).is_some());
        if !seam || above.is_some_and(with_header) {
            return Ok(());
        }
        let name = texts[self.row].trim();
        let message = format!("the lines above {name:?} (line {} on) are not shown: they could stay or go; show them, or put a marker above it", self.from + 1);
        Err(Refusal { candidates: vec![(self.from as u32 + 1, self.to as u32)], ..Refusal::new(Reason::Ambiguous, message) })
    }
}

impl Shown {
    /// A decorator that comes here does not leave another shown definition, above which it is not shown any more.
    fn takes_no_other(&self, text: &Text, texts: &[String], all: &[Shown]) -> Outcome<()> {
        let there = |one: &Shown, line: &str| (one.from..one.to).any(|i| text.trimmed(i) == line.trim());
        let shows = |one: &Shown, line: &str| texts[one.first..one.header].iter().any(|t| t.trim() == line.trim());
        let new = texts[self.first..self.header].iter().filter(|t| is_decorator(t) && !there(self, t));
        for line in new {
            if let Some(other) = all.iter().find(|one| there(one, line) && !shows(one, line)) {
                let message = format!("{:?} would stand above {:?}, and the edit doesn't show it above {:?} any more; a decorator does not move", line.trim(), texts[self.row].trim(), texts[other.row].trim());
                return Err(Refusal { candidates: vec![(other.from as u32 + 1, other.to as u32 + 1)], ..Refusal::new(Reason::Ambiguous, message) });
            }
        }
        Ok(())
    }
}

/// Put the file's own trivia above each shown header, and say what it becomes.
pub fn take(index: &Index, definitions: &[Definition], snippet: &mut Snippet, texts: &mut Vec<String>) -> Outcome<Trivia> {
    let shown = shown(index, definitions, snippet, texts);
    let mut out = Trivia::default();
    if !shown.iter().any(|one| one.taken) {
        return Ok(out);
    }
    let text = index.text;
    let (mut rows, mut new_texts) = (Vec::with_capacity(snippet.rows.len()), Vec::with_capacity(texts.len()));
    let mut at = 0;
    for one in shown.iter().filter(|one| one.taken) {
        rows.extend_from_slice(&snippet.rows[at..one.first]);
        new_texts.extend_from_slice(&texts[at..one.first]);
        one.is_certain(text, snippet, texts)?;
        one.takes_no_other(text, texts, &shown)?;
        let there: Vec<&str> = (one.from..one.to).map(|i| text.line(i)).collect();
        let above: Vec<&str> = texts[one.first..one.header].iter().map(String::as_str).collect();
        let changed = change(&there, &above, indent(&texts[one.row])).map_err(|left| left_out(&left, one, text.trimmed(one.definition_row)))?;
        let gap = snippet.rows[one.first].gap.clone();
        let begin = rows.len();
        for line in &there {
            rows.push(Row { text: (*line).trim_end().to_owned(), gap: None, removal: None, parent: None, opener: None, silent: false });
            new_texts.push((*line).to_owned());
        }
        let header = rows.len();
        rows.push(Row { gap: None, ..snippet.rows[one.header].clone() });
        new_texts.push(texts[one.header].clone());
        rows[begin].gap = gap;
        if !there.is_empty() && there != above {
            out.tops.insert(begin);
        }
        if let Some(lines) = changed {
            out.old.extend(begin..header);
            out.wanted.insert(header, Wanted { lines, header: one.definition_row, row: header + one.row - one.header });
        }
        at = one.header + 1;
    }
    rows.extend_from_slice(&snippet.rows[at..]);
    new_texts.extend_from_slice(&texts[at..]);
    (snippet.rows, *texts) = (rows, new_texts);
    let reach = snippet.reach;
    snippet.link(reach);
    Ok(out)
}

/// The new lines of some trivia; `None` where they stay as they are.
fn change(there: &[&str], shown: &[&str], own: &str) -> Result<Option<Vec<String>>, LeftOut> {
    if shown.is_empty() || there.iter().map(|l| l.trim()).eq(shown.iter().map(|l| l.trim())) {
        return Ok(None);
    }
    let new = lines(&merged(&items(there), &indented(items(shown), own))?);
    Ok((new != there).then_some(new))
}

fn left_out(left: &LeftOut, one: &Shown, header: &str) -> Refusal {
    let message = format!(
        "the decorator {:?} of {header:?} (lines {}-{}) would go, but the edit does not mention it; show it too, or no decorator at all",
        left.0, one.from + 1, one.definition_row + 1
    );
    Refusal { candidates: vec![(one.from as u32 + 1, one.definition_row as u32 + 1)], ..Refusal::new(Reason::UnaccountedRemoval, message) }
}

/// The definitions that the snippet shows, found in the file without a doubt.
fn shown(index: &Index, definitions: &[Definition], snippet: &Snippet, texts: &[String]) -> Vec<Shown> {
    let text = index.text;
    let file = |i: usize| text.line(i);
    let file_head = head(&file, text.len());
    let row_text = |k: usize| texts[k].as_str();
    let shown_head = (0..file_head.min(texts.len())).take_while(|i| snippet.rows[*i].gap.is_none() && texts[*i].trim() == text.trimmed(*i)).count();
    let mut out: Vec<Shown> = Vec::new();
    let mut known: FxHashSet<usize> = FxHashSet::default();
    let mut twice: FxHashSet<usize> = FxHashSet::default();
    for k in 0..texts.len() {
        // Most rows are neither: they need no closer look.
        let block = snippet.is_header(k);
        let below = k > 0 && (is_comment(&texts[k - 1]) || is_decorator(&texts[k - 1]));
        if snippet.rows[k].silent || !block && !below {
            continue;
        }
        let found = header(&texts[k]).filter(|h| h.declares != Declares::Variable || block);
        let named = found.and_then(|h| one_of(index, definitions, snippet, texts, k, &h)).map(|d| d.row);
        let Some(row) = named.or_else(|| statement(index, &texts[k])) else { continue };
        let to = header_start(&file, row, 0);
        let from = start(&file, row, 0).max(file_head.min(to));
        let top = (1..=k).rev().find(|r| snippet.rows[*r].gap.is_some()).unwrap_or(0);
        let header = header_start(&row_text, k, top);
        let first = start(&row_text, k, top).max(shown_head.min(header));
        if !known.insert(row) {
            twice.insert(row);
        }
        // A marker in a comment cut it off: what is above it belongs to the comment too.
        if first == header && header > top && texts[header - 1].trim().ends_with("*/") {
            continue;
        }
        // What stands directly below a marker, or begins the snippet, is not shown; what a comment removes is not taken.
        let bare = first == header && (named.is_none() || first == 0 || snippet.rows[first].gap.is_some());
        let told = (first..=k).any(|r| snippet.rows[r].removal.is_some());
        let free = out.last().is_none_or(|last| last.row < first);
        if free && (first < header || from < to) {
            out.push(Shown { first, header, row: k, from, to, definition_row: row, taken: !bare && !told });
        }
    }
    out.retain(|one| !twice.contains(&one.definition_row));
    out
}

/// The only definition that a header row can be: of its name, kind and level, and in the container that is shown around it.
fn one_of<'d>(index: &Index, definitions: &'d [Definition], snippet: &Snippet, texts: &[String], k: usize, found: &Header) -> Option<&'d Definition> {
    let level = |d: &Definition| depth(index.text.line(d.row)) == depth(&texts[k]);
    let mut same: Vec<&Definition> = definitions.iter().filter(|d| d.name == found.name && d.declares == found.declares && level(d)).collect();
    same.dedup_by_key(|d| d.row);
    if let Some(container) = container(snippet, texts, k) {
        same.retain(|d| holder(definitions, d).is_some_and(|h| h.name == container.name));
    }
    if same.len() > 1 {
        same.retain(|d| index.text.trimmed_end(d.row) == texts[k].trim_end());
    }
    match same.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// The line of a statement on the outermost level that the file has once: one with a block (a rule, a call with a function), or
/// one that gives a name its value.
fn statement(index: &Index, shown: &str) -> Option<usize> {
    let plain = depth(shown) == 0 && weight(shown) >= TELLING && !is_comment(shown) && !is_closing(shown) && !is_decorator(shown);
    match index.within(index.id(shown).filter(|_| plain)?, 0, usize::MAX) {
        [line] => Some(*line as usize).filter(|line| target(shown).is_some() || index.blocks.has_block(*line)),
        _ => None,
    }
}

/// Letters and digits of a statement that is known by its text, at least.
const TELLING: usize = 3;

/// The header of the innermost definition around a row.
fn container<'t>(snippet: &Snippet, texts: &'t [String], k: usize) -> Option<Header<'t>> {
    let up = |r: &usize| snippet.rows[*r].parent;
    std::iter::successors(up(&k), up).find_map(|p| header(&texts[p]).filter(|h| h.declares != Declares::Variable))
}
