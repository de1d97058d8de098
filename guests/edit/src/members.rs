//! Members of a type that code leaves out: they may go only when the code shows the type as a whole, and what stands next to them.

use rustc_hash::FxHashMap;

use crate::definitions::{Definition, holder};
use crate::headers::{Declares, header};
use crate::refusal::{Reason, Refusal};
use crate::text::Text;

/// The names that rows of code declare, in order, as far as they are functions or types.
pub fn declared<'a>(rows: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    rows.filter_map(header).filter(|h| h.declares != Declares::Variable).map(|h| h.name).collect()
}

/// As `declared`. A row that is the line of a member of the old text declares that, whatever signs its name has: `empty?`, `operator+`.
pub fn declared_or_kept<'a>(text: &Text, all: &'a [Definition], container: &Definition, rows: &[&'a str]) -> Vec<&'a str> {
    let inside = |d: &&Definition| d.declares != Declares::Variable && (container.start..container.end).contains(&d.row);
    let mut heads: FxHashMap<&str, Vec<&str>> = FxHashMap::default(); // the words of a line and a table may name it otherwise
    for member in all.iter().filter(inside) {
        heads.entry(text.trimmed(member.row)).or_default().push(&member.name);
    }
    let named = |row: &&'a str| heads.get(row.trim()).cloned().unwrap_or_else(|| declared(std::iter::once(*row)));
    rows.iter().flat_map(named).collect()
}

/// Names that rows declare in a way that their words alone don't tell: `of` is a word of loops, and a name in Java.
pub fn also_declared<'d>(all: &'d [Definition], container: &Definition, rows: &[&str]) -> Vec<&'d str> {
    let opens = |row: &&&str| header(row).is_none() && row.trim_end().ends_with(['{', '(', ',', ':']);
    let calls = |row: &&str, name: &str| row.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|w| w == name);
    let unclear: Vec<&&str> = rows.iter().filter(opens).collect();
    members(all, container).into_iter().map(|m| m.name.as_str()).filter(|name| unclear.iter().any(|row| calls(row, name))).collect()
}

/// The first member of a type that may not go although the code leaves it out. `names`: what the code declares, in order.
pub fn first_lost<'d>(all: &'d [Definition], container: &Definition, names: &[&str]) -> Option<&'d Definition> {
    members(all, container).into_iter().find_map(|member| match names.contains(&member.name.as_str()) {
        true if member.declares == Declares::Type => first_lost(all, member, names),
        true => None,
        false => (!may_go(all, container, member, names)).then_some(member),
    })
}

fn members<'d>(all: &'d [Definition], container: &Definition) -> Vec<&'d Definition> {
    all.iter().filter(|d| d.declares != Declares::Variable && holder(all, d).is_some_and(|h| h.row == container.row)).collect()
}

/// Whether a member stands between two that the code shows in the same order, with no other member between them.
pub fn may_go(all: &[Definition], container: &Definition, member: &Definition, names: &[&str]) -> bool {
    let members = members(all, container);
    let is_shown = |d: &&&Definition| names.contains(&d.name.as_str());
    let known: Vec<&str> = names.iter().copied().filter(|n| members.iter().any(|m| m.name == *n)).collect();
    let above = members.iter().rev().filter(|d| d.row < member.row).find(is_shown);
    let below = members.iter().filter(|d| d.row > member.row).find(is_shown);
    above.zip(below).is_some_and(|(a, b)| a.name == b.name || known.windows(2).any(|w| w[0] == a.name && w[1] == b.name))
}

/// The refusal that names what would be lost.
pub fn would_go(definition: &Definition) -> Refusal {
    let (first, last) = (definition.start as u32 + 1, definition.end as u32);
    let message = format!(
        "{:?} (lines {first}-{last}) would be deleted, but the edit does not mention it; show it, or put a marker in its place",
        definition.name
    );
    Refusal { candidates: vec![(first, last)], ..Refusal::new(Reason::UnaccountedRemoval, message) }
}

/// Whether one piece of code is another under a new name: every line is the same but for the name, and the new one was not there.
pub fn is_renamed<'a>(old: impl Iterator<Item = &'a str>, old_name: &str, new: impl Iterator<Item = &'a str>, new_name: &str) -> bool {
    let full = |l: &&str| !l.trim().is_empty();
    let (mut old, mut new) = (old.filter(full).map(str::trim), new.filter(full).map(str::trim));
    // Only the header has to change: what the body calls by that name may be another thing.
    let header = old.next().zip(new.next()).is_some_and(|(a, b)| renamed(a, old_name, new_name) == b);
    header && old_name != new_name && loop {
        match (old.next(), new.next()) {
            (None, None) => break true,
            (Some(a), Some(b)) if a == b || renamed(a, old_name, new_name) == b => {}
            _ => break false,
        }
    }
}

/// A line with a word in place of another.
fn renamed(line: &str, old: &str, new: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(old) {
        let end = at + old.len();
        out.push_str(&rest[..at]);
        let whole = !out.ends_with(word) && !rest[end..].starts_with(word);
        out.push_str(if whole { new } else { old });
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word() {
        assert_eq!(renamed("add(adder, add.x, _add)", "add", "put"), "put(adder, put.x, _add)");
        assert!(is_renamed(["def f(a):", "", "  return f(a)"].into_iter(), "f", ["def g(a):", "  return g(a)"].into_iter(), "g"));
        assert!(!is_renamed(["def f(a):"].into_iter(), "f", ["def g(b):"].into_iter(), "g"));
    }
}
