//! Indentation of a snippet as a whole, and the places of parts that touch no line of the file.

use rustc_hash::FxHashMap;

use super::Attempt;
use super::align::Rule;
use super::snippet::Snippet;
use crate::indentation::Reindent;
use crate::structure::{depth, is_closing};
use crate::text::{Text, indent, weight};

const TELLING: usize = 3;

/// The mappings of indentation worth trying, the likeliest first.
pub fn mappings(text: &Text, snippet: &Snippet) -> Vec<Reindent> {
    // Lines that always stand at the same indentation.
    let mut once: FxHashMap<&str, Option<&str>> = FxHashMap::default();
    for line in text.iter().filter(|l| weight(l) >= TELLING) {
        let own = indent(line);
        once.entry(line.trim()).and_modify(|i| *i = i.filter(|i| *i == own)).or_insert(Some(own));
    }
    let pairs: Vec<(&str, &str)> = snippet
        .indents()
        .filter_map(|(k, lead)| once.get(snippet.rows[k].text.trim()).copied().flatten().map(|file| (lead, file)))
        .collect();
    // A snippet that stands further right or left does so as a whole.
    let all = |prefix: &str| snippet.indents().all(|(_, lead)| lead.starts_with(prefix));
    let mut found = Reindent::likely(&pairs);
    let at_margin = pairs.iter().any(|(a, b)| a.is_empty() && b.is_empty());
    found.retain(|r| match r {
        Reindent::Remove(prefix) => all(prefix),
        Reindent::Add(_) => !at_margin,
        _ => true,
    });
    if !found.contains(&Reindent::Same) && pairs.iter().any(|(a, b)| a == b) {
        found.push(Reindent::Same);
    }
    found
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
