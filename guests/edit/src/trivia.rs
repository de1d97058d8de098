//! Leading trivia: the comments and decorators directly above a definition, which belong to it.
//!
//! A comment that a blank line parts from the definition belongs to nobody; the head of a file (shebang, encoding, licence) is
//! not the first definition's. What an edit shows of the trivia is laid over the trivia of that one definition only:
//!
//! ```text
//! comments     shown: they take the place of the definition's     not shown: its own stay
//! decorators   shown: those of the same name change, others are new, in the order shown     not shown: its own stay
//! ```

use crate::structure::{depth, is_closing, is_comment, is_decorator, is_directive};
use crate::headers::is_modifiers;
use crate::text::indent;

/// What a part of the trivia is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Comment,
    /// A decorator, annotation or attribute, by its name without arguments.
    Decorator(String),
}

/// Lines of the trivia that belong together: the comments between two decorators, or one decorator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub part: Part,
    pub lines: Vec<String>,
}

/// The first line of the trivia above line `row`, not above line `first`. Modifiers on lines of their own (`export`) belong
/// to the header, as does the line that `row` is.
pub fn start<'a>(line: &impl Fn(usize) -> &'a str, row: usize, first: usize) -> usize {
    let own = depth(line(row));
    let mut top = row;
    while top > first && is_modifiers(line(top - 1)) && depth(line(top - 1)) == own {
        top -= 1;
    }
    while let Some(above) = part_above(line, top, first, own) {
        top = above;
    }
    top
}

/// The first line of the header that `row` belongs to: modifiers may stand above it.
pub fn header_start<'a>(line: &impl Fn(usize) -> &'a str, row: usize, first: usize) -> usize {
    (first..row).rev().take_while(|i| is_modifiers(line(*i)) && depth(line(*i)) == depth(line(row))).last().unwrap_or(row)
}

/// Where the part of the trivia begins that ends above line `top`.
fn part_above<'a>(line: &impl Fn(usize) -> &'a str, top: usize, first: usize, own: usize) -> Option<usize> {
    if top == first {
        return None;
    }
    let last = line(top - 1);
    let code = last.trim();
    if code.is_empty() {
        return None;
    }
    let level = depth(last) == own;
    if code.ends_with("*/") && !code.starts_with("/*") && !code.starts_with("//") {
        // The lines of a block comment may stand anywhere, its first one does not.
        let opener = (first..top - 1).rev().take_while(|i| !line(*i).contains("*/")).find(|i| line(*i).trim_start().starts_with("/*"))?;
        return (depth(line(opener)) == own).then_some(opener);
    }
    if !level {
        return None;
    }
    if is_trivial_comment(last) || is_decorator(last) && is_closed(line, top - 1, top) {
        return Some(top - 1);
    }
    // What closes here may be the end of a decorator that spans lines.
    let opener = (first..top - 1).rev().find(|i| depth(line(*i)) <= own && !line(*i).trim().is_empty())?;
    (is_closing(last) && depth(line(opener)) == own && is_decorator(line(opener)) && is_closed(line, opener, top)).then_some(opener)
}

/// Whether as many brackets open as close in some lines, strings aside: a decorator ends with them.
fn is_closed<'a>(line: &impl Fn(usize) -> &'a str, from: usize, to: usize) -> bool {
    (from..to).map(|i| opened(line(i))).sum::<i64>() == 0
}

/// How many more brackets open than close on a line. A string ends on its line.
fn opened(line: &str) -> i64 {
    let mut open = 0;
    for (at, c) in line.char_indices() {
        match c {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open -= 1,
            '"' | '\'' | '`' => {
                let end = line[at + 1..].char_indices().find(|(n, d)| *d == c && !line[..at + 1 + n].ends_with('\\'));
                if let Some((n, _)) = end {
                    return open + opened(&line[at + n + 2..]);
                }
            }
            _ => {}
        }
    }
    open
}

/// A comment that can belong to a definition: not a line of the preprocessor, nor one that speaks of the whole file.
fn is_trivial_comment(line: &str) -> bool {
    let code = line.trim();
    let of_file = ["#include", "#import", "#!", "//!", "/*!", "<!--"].iter().any(|w| code.starts_with(w));
    is_comment(line) && !of_file && !is_directive(line)
}

/// Words that only the comment at the head of a file says.
const OF_FILE: &[&str] = &[
    "copyright", "license", "licence", "spdx", "-*-", "@flow", "eslint-", "@ts-", "go:build", "+build", "@preserve", "@fileoverview", "@file",
];

/// How many lines at the top are the head of a file: shebang and encoding, and comments that speak of the file.
pub fn head<'a>(line: &impl Fn(usize) -> &'a str, len: usize) -> usize {
    let encoding = |i: usize| i < 2 && line(i).starts_with('#') && line(i).contains("coding");
    let mut top = (0..len).take_while(|i| *i == 0 && line(*i).starts_with("#!") || encoding(*i)).count();
    loop {
        let blank = (top..len).take_while(|i| line(*i).trim().is_empty()).count();
        let end = run_of_comments(line, top + blank, len);
        let of_file = (top + blank..end).any(|i| {
            let low = line(i).to_ascii_lowercase();
            OF_FILE.iter().any(|w| low.contains(w))
        });
        if end == top + blank || !of_file {
            return top;
        }
        top = end;
    }
}

fn run_of_comments<'a>(line: &impl Fn(usize) -> &'a str, from: usize, len: usize) -> usize {
    let (mut at, mut inside) = (from, false);
    while at < len {
        let code = line(at).trim();
        if !inside && !is_comment(code) {
            break;
        }
        inside = if inside { !code.contains("*/") } else { code.starts_with("/*") && !code.contains("*/") };
        at += 1;
    }
    at
}

/// The parts of trivia, in order.
pub fn items(lines: &[&str]) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    let (mut at, mut inside) = (0, false);
    while at < lines.len() {
        let line = lines[at];
        let comment = inside || is_comment(line);
        if comment {
            let code = line.trim();
            inside = if inside { !code.contains("*/") } else { code.starts_with("/*") && !code.contains("*/") };
            match out.last_mut() {
                Some(Item { part: Part::Comment, lines }) => lines.push(line.to_owned()),
                _ => out.push(Item { part: Part::Comment, lines: vec![line.to_owned()] }),
            }
            at += 1;
            continue;
        }
        let all = |i: usize| lines[i];
        let end = (at + 1..=lines.len()).find(|end| is_closed(&all, at, *end)).unwrap_or(at + 1);
        out.push(Item { part: Part::Decorator(name_of(line)), lines: lines[at..end].iter().map(|l| (*l).to_owned()).collect() });
        at = end;
    }
    out
}

/// The name of a decorator, without its arguments; the names, where a line holds several.
fn name_of(line: &str) -> String {
    let named = line.split_whitespace().filter(|w| w.starts_with(['@', '#', '[']));
    let name = |word: &str| -> String { word.trim_start_matches(['@', '#', '[', '!']).chars().take_while(|c| c.is_alphanumeric() || "_.:$-".contains(*c)).collect() };
    named.map(name).collect::<Vec<_>>().join(" ")
}

/// Decorators of a definition that the edit leaves out although it shows others.
#[derive(Debug, PartialEq, Eq)]
pub struct LeftOut(pub String);

/// The trivia that a definition has when an edit shows `shown` above it, and the file has `there`.
pub fn merged(there: &[Item], shown: &[Item]) -> Result<Vec<Item>, LeftOut> {
    let decorated = shown.iter().any(|i| i.part != Part::Comment);
    if decorated {
        none_left_out(&names(there), &names(shown))?;
    }
    let commented = shown.iter().any(|i| i.part == Part::Comment);
    Ok(match (commented, decorated) {
        (true, true) => shown.to_vec(),
        (false, false) => there.to_vec(),
        (true, false) => with_comments(there, shown),
        (false, true) => with_decorators(there, shown),
    })
}

fn names(items: &[Item]) -> Vec<&str> {
    items.iter().filter_map(|i| match &i.part { Part::Decorator(name) => Some(name.as_str()), Part::Comment => None }).collect()
}

/// Each decorator of the file is shown, or another one stands in its place between those that are shown.
fn none_left_out(there: &[&str], shown: &[&str]) -> Result<(), LeftOut> {
    let steps = crate::script::between(there, shown);
    let (mut gone, mut come): (Vec<&str>, usize) = (Vec::new(), 0);
    let moved = |name: &str| there.iter().filter(|n| **n == name).count() <= shown.iter().filter(|n| **n == name).count();
    for step in steps.iter().chain([&crate::script::Step::Keep("")]) {
        match step {
            crate::script::Step::Remove(name) if !moved(name) => gone.push(name),
            crate::script::Step::Add(name) => come += usize::from(!there.contains(name)),
            crate::script::Step::Remove(_) => {}
            crate::script::Step::Keep(_) => {
                if !gone.is_empty() && gone.len() != come {
                    return Err(LeftOut(gone[0].to_owned()));
                }
                (gone, come) = (Vec::new(), 0);
            }
        }
    }
    Ok(())
}

/// The file's decorators with the comments that are shown: where the file's own stood, or above all.
fn with_comments(there: &[Item], shown: &[Item]) -> Vec<Item> {
    let at = there.iter().position(|i| i.part == Part::Comment).unwrap_or(0);
    let mut out: Vec<Item> = there.iter().filter(|i| i.part != Part::Comment).cloned().collect();
    let lines = shown.iter().flat_map(|i| i.lines.iter().cloned()).collect();
    out.insert(at, Item { part: Part::Comment, lines });
    out
}

/// The shown decorators with the file's comments, each above the decorator that it stands above in the file.
fn with_decorators(there: &[Item], shown: &[Item]) -> Vec<Item> {
    let mut out = shown.to_vec();
    for (n, comment) in there.iter().enumerate().filter(|(_, i)| i.part == Part::Comment) {
        let below = there.get(n + 1).map(|i| &i.part);
        let at = if n == 0 { Some(0) } else { out.iter().position(|i| Some(&i.part) == below) };
        out.insert(at.unwrap_or(out.len()), comment.clone());
    }
    out
}

/// Shown trivia as it should stand above a header with indentation `own`.
pub fn indented(mut items: Vec<Item>, own: &str) -> Vec<Item> {
    for item in &mut items {
        let lead = indent(&item.lines[0]).to_owned();
        if lead == own {
            continue;
        }
        for line in &mut item.lines {
            if let Some(rest) = line.strip_prefix(&lead) {
                *line = format!("{own}{rest}");
            }
        }
    }
    items
}

/// The lines of some trivia.
pub fn lines(items: &[Item]) -> Vec<String> {
    items.iter().flat_map(|i| i.lines.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start_of(text: &str, row: usize) -> usize {
        let lines: Vec<&str> = text.lines().collect();
        start(&|i| lines[i], row, 0)
    }

    #[test]
    fn where_trivia_begins() {
        assert_eq!(start_of("x\n# one\n# two\ndef f():\n", 3), 1);
        assert_eq!(start_of("# apart\n\n@a\ndef f():\n", 3), 2);
        assert_eq!(start_of("@a(\n    1,\n)\n# why\n@b\ndef f():\n", 5), 0);
        assert_eq!(start_of("x\n/**\n * doc\n\n   of it\n */\nfunction f() {\n", 6), 1);
        assert_eq!(start_of("#[cfg(\n    x\n)]\n/// doc\nfn f() {\n", 4), 0);
        assert_eq!(start_of("@a(\n  '[type=(',\n)\ndef f():\n", 3), 0);
        assert_eq!(start_of("f(\n  1\n)\ndef g():\n", 3), 3);
        assert_eq!(start_of("  # of the block above\ndef g():\n", 1), 1);
        assert_eq!(start_of("#include <a.h>\nint g() {\n", 1), 1);
        assert_eq!(start_of("// why\nexport\nfunction f() {\n", 2), 0);
    }

    #[test]
    fn the_head_of_a_file() {
        let head_of = |text: &str| {
            let lines: Vec<&str> = text.lines().collect();
            head(&|i| lines[i], lines.len())
        };
        assert_eq!(head_of("#!/usr/bin/env python\n# coding: utf-8\n# of f\ndef f():\n"), 2);
        assert_eq!(head_of("/*\n * Copyright\n */\n// of f\nf() {\n"), 4);
        assert_eq!(head_of("// of f\nf() {\n"), 0);
    }

    fn merge(there: &str, shown: &str) -> Result<String, LeftOut> {
        let of = |t: &str| items(&t.split('|').filter(|l| !l.is_empty()).collect::<Vec<_>>());
        merged(&of(there), &of(shown)).map(|i| lines(&i).join("|"))
    }

    #[test]
    fn shown_trivia_is_laid_over_the_files() {
        let left = |name: &str| Err(LeftOut(name.to_owned()));
        for (there, shown, wanted) in [
            ("", "# a", "# a"), ("# a", "", "# a"), ("# a|# b", "# c", "# c"), ("@a|# x|@b", "# y", "@a|# y|@b"), ("@a", "# y", "# y|@a"),
            ("@a(1)|@b", "@a(2)|@b", "@a(2)|@b"), ("# x|@a", "@a|@b", "# x|@a|@b"), ("@a|# x|@b", "@a|@b|@c", "@a|# x|@b|@c"), ("@a", "@a(|  1|)", "@a(|  1|)"),
            ("@a|@b", "@a|@c", "@a|@c"), ("@a", "@b", "@b"), ("@a|@b", "@b|@a", "@b|@a"), ("@p(1)|@p(2)", "@p(1)|@p(3)", "@p(1)|@p(3)"),
        ] {
            assert_eq!(merge(there, shown), Ok(wanted.to_owned()), "{there} / {shown}");
        }
        assert_eq!(merge("@a|@b", "@a"), left("b"));
        assert_eq!(merge("@p(1)|@p(2)", "@p(1)"), left("p"));
        assert_eq!(merge("@a|@b", "@c"), left("a"));
    }
}
