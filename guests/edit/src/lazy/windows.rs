//! Where each row may stand: a header that is known fixes its block, and the rows below it lie in that block.

use super::Attempt;
use super::align::{ANYWHERE, Rule};
use super::snippet::{Reach, Snippet};
use crate::definitions::Definition;
use crate::headers::{Declares, header};
use crate::lookup::Lookup;
use crate::structure::{Blocks, depth, is_closing, is_comment, is_decorator, opens};
use crate::text::{Text, says, target, weight};

/// A source: its lines, their blocks, and where each text stands.
pub struct Index<'a> {
    pub text: &'a Text<'a>,
    pub blocks: &'a Blocks,
    /// The number of each line's text; 0 for blank lines.
    pub ids: &'a [u32],
    pub lookup: &'a Lookup<'a>,
}

impl<'a> Index<'a> {
    pub fn new(text: &'a Text<'a>, blocks: &'a Blocks, lookup: &'a Lookup<'a>) -> Self {
        Self { text, blocks, ids: &lookup.ids, lookup }
    }

    /// Whether some line has this number.
    pub fn has(&self, id: u32) -> bool {
        id == 0 || !self.lookup.lines(id).is_empty()
    }

    pub fn id(&self, line: &str) -> Option<u32> {
        self.lookup.id(line)
    }

    /// Lines of this number in `lo..hi`.
    pub fn within(&self, id: u32, lo: usize, hi: usize) -> &[u32] {
        let rows = self.lookup.lines(id);
        let from = rows.partition_point(|r| (*r as usize) < lo);
        let to = rows.partition_point(|r| (*r as usize) < hi);
        &rows[from..to.max(from)]
    }
}

/// A header row whose line is known; `end` is behind its block.
#[derive(Clone, Copy, Debug)]
pub struct Pin {
    pub row: usize,
    pub line: usize,
    pub end: usize,
}

/// One way to fix the headers, and what it means for each row.
#[derive(Clone, Default)]
pub struct Way {
    pub pins: Vec<Pin>,
    pub rules: Vec<Rule>,
}

impl Way {
    /// Behind the innermost fixed block that row `k` lies in.
    pub fn block_end(&self, snippet: &Snippet, k: usize) -> Option<usize> {
        self.pins.iter().filter(|p| snippet.within(k, p.row)).map(|p| p.end).min()
    }
}

const TELLING: usize = 3;
/// Different ways to fix headers that stand in several places, at most.
const MAX_WAYS: usize = 48;

/// All ways to fix the headers; `Err` for the row that has too many readings.
pub fn ways(attempt: &Attempt) -> Result<Vec<Way>, usize> {
    let Attempt { index, snippet, texts, definitions, known, keyed, .. } = *attempt;
    let mut done = Vec::new();
    let mut open = vec![Way::default()];
    let maker = Maker { index, snippet, texts, definitions, known, keyed };
    while let Some(mut way) = open.pop() {
        if done.len() + open.len() > MAX_WAYS {
            return Err(way.rules.len());
        }
        let k = way.rules.len();
        if k == texts.len() {
            done.push(way);
            continue;
        }
        match maker.next(&mut way, k) {
            Next::One => open.push(way),
            Next::Unclear => return Err(k),
            Next::Either(lines) => open.extend(lines.into_iter().map(|line| {
                let mut other = way.clone();
                maker.pin(&mut other, k, line);
                other
            })),
        }
    }
    Ok(done)
}

/// Whether a line is a decorator or a comment, which belong to the definition below.
fn is_lead(line: &str) -> bool {
    line.trim_start().starts_with('@') || line.trim_start().starts_with("#[") || is_comment(line)
}

enum Next {
    One,
    /// The row has two readings.
    Unclear,
    Either(Vec<usize>),
}

struct Maker<'a> {
    index: &'a Index<'a>,
    snippet: &'a Snippet,
    texts: &'a [String],
    definitions: &'a [Definition],
    known: &'a Lookup<'a>,
    keyed: bool,
}

impl Maker<'_> {
    fn window(&self, way: &Way, k: usize) -> (usize, usize) {
        let (mut lo, mut hi) = (0, self.index.text.len());
        for pin in &way.pins {
            if self.snippet.within(k, pin.row) {
                (lo, hi) = (lo.max(pin.line + 1), hi.min(pin.end));
            } else {
                lo = lo.max(if self.snippet.reach == Reach::Nowhere { pin.line + 1 } else { pin.end });
            }
        }
        (lo.min(hi), hi)
    }

    /// Add the rule of row `k`, or say which lines it may be fixed to.
    fn next(&self, way: &mut Way, k: usize) -> Next {
        let (lo, hi) = self.window(way, k);
        let row = &self.snippet.rows[k];
        let text = &self.texts[k];
        let id = self.index.id(text).unwrap_or(u32::MAX - k as u32);
        // At another indentation a line is known too, unless it says next to nothing.
        let known = self.index.has(id) || weight(text) >= TELLING && self.known.has(text);
        let mut rule = Rule { id, gap: row.gap.is_some(), lo, hi, may_insert: true, may_match: true, replaces: None, hidden: ANYWHERE };
        if text.is_empty() {
            way.rules.push(rule);
            return Next::One;
        }
        if let Some(pin) = self.closed_by(way, k) {
            let line = pin.end - 1;
            if self.index.ids[line] == id {
                (rule.lo, rule.hi, rule.may_insert) = (line, line + 1, false);
                way.rules.push(rule);
                return Next::One;
            }
        }
        if self.snippet.is_header(k) && row.opener.is_none() {
            let declared = header(text).filter(|h| h.declares != Declares::Variable);
            match self.index.within(id, lo, hi) {
                [] => {
                    if let Some(definition) = declared.and_then(|h| self.only_definition(h.name, h.declares, text, lo, hi)) {
                        rule.replaces = Some(definition.row);
                        (rule.may_insert, rule.may_match) = (false, false);
                        way.rules.push(rule);
                        let end = self.index.blocks.end(definition.row).min(hi);
                        way.pins.push(Pin { row: k, line: definition.row, end });
                        return Next::One;
                    }
                    if declared.is_some() && (!known || self.in_fixed_scope(way, k)) && self.is_new_block(k, lo, hi) {
                        if self.may_rename(way, k, lo, hi) {
                            return Next::Unclear;
                        }
                        self.force_new(way, k, rule);
                        return Next::One;
                    }
                    if let Some(line) = self.only_statement(k, lo, hi).filter(|_| declared.is_none() && !known) {
                        rule.replaces = Some(line);
                        (rule.may_insert, rule.may_match) = (false, false);
                        way.rules.push(rule);
                        way.pins.push(Pin { row: k, line, end: self.index.blocks.end(line).min(hi) });
                        return Next::One;
                    }
                }
                // A header of a statement, or inside of a new block, may be new; only what it shows in part is certainly there.
                [line] if self.snippet.is_whole(k) && (self.is_in_new(k) || declared.is_none() && !self.is_verbatim(k, *line as usize)) => {}
                [line] => {
                    let line = *line as usize;
                    self.pin(way, k, line);
                    return Next::One;
                }
                lines if declared.is_some() && !self.is_in_new(k) => return Next::Either(lines.iter().map(|l| *l as usize).collect()),
                _ => {}
            }
        }
        let edge = self.is_edge(k);
        rule.may_insert = !edge || !known;
        if edge && !known && let Some(line) = self.only_value(k, lo, hi) {
            rule.replaces = Some(line);
            (rule.may_insert, rule.may_match) = (false, false);
        }
        way.rules.push(rule);
        Next::One
    }

    /// Fix row `k` to a line that says the same.
    fn pin(&self, way: &mut Way, k: usize, line: usize) {
        let id = self.index.ids[line];
        let gap = self.snippet.rows[k].gap.is_some();
        way.rules.push(Rule { id, gap, lo: line, hi: line + 1, may_insert: false, may_match: true, replaces: None, hidden: ANYWHERE });
        let end = self.index.blocks.end(line);
        // A line without a block of its own is no header: what stands deeper below it belongs to something not shown.
        if end > line + 1 {
            way.pins.push(Pin { row: k, line, end });
        }
    }

    /// The fixed header that row `k` closes.
    fn closed_by<'w>(&self, way: &'w Way, k: usize) -> Option<&'w Pin> {
        let opener = self.snippet.rows[k].opener.filter(|_| !opens(&self.texts[k]) && is_closing(&self.texts[k]))?;
        way.pins.iter().find(|p| p.row == opener && p.end > p.line + 1)
    }

    /// The only definition of a name in a range, on the same level.
    fn only_definition(&self, name: &str, declares: Declares, text: &str, lo: usize, hi: usize) -> Option<&Definition> {
        let mut found = self.definitions.iter().filter(|d| d.name == name && (lo..hi).contains(&d.row));
        let one = found.next()?;
        let level = depth(self.index.text.line(one.row)) == depth(text);
        (found.next().is_none() && one.declares == declares && level).then_some(one)
    }

    /// The only line that a statement's header, with a marker in its block, can be another version of: of its level and first
    /// word, with a block, and shown nowhere else.
    fn only_statement(&self, k: usize, lo: usize, hi: usize) -> Option<usize> {
        let (text, shown) = (self.index.text, &self.texts[k]);
        let word = |line: &str| line.trim().split(|c: char| !c.is_alphanumeric()).next().filter(|w| !w.is_empty()).map(str::to_owned);
        let first = word(shown).filter(|_| !self.snippet.is_whole(k))?;
        let own = depth(shown);
        let like = |i: &usize| depth(text.line(*i)) == own && word(text.line(*i)).as_ref() == Some(&first) && self.index.blocks.has_block(*i);
        let mut found = (lo..hi).filter(like).filter(|i| !self.texts.iter().any(|t| t.trim() == text.line(*i).trim()));
        found.next().filter(|_| found.next().is_none())
    }

    /// The only line that gives a name its value, where a second one would be an error: `const` and `let`, keys of data files.
    fn only_value(&self, k: usize, lo: usize, hi: usize) -> Option<usize> {
        let (text, shown) = (self.index.text, &self.texts[k]);
        let bound = ["const ", "let ", "export const ", "export let "].iter().any(|w| shown.trim_start().starts_with(w));
        let name = target(shown).filter(|_| (bound || self.keyed) && !opens(shown) && !is_comment(shown))?;
        let own = depth(shown);
        let mut found = (lo..hi).filter(|i| depth(text.line(*i)) == own && target(text.line(*i)) == Some(name));
        let line = found.next().filter(|_| found.next().is_none())?;
        let again = self.texts.iter().filter(|t| target(t) == Some(name) && depth(t) == own).count();
        (again == 1 && !self.index.blocks.has_block(line)).then_some(line)
    }

    /// A declaration whose name its block doesn't have, shown as a whole: it can only be new.
    fn is_new_block(&self, k: usize, lo: usize, hi: usize) -> bool {
        let name = header(&self.texts[k]).map(|h| h.name);
        self.snippet.is_whole(k) && !self.definitions.iter().any(|d| Some(d.name.as_str()) == name && (lo..hi).contains(&d.row))
    }

    /// Whether row `k` lies in the block of a declaration whose line is known.
    fn in_fixed_scope(&self, way: &Way, k: usize) -> bool {
        way.pins.iter().any(|p| self.snippet.within(k, p.row) && header(&self.texts[p.row]).is_some())
    }

    /// Whether row `k` lies in a block, shown as a whole, whose header is no line of the file.
    fn is_in_new(&self, k: usize) -> bool {
        let up = |r: &usize| self.snippet.rows[*r].parent;
        let mut above = std::iter::successors(up(&k), up);
        above.any(|p| self.index.id(&self.texts[p]).is_none() && self.snippet.is_whole(p))
    }

    /// Whether a new definition next to a marker could as well be another name for one that isn't shown: half of its telling
    /// rows are lines of a definition of the same kind and level that the snippet doesn't declare. Where the snippet shows what
    /// stands directly next to the new one, only what stands there in the file counts.
    fn may_rename(&self, way: &Way, k: usize, lo: usize, hi: usize) -> bool {
        let rows = &self.snippet.rows;
        let end = self.snippet.block_end(k);
        let edge = rows[k].gap.is_some() || rows.get(end).map_or(self.snippet.ends_with_gap, |r| r.gap.is_some());
        let body: Vec<&str> = (k + 1..end).map(|r| self.texts[r].trim()).filter(|t| says(t) >= TELLING).collect();
        let Some(new) = header(&self.texts[k]).filter(|_| edge && !body.is_empty()) else { return false };
        let shown = |d: &Definition| self.texts.iter().any(|t| header(t).is_some_and(|h| h.name == d.name));
        let text = self.index.text;
        let (above, below) = (self.block_above(way, k), self.line_below(k, lo, hi));
        let empty = |from: usize, to: usize| from <= to && (from..to).all(|i| text.is_blank(i) || is_lead(text.line(i)));
        let next_to = |d: &&Definition| above.is_none_or(|end| empty(end, d.start)) && below.is_none_or(|line| empty(d.end, line));
        let like = |d: &&Definition| d.declares == new.declares && (lo..hi).contains(&d.row) && depth(text.line(d.row)) == depth(&self.texts[k]);
        self.definitions.iter().filter(like).filter(|d| !shown(d)).filter(next_to).any(|d| {
            let common = body.iter().filter(|b| (d.row + 1..d.end).any(|i| text.line(i).trim() == **b)).count();
            2 * common >= body.len()
        })
    }

    /// Behind the block that is shown directly above row `k`: of its level, with no marker between the two.
    fn block_above(&self, way: &Way, k: usize) -> Option<usize> {
        let rows = &self.snippet.rows;
        let own = depth(&self.texts[k]);
        let pin = way.pins.iter().rev().find(|p| depth(&self.texts[p.row]) == own && rows[p.row].parent == rows[k].parent)?;
        let inside = rows[k].gap.as_ref().is_none_or(|g| g.floor > depth(&rows[k].text));
        (inside && (self.snippet.block_end(pin.row)..k).all(|r| self.texts[r].is_empty() || is_lead(&self.texts[r]))).then_some(pin.end)
    }

    /// The line shown directly below the block of row `k`, when the file has it once.
    fn line_below(&self, k: usize, lo: usize, hi: usize) -> Option<usize> {
        let end = self.snippet.block_end(k);
        let next = (end..self.texts.len()).find(|r| !self.texts[*r].is_empty())?;
        let near = (end..=next).all(|r| self.snippet.rows[r].gap.is_none());
        match self.index.within(self.index.id(&self.texts[next])?, lo, hi) {
            [line] if near => Some(*line as usize),
            _ => None,
        }
    }

    /// Whether the block of row `k` stands word for word at a line, and below the same line or a marker.
    fn is_verbatim(&self, k: usize, line: usize) -> bool {
        let (text, end) = (self.index.text, self.snippet.block_end(k));
        let above = (0..k).rev().find(|r| !self.texts[*r].is_empty()).filter(|_| self.snippet.rows[k].gap.is_none());
        let there = (0..line).rev().find(|i| !text.is_blank(*i));
        let follows = above.is_none_or(|r| there.is_some_and(|i| self.index.id(&self.texts[r]) == Some(self.index.ids[i])));
        follows && line + end - k <= text.len() && (k..end).all(|r| self.index.id(&self.texts[r]) == Some(self.index.ids[line + r - k]))
    }

    /// Rows of a new definition never are lines of the file, whatever they look like; nor are the decorators above it.
    fn force_new(&self, way: &mut Way, k: usize, rule: Rule) {
        let mut r = k;
        while r > 0 && self.snippet.rows[r].gap.is_none() && is_lead(&self.texts[r - 1]) {
            r -= 1;
        }
        let comments = (r..k).any(|r| !is_decorator(&self.texts[r]) && !self.index.has(way.rules[r].id));
        let from = (r..k).find(|r| comments || is_decorator(&self.texts[*r])).unwrap_or(k);
        for r in from..k {
            (way.rules[r].may_match, way.rules[r].may_insert) = (false, true);
        }
        for r in k..self.snippet.block_end(k) {
            let gap = self.snippet.rows[r].gap.is_some();
            way.rules.push(Rule { gap, may_match: false, may_insert: true, ..rule.clone() });
            let last = way.rules.len() - 1;
            way.rules[last].id = self.index.id(&self.texts[r]).unwrap_or(u32::MAX - r as u32);
        }
    }

    /// Whether a marker or an end of the snippet stands next to a row.
    fn is_edge(&self, k: usize) -> bool {
        let rows = &self.snippet.rows;
        let below = rows.get(k + 1).is_none_or(|r| r.gap.is_some());
        k == 0 || rows[k].gap.is_some() || below
    }
}
