//! The place of a text that resembles quoted lines most, for the message of a refusal.

use rustc_hash::FxHashMap;

use crate::refusal::Nearest;
use crate::text::{Text, weight};

const MAX_SHOWN: usize = 24;
const TELLING: usize = 3;

/// The place where most quoted lines stand at the same distance from each other; `None` when no telling line is known.
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
    let (shift, _) = votes.into_iter().max_by_key(|(shift, n)| (*n, -*shift))?;
    let first = shift.max(0) as usize;
    let last = (first + quoted.len()).min(text.len());
    let lines: Vec<&str> = (first..last).map(|i| text.line(i)).collect();
    Some(Nearest { lines: (first as u32 + 1, last as u32), diff: diff(&lines, quoted) })
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
