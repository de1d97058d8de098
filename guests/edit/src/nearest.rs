//! The place of a text that resembles quoted lines most, for the message of a refusal.

use rustc_hash::FxHashMap;

use crate::refusal::Nearest;
use crate::text::{Text, weight};

const MAX_SHOWN: usize = 24;
const TELLING: usize = 3;

/// The place where most quoted lines stand at the same distance from each other, or else the line that looks most like one
/// of them; `None` when nothing comes near.
pub fn nearest(text: &Text, quoted: &[&str]) -> Option<Nearest> {
    let mut wanted: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (k, line) in quoted.iter().enumerate().filter(|(_, l)| weight(l) >= TELLING) {
        wanted.entry(line.trim()).or_default().push(k);
    }
    let mut votes: FxHashMap<isize, usize> = FxHashMap::default();
    for (i, line) in text.iter().enumerate() {
        for k in wanted.get(line.trim()).into_iter().flatten() {
            *votes.entry(i as isize - *k as isize).or_default() += weight(line);
        }
    }
    let shift = votes.into_iter().max_by_key(|(shift, n)| (*n, -*shift)).map(|(shift, _)| shift).or_else(|| by_look(text, quoted))?;
    let first = shift.max(0) as usize;
    let last = (first + quoted.len()).min(text.len());
    let lines: Vec<&str> = (first..last).map(|i| text.line(i)).collect();
    Some(Nearest { lines: (first as u32 + 1, last as u32), diff: diff(&lines, quoted) })
}

/// Quoted lines that are compared by look, and letters of a line that count, at most: the work is linear in the file.
const MAX_LOOKS: usize = 4;
const MAX_LETTERS: usize = 160;
/// Share of the pairs of letters that two lines have in common, in eighths, at least.
const ALIKE: usize = 5;

/// How far the line that looks most like a quoted one is from it.
fn by_look(text: &Text, quoted: &[&str]) -> Option<isize> {
    let mut telling: Vec<usize> = (0..quoted.len()).filter(|k| weight(quoted[*k]) >= TELLING).collect();
    telling.sort_by_key(|k| std::cmp::Reverse(weight(quoted[*k])));
    telling.truncate(MAX_LOOKS);
    let mut best: Option<(usize, isize)> = None;
    for k in telling {
        let mut wanted: Counts = [0; BUCKETS];
        pairs(quoted[k]).for_each(|p| wanted[p] += 1);
        for (i, line) in text.iter().enumerate() {
            let score = likeness(&wanted, pairs(quoted[k]).count(), line);
            if score >= ALIKE * SCALE / 8 && best.is_none_or(|(most, _)| score > most) {
                best = Some((score, i as isize - k as isize));
            }
        }
    }
    best.map(|(_, shift)| shift)
}

const SCALE: usize = 1000;
const BUCKETS: usize = 1024;

/// How often each pair of letters occurs: small enough to be copied for each line.
type Counts = [u8; BUCKETS];

/// Dice's coefficient of the pairs of adjacent letters, in thousandths.
fn likeness(wanted: &Counts, count: usize, line: &str) -> usize {
    let other = pairs(line).count();
    if other == 0 || 2 * count.min(other) * 8 < ALIKE * (count + other) {
        return 0;
    }
    let mut left = *wanted;
    let taken = pairs(line).filter(|p| {
        let known = left[*p] > 0;
        left[*p] = left[*p].saturating_sub(1);
        known
    });
    let common = taken.count();
    2 * common * SCALE / (count + other)
}

/// The pairs of adjacent letters of a line, as buckets.
fn pairs(line: &str) -> impl Iterator<Item = usize> + '_ {
    let letters = line.trim().as_bytes();
    let letters = &letters[..letters.len().min(MAX_LETTERS)];
    letters.windows(2).map(|p| (usize::from(p[0]) * 37 + usize::from(p[1])) % BUCKETS)
}

/// Lines of the file (`-`) against the quotation (`+`), position by position; equal lines are shown once.
fn diff(file: &[&str], quoted: &[&str]) -> String {
    let mut out = String::new();
    for k in 0..file.len().max(quoted.len()).min(MAX_SHOWN) {
        let (a, b) = (file.get(k), quoted.get(k));
        if a == b {
            out.push_str(&format!(" {}\n", a.unwrap_or(&"")));
            continue;
        }
        out.extend(a.map(|a| format!("-{a}\n")));
        out.extend(b.map(|b| format!("+{b}\n")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(source: &str, quoted: &[&str]) -> Option<(u32, u32)> {
        nearest(&Text::new(source), quoted).map(|n| n.lines)
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
}
