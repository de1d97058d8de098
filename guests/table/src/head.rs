//! The head of a file: which of its first comments belong to the file and not to what follows them.

use crate::{Kind, NONE, Record};

/// Words in lower case that make a run of comments a part of the head even without a blank line behind it. `license` stands
/// for `@license` too, `@file` for `@fileoverview`.
const WORDS: &[&str] =
    &["copyright", "license", "licence", "spdx", "-*-", "@flow", "eslint-", "@ts-", "go:build", "+build", "@preserve", "@file"];

/// The range of a `#!` line, without its line end. `#![…]` is Rust's.
pub fn shebang(source: &[u8]) -> Option<(u32, u32)> {
    let start = behind_mark(source);
    let rest = &source[start..];
    if !rest.starts_with(b"#!") || rest.starts_with(b"#![") {
        return None;
    }
    let line = rest.split(|b| *b == b'\n').next().unwrap_or(rest);
    Some((start as u32, (start + line.trim_ascii_end().len()) as u32))
}

/// Put the record of the head before those of its comments, which become its children.
pub fn add(records: &mut Vec<Record>, source: &[u8]) {
    let comments = comments(records, source);
    let Some(last) = comments.checked_sub(1).map(|i| records[i]) else { return };
    let head = Record {
        kind: Kind::Head,
        depth: 0,
        parent: NONE,
        start: behind_mark(source) as u32,
        end: last.end,
        first_line: 1,
        last_line: last.last_line,
        name_start: NONE,
        name_end: NONE,
        flags: 0,
    };
    insert_first(records, head, comments);
}

/// Put a record first. The `children` records behind it become its own; they have neither parents nor children.
pub fn insert_first(records: &mut Vec<Record>, first: Record, children: usize) {
    records.insert(0, first);
    for record in &mut records[1..] {
        if record.parent != NONE {
            record.parent += 1;
        }
    }
    for child in &mut records[1..=children] {
        (child.depth, child.parent) = (1, 0);
    }
}

fn behind_mark(source: &[u8]) -> usize {
    if source.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 }
}

/// How many of the first records are comments of the head.
fn comments(records: &[Record], source: &[u8]) -> usize {
    let (mut count, mut end) = (0, behind_mark(source));
    let next = |count: usize, end: usize| -> Option<&Record> {
        let comment = records.get(count).filter(|r| r.kind == Kind::Comment && r.depth == 0)?;
        source.get(end..comment.start as usize)?.iter().all(u8::is_ascii_whitespace).then_some(comment)
    };
    let (mut seen, mut seen_end) = (count, end);
    while let Some(comment) = next(seen, seen_end).filter(|c| c.first_line <= 2) {
        (seen, seen_end) = (seen + 1, comment.end as usize);
        if is_special(&source[comment.start as usize..seen_end], comment.first_line) {
            (count, end) = (seen, seen_end);
        }
    }
    while let Some(first) = next(count, end) {
        let (mut run, mut run_end, mut line) = (count, end, first.first_line);
        while let Some(comment) = next(run, run_end).filter(|c| c.first_line <= line + 1) {
            (run, run_end, line) = (run + 1, comment.end as usize, comment.last_line);
        }
        if !stands_apart(&source[run_end..]) && !has_word(&source[first.start as usize..run_end]) {
            break;
        }
        (count, end) = (run, run_end);
    }
    count
}

/// A `#!` line, or one that declares the encoding (`# -*- coding: utf-8 -*-`), which may stand in the first two lines.
fn is_special(comment: &[u8], line: u32) -> bool {
    let declares = |at: usize| matches!(comment.get(at + 6), Some(b':' | b'='));
    (line == 1 && comment.starts_with(b"#!")) || (comment.starts_with(b"#") && memchr::memmem::find(comment, b"coding").is_some_and(declares))
}

/// Whether a blank line or the end of the file follows.
fn stands_apart(rest: &[u8]) -> bool {
    let mut lines = rest.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    lines.next().is_none_or(<[u8]>::is_empty) && lines.next().is_none_or(<[u8]>::is_empty)
}

fn has_word(comments: &[u8]) -> bool {
    let lower = comments.to_ascii_lowercase();
    WORDS.iter().any(|word| memchr::memmem::find(&lower, word.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use crate::{Builder, Kind, NONE, Table};

    /// The table of a source whose comments are its lines with `#` or `//`, and those from `/*` to `*/`; the rest are statements.
    fn table(source: &str) -> Table {
        let mut b = Builder::new(source.as_bytes(), 1, 0);
        let mut at = if source.starts_with('\u{feff}') { 3 } else { 0 };
        while at < source.len() {
            let rest = &source[at..];
            let text = match rest.find("*/") {
                Some(close) if rest.starts_with("/*") => &rest[..close + 2],
                _ => rest.lines().next().unwrap_or(""),
            };
            let range = (at as u32, (at + text.len()) as u32);
            match text {
                "" => at += 1,
                _ if text.starts_with(['#', '/']) => b.leaf(Kind::Comment, range, None, 0),
                _ => {
                    b.open(Kind::Statement, range, None, 0);
                    b.leaf(Kind::Text, range, None, 0);
                    b.close();
                }
            }
            at += text.len();
        }
        b.shebang();
        b.finish()
    }

    fn head(source: &str) -> Option<String> {
        let table = table(source);
        assert_eq!(Table::decode(&table.encode()).as_ref(), Ok(&table));
        for (i, r) in table.records.iter().enumerate() {
            assert!(r.parent == NONE || (r.parent as usize) < i && table.records[r.parent as usize].depth + 1 == r.depth, "{source}: {r:?}");
        }
        assert!(table.records.iter().skip(1).all(|r| r.kind != Kind::Head));
        let first = table.records.first().filter(|r| r.kind == Kind::Head)?;
        let inside = table.records.iter().filter(|r| r.parent == 0).map(|r| (r.kind, r.end <= first.end));
        assert!(inside.clone().count() > 0 && inside.clone().all(|i| i == (Kind::Comment, true)), "{source}");
        assert_eq!((first.first_line, first.depth), (1, 0));
        Some(source[first.start as usize..first.end as usize].to_owned())
    }

    #[test]
    fn a_run_with_a_blank_line_behind_it_is_the_head() {
        assert_eq!(head("// a\n// b\n\nx\n").as_deref(), Some("// a\n// b"));
        assert_eq!(head("// a\n\n/* b\n\n */\n\n// c\nx").as_deref(), Some("// a\n\n/* b\n\n */"));
        assert_eq!(head("// a\n").as_deref(), Some("// a"));
        assert_eq!(head("\u{feff}// a\r\n\r\nx").as_deref(), Some("// a"));
        assert_eq!(head("\n// a\n\nx").as_deref(), Some("\n// a"));
        for none in ["", "x\n// a\n\n", "// a\nx", "// a\n// b\n  x\n\n", "x"] {
            assert_eq!(head(none), None, "{none}");
        }
    }

    #[test]
    fn words_of_licences_and_tools_need_no_blank_line() {
        assert_eq!(head("// Copyright 2020 A\nx").as_deref(), Some("// Copyright 2020 A"));
        assert_eq!(head("/* eslint-disable */\n// more\nx").as_deref(), Some("/* eslint-disable */\n// more"));
        assert_eq!(head("// @ts-check\n\n// of x\nx").as_deref(), Some("// @ts-check"));
        assert_eq!(head("/** @fileoverview a */\nx").as_deref(), Some("/** @fileoverview a */"));
        assert_eq!(head("//go:build linux\nx").as_deref(), Some("//go:build linux"));
    }

    #[test]
    fn shebang_and_encoding_are_the_head_by_themselves() {
        assert_eq!(head("#!/bin/sh\n# of x\nx").as_deref(), Some("#!/bin/sh"));
        assert_eq!(head("#!/bin/py\n# coding: latin-1\n# of x\nx").as_deref(), Some("#!/bin/py\n# coding: latin-1"));
        assert_eq!(head("# vim: fileencoding=utf-8\n# of x\nx").as_deref(), Some("# vim: fileencoding=utf-8"));
        assert_eq!(head("# a\n# coding: utf-8\nx").as_deref(), Some("# a\n# coding: utf-8"));
        assert_eq!(head("# a\n# b\n# coding: utf-8\nx"), None);
        assert_eq!(head("#!/bin/sh\n\n# a\n\nx").as_deref(), Some("#!/bin/sh\n\n# a"));
    }

    #[test]
    fn a_shebang_that_a_grammar_does_not_know_is_a_comment() {
        let source = b"#!/bin/x -a\r\nx";
        let mut b = Builder::new(source, 1, 0);
        b.open(Kind::Statement, (13, 14), None, 0);
        b.leaf(Kind::Text, (13, 14), None, 0);
        b.close();
        b.shebang();
        let found: Vec<_> = b.finish().records.iter().map(|r| (r.kind, r.depth, r.parent, r.end)).collect();
        assert_eq!(found, [(Kind::Head, 0, NONE, 11), (Kind::Comment, 1, 0, 11), (Kind::Statement, 0, NONE, 14), (Kind::Text, 1, 2, 14)]);
        for not in [&b"#![allow(a)]\n"[..], b"# !\n"] {
            let mut b = Builder::new(not, 1, 0);
            b.shebang();
            assert!(b.finish().records.is_empty());
        }
    }
}
