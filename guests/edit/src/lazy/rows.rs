//! Indentation of a snippet as a whole, and the places of parts that touch no line of the file.

use super::Attempt;
use super::align::Rule;
use super::snippet::Snippet;
use super::windows::Index;
use crate::indentation::Reindent;
use crate::structure::{depth, is_closing};
use crate::text::weight;

const TELLING: usize = 3;
const MAX_INDENTS: usize = 6;
const MAX_RANKED: usize = 12;
const MAX_TRIES: usize = 3;

/// The mappings of indentation worth trying: those that make most rows lines of the file. Lines that a change moves to
/// another level disagree with the rest.
pub fn mappings(index: &Index, snippet: &Snippet) -> Vec<Reindent> {
    let there = |k: usize| -> Vec<&str> {
        let row = snippet.rows[k].text.trim();
        if weight(row) >= TELLING { index.lookup.indents(row).take(MAX_INDENTS).collect() } else { Vec::new() }
    };
    let rows: Vec<(&str, Vec<&str>)> = snippet.indents().map(|(k, lead)| (lead, there(k))).filter(|(_, file)| !file.is_empty()).collect();
    let all = |prefix: &str| snippet.indents().all(|(_, lead)| lead.starts_with(prefix));
    let at_margin = rows.iter().any(|(lead, file)| lead.is_empty() && file.as_slice() == [""]);
    let mut tries = vec![Reindent::Same];
    for (lead, file) in &rows {
        tries.extend(file.iter().filter_map(|f| Reindent::fitting(&[(lead, f)])));
    }
    let mut ranked: Vec<(usize, Reindent)> = Vec::new();
    for candidate in tries {
        // A snippet that stands further right or left does so as a whole.
        let whole = match &candidate {
            Reindent::Remove(prefix) => all(prefix),
            Reindent::Add(_) => !at_margin,
            _ => true,
        };
        if !whole || ranked.iter().any(|(_, r)| *r == candidate) || ranked.len() >= MAX_RANKED {
            continue;
        }
        let votes = rows.iter().filter(|(lead, file)| candidate.map(lead).is_some_and(|i| file.contains(&i.as_str()))).count();
        ranked.push((votes, candidate));
    }
    let best = ranked.iter().map(|(n, _)| *n).max().unwrap_or(0);
    ranked.sort_by_key(|(n, r)| (std::cmp::Reverse(*n), *r != Reindent::Same));
    ranked.into_iter().filter(|(n, _)| 4 * n >= best && (*n > 0 || best == 0)).take(MAX_TRIES).map(|(_, r)| r).collect()
}

/// Rules with the places of floating parts fixed: a new definition between two markers stands behind the block that
/// the marker above it ends, or at the end of its own block when it is the last thing shown there.
pub fn placed(attempt: &Attempt, rules: &[Rule]) -> Vec<Rule> {
    let mut rules = rules.to_vec();
    let rows = &attempt.snippet.rows;
    new_blanks(attempt, &mut rules);
    let mut start = 0;
    while start < rows.len() {
        let end = (start + 1..rows.len()).find(|k| rows[*k].gap.is_some()).unwrap_or(rows.len());
        if rules[start..end].iter().all(|r| !r.may_match && r.replaces.is_none())
            && let Some(line) = place_of(attempt, &rules, start, end)
        {
            rules[start..end].iter_mut().for_each(|r| (r.lo, r.hi) = (line, line));
        }
        start = end;
    }
    rules
}

/// Blank lines between new rows next to a marker and the line they hold on to come with the new rows.
fn new_blanks(attempt: &Attempt, rules: &mut [Rule]) {
    let rows = &attempt.snippet.rows;
    let fresh = |rule: &Rule| !rule.may_match && rule.replaces.is_none() || !attempt.index.has(rule.id) && rule.replaces.is_none();
    let mut start = 0;
    while start < rows.len() {
        let end = (start + 1..rows.len()).find(|k| rows[*k].gap.is_some()).unwrap_or(rows.len());
        let blank = |k: &usize| rows[*k].text.is_empty();
        let lead = (start..end).take_while(|k| blank(k) || fresh(&rules[*k])).count();
        let tail = (start..end).rev().take_while(|k| blank(k) || fresh(&rules[*k])).count();
        for k in (start..start + lead).chain(end - tail..end).filter(blank) {
            rules[k].may_match = false;
        }
        start = end;
    }
}

fn place_of(attempt: &Attempt, rules: &[Rule], start: usize, end: usize) -> Option<usize> {
    let (snippet, text, blocks) = (attempt.snippet, attempt.index.text, attempt.index.blocks);
    let gap = snippet.rows[start].gap.as_ref()?;
    let own = depth(&snippet.rows[start].text);
    if gap.floor > own {
        return (0..start)
            .filter(|k| fixed(rules, *k).is_some() && depth(&snippet.rows[*k].text) == own && snippet.rows[*k].opener.is_none())
            .filter(|k| snippet.within(start - 1, *k) || *k == start - 1)
            .map(|k| blocks.end(fixed(rules, k).unwrap_or(0)))
            .last();
    }
    let parent = snippet.rows[start].parent;
    let next_gap = if end == snippet.rows.len() { snippet.last_gap.as_ref() } else { snippet.rows[end].gap.as_ref() };
    let inner_gap = next_gap.is_some_and(|g| g.depth >= own);
    match parent {
        Some(p) if !inner_gap && snippet.block_end(p) == end => {
            let last = blocks.end(fixed(rules, p)?);
            Some(if is_closing(text.line(last - 1)) { last - 1 } else { last })
        }
        None if end == snippet.rows.len() && !snippet.ends_with_gap => Some(text.len()),
        _ => None,
    }
}

/// The line that a header row is fixed to.
fn fixed(rules: &[Rule], k: usize) -> Option<usize> {
    let rule = &rules[k];
    rule.replaces.or((rule.may_match && rule.hi == rule.lo + 1 && !rule.may_insert).then_some(rule.lo))
}
