//! The cheapest way to lay the rows of a snippet over the lines of a source, and whether it is the only one.
//!
//! A row either is a line of the source (free) or comes in (1). Between rows with a gap the lines of the source stay
//! (free), between rows without one they go (1 each). What decides is the resulting text: each cell of the table keeps
//! the cost and the hashes of up to two texts that cost this much, so that "two readings" means two different results.

use std::ops::Range;

/// What may happen to a row. Lines count from 0; `lo..hi` is where the row may stand.
#[derive(Clone, Debug)]
pub struct Rule {
    pub id: u32,
    pub gap: bool,
    pub lo: usize,
    pub hi: usize,
    pub may_insert: bool,
    pub may_match: bool,
    /// The line that this row replaces: another header of the same name.
    pub replaces: Option<usize>,
    /// Lines that the marker above this row can stand for; those it can't go like any other that isn't shown.
    pub hidden: Range<usize>,
}

/// What may happen to a line that no row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    MayGo,
    MayNotGo,
    /// It stays without being shown or hidden.
    Stays,
}

/// The range that holds every line.
pub const ANYWHERE: Range<usize> = 0..usize::MAX;

/// One step of the way, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// A line stays behind a marker.
    Skip(usize),
    /// A line is shown and stays: (line, row).
    Match(usize, usize),
    Delete(usize),
    Insert(usize),
}

/// The outcome of an alignment.
#[derive(Clone, Debug)]
pub struct Alignment {
    pub cost: u32,
    pub ops: Vec<Op>,
    /// Hashes of the cheapest results; the second is 0 when there is one only.
    pub results: [u64; 2],
    /// Rows that took the place of another header of the same name.
    pub replaced: Vec<usize>,
}

/// Rows times lines that are looked at, at most.
const MAX_CELLS: usize = 48_000_000;
/// Lines that may go without a marker between two rows, at most.
const MAX_RUN: u32 = 400;
/// Lines at the end of the file that new last lines may take the place of, at most.
const MAX_TAIL: u32 = 24;
const OPEN_END: u32 = 1;
const REPLACE: u32 = 2;

#[derive(Clone, Copy)]
struct Cell {
    cost: u32,
    a: u64,
    b: u64,
}

const NEVER: Cell = Cell { cost: u32::MAX, a: 0, b: 0 };

impl Cell {
    fn plus(self, cost: u32) -> Self {
        Self { cost: self.cost + cost, ..self }
    }

    fn wrote(self, id: u32) -> Self {
        Self { a: mix(self.a, id), b: if self.b == 0 { 0 } else { mix(self.b, id) }, ..self }
    }

    /// Take in another way to the same cell; true when it is the better one.
    fn merge(&mut self, other: Self) -> bool {
        if other.cost < self.cost {
            *self = other;
            return true;
        }
        if other.cost == self.cost && self.cost != u32::MAX && self.b == 0 {
            self.b = [other.a, other.b].into_iter().find(|h| *h != self.a).unwrap_or(0);
        }
        false
    }
}

fn mix(hash: u64, id: u32) -> u64 {
    (hash ^ u64::from(id)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23) | 1
}

const BY_MATCH: u8 = 1;
const BY_INSERT: u8 = 2;
const BY_REPLACE: u8 = 3;
const SIDEWAYS: u8 = 4;

/// Lines, rows and how the snippet begins and ends.
pub struct Problem<'a> {
    pub lines: &'a [u32],
    pub rules: &'a [Rule],
    pub starts_with_gap: bool,
    pub ends_with_gap: bool,
    /// What the marker at the end, if any, can stand for.
    pub hidden_at_end: Range<usize>,
    /// What may happen to each line; anything when it is empty.
    pub kept: &'a [Keep],
    /// First and behind the last line that isn't blank.
    pub content: (usize, usize),
    /// Behind the block that the last row lies in: what new last rows take the place of ends here.
    pub last_block: usize,
}

/// Too many cells, or no way at all.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    TooLarge,
    NoWay,
}

pub fn align(problem: &Problem) -> Result<Alignment, Failure> {
    let (n, m) = (problem.lines.len(), problem.rules.len());
    if (n + 1).saturating_mul(m + 1) > MAX_CELLS {
        return Err(Failure::TooLarge);
    }
    let mut trace = vec![0u8; (n + 1) * (m + 1)];
    let mut now = vec![NEVER; n + 1];
    let mut next = vec![NEVER; n + 1];
    now[0] = Cell { cost: 0, a: 1, b: 0 };
    let mut from = 0;
    // Which cells of `now` and `next` may differ from `NEVER`.
    let (mut touched, mut stale) = (0..1, 0..0);
    let mut dropped = (NEVER, 0);
    for (k, rule) in problem.rules.iter().enumerate() {
        let row = &mut trace[k * (n + 1)..(k + 1) * (n + 1)];
        let gap = if k == 0 { problem.starts_with_gap } else { rule.gap };
        let to = rule.hi.max(rule.replaces.map_or(0, |r| r + 1)).min(n);
        let tolerant = k == 0 && !gap;
        sideways(&mut now, row, problem, from..to, if gap { rule.hidden.clone() } else if tolerant { ANYWHERE } else { 0..0 });
        touched.end = touched.end.max(to + 1);
        next[stale].fill(NEVER);
        let down = &mut trace[(k + 1) * (n + 1)..(k + 2) * (n + 1)];
        let last = k + 1 == m && !problem.ends_with_gap;
        let mut lowest = usize::MAX;
        for i in from.max(rule.lo)..=to {
            let cell = now[i];
            if cell.cost == u32::MAX {
                continue;
            }
            let here = i < rule.hi && i < n && rule.may_match && problem.lines[i] == rule.id;
            let open = if tolerant && i > problem.content.0 { OPEN_END } else { 0 };
            let open_end = |cell: Cell, i: usize| if last && i < problem.content.1 { cell.plus(OPEN_END) } else { cell };
            if here && next[i + 1].merge(open_end(cell.plus(open), i + 1).wrote(problem.lines[i])) {
                down[i + 1] = BY_MATCH;
            } else if rule.replaces == Some(i) && next[i + 1].merge(open_end(cell.plus(open + REPLACE), i + 1).wrote(rule.id)) {
                down[i + 1] = BY_REPLACE;
            }
            // At the very end of the file nothing speaks against one more line, known or not.
            let insert = (rule.may_insert || last && i >= problem.content.1 && rule.replaces.is_none()) && (!tolerant || i == 0);
            if insert && !last && next[i].merge(cell.plus(1).wrote(rule.id)) {
                down[i] = BY_INSERT;
            } else if insert && last && let Some(end) = dropping(problem, cell, i, rule.id) && dropped.0.merge(end) {
                dropped.1 = i;
            }
            lowest = lowest.min(i);
        }
        if lowest == usize::MAX {
            return Err(Failure::NoWay);
        }
        stale = touched;
        touched = lowest..(to + 2).min(n + 1);
        from = lowest;
        std::mem::swap(&mut now, &mut next);
    }
    let row = &mut trace[m * (n + 1)..];
    sideways(&mut now, row, problem, from..n, problem.hidden_at_end.clone());
    let mut best = now[n];
    let is_dropped = best.merge(dropped.0);
    if best.cost == u32::MAX {
        return Err(Failure::NoWay);
    }
    let ops = walk_back(problem, &trace, is_dropped.then_some(dropped.1));
    let replaced = (0..m).filter(|k| problem.rules[*k].replaces.is_some()).collect();
    Ok(Alignment { cost: best.cost, ops, results: [best.a, best.b], replaced })
}

/// The last row comes in at line `i`, the rest of its block goes, and what is behind it stays.
fn dropping(problem: &Problem, cell: Cell, i: usize, id: u32) -> Option<Cell> {
    let tail = problem.last_block.checked_sub(i)? as u32;
    let kept = problem.kept.get(i..problem.last_block).unwrap_or(&[]);
    if kept.contains(&Keep::MayNotGo) {
        return None;
    }
    let stays: Vec<usize> = (0..kept.len()).filter(|n| kept[*n] == Keep::Stays).map(|n| i + n).collect();
    let open = if problem.last_block < problem.content.1 { OPEN_END } else { 0 };
    let end = cell.plus(1 + tail - stays.len() as u32 + open).wrote(id);
    let behind = stays.into_iter().chain(problem.last_block..problem.lines.len());
    (tail <= MAX_TAIL).then(|| behind.fold(end, |cell, line| cell.wrote(problem.lines[line])))
}

/// Pass lines by: they stay (those in `free`) or go.
fn sideways(now: &mut [Cell], row: &mut [u8], problem: &Problem, range: Range<usize>, free: Range<usize>) {
    for i in range {
        let cell = now[i];
        if cell.cost == u32::MAX {
            continue;
        }
        let keep = if problem.kept.is_empty() { Keep::MayGo } else { problem.kept[i] };
        let moved = match keep {
            _ if free.contains(&i) => cell.wrote(problem.lines[i]),
            Keep::MayGo => cell.plus(1),
            Keep::Stays => cell.wrote(problem.lines[i]),
            Keep::MayNotGo => continue,
        };
        if moved.cost <= MAX_RUN + row.len() as u32 && now[i + 1].merge(moved) {
            row[i + 1] |= SIDEWAYS;
        }
    }
}

/// The steps of the best way. `dropped`: the last row came in at this line, and what followed goes.
fn walk_back(problem: &Problem, trace: &[u8], dropped: Option<usize>) -> Vec<Op> {
    let (n, m) = (problem.lines.len(), problem.rules.len());
    let mut ops = Vec::with_capacity(n + m);
    let (mut k, mut i) = (m, n);
    if let Some(end) = dropped {
        ops.extend((problem.last_block..n).rev().map(Op::Skip));
        let stays = |i: &usize| problem.kept.get(*i) == Some(&Keep::Stays);
        ops.extend((end..problem.last_block).rev().map(|i| if stays(&i) { Op::Skip(i) } else { Op::Delete(i) }));
        ops.push(Op::Insert(m - 1));
        (k, i) = (m - 1, end);
    }
    loop {
        let stays = match k {
            0 if !problem.starts_with_gap => ANYWHERE,
            _ if k == m => problem.hidden_at_end.clone(),
            _ if problem.rules[k].gap => problem.rules[k].hidden.clone(),
            _ => 0..0,
        };
        while trace[k * (n + 1) + i] & SIDEWAYS != 0 {
            i -= 1;
            ops.push(if stays.contains(&i) || problem.kept.get(i) == Some(&Keep::Stays) { Op::Skip(i) } else { Op::Delete(i) });
        }
        if k == 0 {
            break;
        }
        k -= 1;
        match trace[(k + 1) * (n + 1) + i] & 3 {
            BY_MATCH => {
                i -= 1;
                ops.push(Op::Match(i, k));
            }
            BY_REPLACE => {
                i -= 1;
                ops.push(Op::Insert(k));
                ops.push(Op::Delete(i));
            }
            _ => ops.push(Op::Insert(k)),
        }
    }
    ops.reverse();
    ops
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: u32, gap: bool) -> Rule {
        Rule { id, gap, lo: 0, hi: usize::MAX, may_insert: true, may_match: true, replaces: None, hidden: ANYWHERE }
    }

    fn run(lines: &[u32], rules: &[Rule]) -> Alignment {
        let rules: Vec<_> = rules.iter().map(|r| Rule { hi: r.hi.min(lines.len()), ..r.clone() }).collect();
        align(&Problem { lines, rules: &rules, starts_with_gap: true, ends_with_gap: true, hidden_at_end: ANYWHERE, kept: &[], content: (0, lines.len()), last_block: lines.len() }).unwrap()
    }

    #[test]
    fn a_replacement_between_anchors() {
        let anchor = |id, gap| Rule { may_insert: false, ..rule(id, gap) };
        let found = run(&[1, 2, 3, 4], &[anchor(2, true), rule(9, false), anchor(4, false)]);
        assert_eq!(found.cost, 2);
        assert_eq!(found.results[1], 0);
        assert!(found.ops.contains(&Op::Delete(2)) && found.ops.contains(&Op::Insert(1)));
    }

    #[test]
    fn two_equal_places_give_two_results() {
        let found = run(&[1, 2, 5, 1, 2], &[rule(1, true), rule(9, false), rule(2, false)]);
        assert_ne!(found.results[1], 0);
    }

    #[test]
    fn unchanged_context_in_two_places_is_one_result() {
        let found = run(&[1, 2, 5, 1, 2], &[rule(1, true), rule(2, false)]);
        assert_eq!((found.cost, found.results[1]), (0, 0));
    }
}
