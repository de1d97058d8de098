//! The code of a snippet: out of its fence, without the prose round it.

use crate::refusal::{Outcome, Reason, refuse};
use crate::text::weight;

/// The code in an edit. `markdown`: the file itself may hold fences, so only the outermost pair counts.
pub fn code(edit: &str, known: impl Fn(&str) -> bool, markdown: bool) -> Outcome<String> {
    let lines: Vec<&str> = edit.lines().collect();
    let mut fences: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].starts_with("```")).collect();
    // A fence below a line of the file is a part of the code.
    if fences.first().is_some_and(|first| lines[..*first].iter().any(|l| weight(l) >= TELLING && known(l.trim()))) {
        fences.clear();
    }
    let (first, last) = match fences.as_slice() {
        [] => return Ok(without_prose(&lines, known)),
        [_] => return refuse(Reason::MalformedEdit, "the code fence is opened but not closed; was the edit cut off?"),
        [first, last] => (*first, *last),
        [first, .., last] if markdown => (*first, *last),
        _ => return one_of_many(&lines, &fences),
    };
    Ok(body(&lines[first + 1..last]))
}

const TELLING: usize = 4;

fn body(lines: &[&str]) -> String {
    lines.iter().flat_map(|l| [*l, "\n"]).collect()
}

fn one_of_many(lines: &[&str], fences: &[usize]) -> Outcome<String> {
    let blocks: Vec<String> = fences.chunks(2).filter(|p| p.len() == 2).map(|p| body(&lines[p[0] + 1..p[1]])).collect();
    let mut full = blocks.into_iter().filter(|b| !b.trim().is_empty());
    match (full.next(), full.next()) {
        (Some(one), None) => Ok(one),
        _ => refuse(Reason::MalformedEdit, "the edit holds several code blocks; send one at a time"),
    }
}

/// Leading paragraphs that read like sentences and are not in the file.
fn without_prose(lines: &[&str], known: impl Fn(&str) -> bool) -> String {
    let start = lines.iter().position(|l| !l.trim().is_empty() && !(is_prose(l) && !known(l.trim()))).unwrap_or(lines.len());
    let end = lines.iter().rposition(|l| !l.trim().is_empty() && !(is_prose(l) && !known(l.trim()))).map_or(start, |n| n + 1);
    body(&lines[start..end.max(start)])
}

/// A sentence: a capital letter, several words, a closing mark, none of the signs of code.
pub fn is_prose(line: &str) -> bool {
    const MIN_WORDS: usize = 3;
    let line = line.trim();
    let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '*' | ' '));
    let plain: String = line.split('`').step_by(2).collect();
    line.starts_with(|c: char| c.is_uppercase())
        && line.split_whitespace().count() >= MIN_WORDS
        && line.ends_with(['.', ':', '!', '?'])
        && !plain.contains([';', '{', '}', '=', '<', '>', '(', ')', '[', ']', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_and_prose() {
        let none = |_: &str| false;
        assert_eq!(code("Here it is:\n```js\na\n```\nDone.\n", none, false).unwrap(), "a\n");
        assert_eq!(code("Here is the code:\n\na = 1\n", none, false).unwrap(), "a = 1\n");
        assert_eq!(code("```js\na\n", none, false).unwrap_err().reason, Reason::MalformedEdit);
        assert!(!is_prose("class A:") && is_prose("I'll make this change in `a/b.py`:"));
    }
}
