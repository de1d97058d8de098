//! The place of a text that resembles quoted lines most, for the message of a refusal.
//!
//! Lines and words that the quotation shares with the text vote for the distance between the two, rare ones more than
//! common ones; the few distances with most votes are aligned line by line, and the best alignment counts. Linear in the text.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::alike::{Pairs, likeness};
use crate::refusal::Nearest;
use crate::script::{Step, between};
use crate::text::{Text, weight};

/// Quoted lines that are looked at, at most.
const MAX_ROWS: usize = 400;
/// A line or word that stands in more lines than this tells nothing about the place.
const MAX_HITS: usize = 64;
/// Rows of the quotation that share a word, at most.
const MAX_SHARED: usize = 8;
/// Letters of a word that votes, at least.
const WORD: usize = 3;
/// Letters and digits of a line that says something, at least.
const TELLING: usize = 3;

/// The place that most of the quotation agrees with; `None` when nothing comes near. Of equal places the one next to `hint`,
/// the line that the edit names (from 0), is taken, else the first.
pub fn nearest(text: &Text, quoted: &[&str], hint: Option<usize>) -> Option<Nearest> {
    let quoted = &quoted[..quoted.len().min(MAX_ROWS)];
    let rows: Vec<Row> = quoted.iter().map(|line| Row::new(line)).collect();
    let total: usize = rows.iter().map(|r| r.weight).sum();
    if total < TELLING || text.is_empty() {
        return None;
    }
    let mut shifts = leaders(&votes(text, &rows));
    shifts.extend(by_look(text, &rows));
    shifts.extend(hint.map(|h| h as isize));
    let far = |a: &Aligned| hint.map_or(a.first, |h| a.first.abs_diff(h));
    let aligned = shifts.iter().filter_map(|shift| align(text, &rows, *shift));
    let best = aligned.min_by_key(|a| (std::cmp::Reverse(a.score), far(a)))?;
    if best.score * 5 < total * SCALE {
        return None;
    }
    let last = (best.last + 1).min(text.len());
    let lines: Vec<&str> = (best.first..last).map(|i| text.line(i)).collect();
    Some(Nearest { lines: (best.first as u32 + 1, last as u32), diff: diff(&lines, quoted) })
}

/// A quoted line, prepared for being compared often.
struct Row<'a> {
    text: &'a str,
    weight: usize,
    pairs: Pairs,
}

impl<'a> Row<'a> {
    fn new(line: &'a str) -> Self {
        Self { text: line.trim(), weight: weight(line), pairs: Pairs::of(line) }
    }

    /// How alike a line is, in thousandths.
    fn likeness(&self, line: &str) -> usize {
        if line == self.text { SCALE } else { likeness(&self.pairs, line) }
    }
}

const SCALE: usize = 1000;

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| w.len() >= WORD)
}

/// Votes for each distance (line of the text less row of the quotation).
fn votes(text: &Text, rows: &[Row]) -> FxHashMap<isize, usize> {
    let mut wanted: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (k, row) in rows.iter().enumerate().filter(|(_, r)| r.weight >= TELLING) {
        for key in words(row.text).collect::<FxHashSet<_>>().into_iter().chain([row.text]) {
            let known = wanted.entry(key).or_default();
            if known.last() != Some(&k) {
                known.push(k);
            }
        }
    }
    let mut hits: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (i, line) in text.iter().enumerate() {
        let line = line.trim();
        for key in words(line).chain([line]) {
            if let Some((key, _)) = wanted.get_key_value(key) {
                let known = hits.entry(key).or_default();
                if known.len() <= MAX_HITS && known.last() != Some(&i) {
                    known.push(i);
                }
            }
        }
    }
    let mut votes: FxHashMap<isize, usize> = FxHashMap::default();
    for (key, lines) in hits.iter().filter(|(_, lines)| lines.len() <= MAX_HITS) {
        let ks = &wanted[*key];
        let each = key.len() * SCALE / (lines.len() * ks.len());
        for (i, k) in lines.iter().flat_map(|i| ks.iter().take(MAX_SHARED).map(move |k| (*i, *k))) {
            *votes.entry(i as isize - k as isize).or_default() += each;
        }
    }
    votes
}

/// Distances that are aligned, at most, and how far apart two of them are that count as one.
const MAX_LEADERS: usize = 8;
const BAND: isize = 3;

/// The distances that have most votes together with their neighbours: lines may be missing or too many.
fn leaders(votes: &FxHashMap<isize, usize>) -> Vec<isize> {
    let mut sorted: Vec<(isize, usize)> = votes.iter().map(|(d, n)| (*d, *n)).collect();
    sorted.sort_unstable();
    let (mut from, mut to, mut sum) = (0, 0, 0);
    let mut ranked: Vec<(usize, isize)> = Vec::with_capacity(sorted.len());
    for (shift, _) in &sorted {
        while to < sorted.len() && sorted[to].0 <= shift + BAND {
            sum += sorted[to].1;
            to += 1;
        }
        while sorted[from].0 < shift - BAND {
            sum -= sorted[from].1;
            from += 1;
        }
        ranked.push((sum, *shift));
    }
    ranked.sort_unstable_by_key(|(n, shift)| (std::cmp::Reverse(*n), *shift));
    let mut out: Vec<isize> = Vec::new();
    for (_, shift) in ranked {
        if out.iter().all(|s| s.abs_diff(shift) > BAND as usize) {
            out.push(shift);
            if out.len() == MAX_LEADERS {
                break;
            }
        }
    }
    out
}

/// Quoted lines that are looked for all over the text by their letters, at most.
const MAX_LOOKS: usize = 4;

/// The distances at which the longest quoted lines look most like a line of the text.
fn by_look(text: &Text, rows: &[Row]) -> Vec<isize> {
    let mut telling: Vec<usize> = (0..rows.len()).filter(|k| rows[*k].weight >= TELLING).collect();
    telling.sort_by_key(|k| std::cmp::Reverse(rows[*k].weight));
    telling.truncate(MAX_LOOKS);
    let of = |k: &usize| {
        let like = text.iter().enumerate().map(|(i, line)| (rows[*k].likeness(line.trim()), i));
        let best = like.filter(|(n, _)| *n > 0).min_by_key(|(n, i)| (std::cmp::Reverse(*n), *i));
        best.map(|(_, i)| i as isize - *k as isize)
    };
    telling.iter().filter_map(of).collect()
}

/// Lines that the quotation may leave out, or have too many, on the way: how far an alignment may stray.
const STRAY: usize = 6;
const WIDTH: usize = 2 * STRAY + 1;

struct Aligned {
    score: usize,
    first: usize,
    last: usize,
}

/// The best way to lay the rows over the lines round a distance, each row on one line or none, in order.
fn align(text: &Text, rows: &[Row], shift: isize) -> Option<Aligned> {
    const ROW_LEFT_OUT: u8 = 1;
    const LINE_LEFT_OUT: u8 = 2;
    const PAIRED: u8 = 3;
    let line_of = |k: usize, o: usize| usize::try_from(k as isize + shift - STRAY as isize + o as isize).ok().filter(|i| *i < text.len());
    let mut above = [0usize; WIDTH + 1];
    let mut trace = vec![[0u8; WIDTH]; rows.len()];
    for (k, row) in rows.iter().enumerate() {
        let mut now = [0usize; WIDTH + 1];
        for o in 0..WIDTH {
            let (mut best, mut step) = (if o + 1 < WIDTH { above[o + 1] } else { 0 }, ROW_LEFT_OUT);
            if o > 0 && now[o - 1] > best {
                (best, step) = (now[o - 1], LINE_LEFT_OUT);
            }
            if let Some(i) = line_of(k, o).filter(|_| !row.text.is_empty()) {
                let like = row.likeness(text.line(i).trim()) * (row.weight + 1);
                if like > 0 && above[o] + like > best {
                    (best, step) = (above[o] + like, PAIRED);
                }
            }
            now[o] = best;
            trace[k][o] = step;
        }
        above = now;
    }
    let (score, mut o) = (0..WIDTH).map(|o| (above[o], o)).max_by_key(|(score, o)| (*score, std::cmp::Reverse(*o)))?;
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut k = rows.len();
    while k > 0 {
        match trace[k - 1][o] {
            PAIRED => {
                pairs.extend(line_of(k - 1, o).map(|i| (k - 1, i)));
                k -= 1;
            }
            LINE_LEFT_OUT => o -= 1,
            _ if o + 1 < WIDTH => {
                o += 1;
                k -= 1;
            }
            _ => break,
        }
    }
    let ((k_first, i_first), (k_last, i_last)) = (*pairs.last()?, *pairs.first()?);
    Some(Aligned { score, first: i_first.saturating_sub(k_first), last: i_last + rows.len() - 1 - k_last })
}

/// Lines of a difference that are shown, at most, and lines above the first one that differs.
const MAX_SHOWN: usize = 24;
const MAX_ABOVE: usize = 3;

/// Lines of the file (`-`) against the quotation (`+`); equal lines are shown once.
fn diff(file: &[&str], quoted: &[&str]) -> String {
    let steps = between(file, quoted);
    let first = steps.iter().position(|s| !matches!(s, Step::Keep(_))).unwrap_or(0);
    let from = if steps.len() > MAX_SHOWN { first.saturating_sub(MAX_ABOVE) } else { 0 };
    let shown = steps[from..].iter().take(MAX_SHOWN).map(|step| match step {
        Step::Keep(line) => format!(" {line}\n"),
        Step::Remove(line) => format!("-{line}\n"),
        Step::Add(line) => format!("+{line}\n"),
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(source: &str, quoted: &[&str]) -> Option<(u32, u32)> {
        nearest(&Text::new(source), quoted, None).map(|n| n.lines)
    }

    const SOURCE: &str = "class Cart:\n    def __init__(self):\n        self.items = []\n        self.total = 0\n";

    #[test]
    fn one_misquoted_line() {
        assert_eq!(place(SOURCE, &["        self.itms = []"]), Some((3, 3)));
        assert_eq!(place(SOURCE, &["self.totals = 0.0"]), Some((4, 4)));
        assert_eq!(place(SOURCE, &["    def __init__(self, items):", "        self.itms = items"]), Some((2, 3)));
    }

    #[test]
    fn nothing_comes_near() {
        assert_eq!(place(SOURCE, &["for (const user of users) {"]), None);
        assert_eq!(place("", &["self.items = []"]), None);
    }

    /// Functions that differ in their number only, so that most lines stand everywhere.
    fn many() -> String {
        (0..40).map(|n| format!("def part_{n}(items):\n    check(items)\n    total = items[0] + {n}\n    log(total)\n    return total\n\n")).collect()
    }

    #[test]
    fn rare_words_decide_between_places_that_look_alike() {
        let quoted = ["def part_17(things):", "    check(things)", "    total = things[0] + 17", "    log(total)"];
        assert_eq!(place(&many(), &quoted), Some((17 * 6 + 1, 17 * 6 + 4)));
    }

    #[test]
    fn lines_may_be_missing_or_too_many() {
        let quoted = ["def part_30(items):", "    total = items[0] + 30", "    return total"];
        assert_eq!(place(&many(), &quoted), Some((30 * 6 + 1, 30 * 6 + 5)));
        let quoted = ["def part_30(items):", "    begin()", "    items = list(items)", "    check(items)", "    total = items[0] + 30"];
        let (first, last) = place(&many(), &quoted).unwrap();
        assert!(first <= 30 * 6 + 1 && last == 30 * 6 + 3, "{first}-{last}");
    }

    #[test]
    fn the_named_line_decides_between_equal_places() {
        let text = "begin()\nrun(1)\n".repeat(9);
        let near = |hint| nearest(&Text::new(&text), &["begin()", "run(2)"], hint).unwrap().lines;
        assert_eq!(near(None), (1, 2));
        assert_eq!(near(Some(8)), (9, 10));
    }

    #[test]
    fn a_difference_far_down_is_shown() {
        let source: String = (0..60).map(|n| format!("value_{n} = {n}\n")).collect();
        let lines: Vec<String> = (0..60).map(|n| format!("value_{n} = {}", if n == 50 { 7 } else { n })).collect();
        let quoted: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert!(nearest(&Text::new(&source), &quoted, None).unwrap().diff.contains("-value_50 = 50\n+value_50 = 7\n"));
    }
}
