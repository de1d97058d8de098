//! What holds for the table of every file.
#![allow(dead_code, reason = "each test file uses some of them")]

use kaptar_table::{Kind, NONE, Record, Table};

/// Children lie inside of their parent, and siblings do not overlap.
pub fn nested(table: &Table, of: &str) {
    let mut ends = vec![0; table.records.len() + 1];
    for (i, record) in table.records.iter().enumerate() {
        let parent = (record.parent != NONE).then(|| &table.records[record.parent as usize]);
        let depth = parent.map_or(0, |parent| parent.depth + 1);
        assert_eq!(record.depth, depth, "{of}: depth of record {i}");
        assert!(parent.is_none_or(|parent| parent.start <= record.start && record.end <= parent.end), "{of}: record {i} leaves its parent");
        let before = &mut ends[if parent.is_some() { record.parent as usize } else { table.records.len() }];
        assert!(*before <= record.start, "{of}: record {i} overlaps the one before it");
        *before = record.end;
    }
}

/// Lines of code where no record begins and that are not inside of one statement, collection or text over several lines.
/// Lines that only close something, and headers that go on, are no such lines.
pub fn lines_without_records<'s>(source: &'s [u8], table: &Table) -> Vec<(u32, &'s str)> {
    let text = std::str::from_utf8(source).expect("samples are text");
    let mut at = 0;
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let begins = table.records.iter().any(|r| r.first_line == number && r.start as usize >= start);
        if !line.trim().is_empty() && !closes(line.trim()) && !begins && !inside(table, start as u32) {
            found.push((number, line.trim()));
        }
    }
    found
}

fn closes(line: &str) -> bool {
    const WORDS: &[&str] = &["end", "fi", "done", "esac", "endif", "then", "do", "else", "in", "until", "while", "try", "catch"];
    let punctuation = |c: char| c.is_ascii_punctuation();
    let first = line.split_whitespace().next().unwrap_or_default();
    let behind = first.starts_with(['}', ')', ']']) || matches!(first, "done" | "end");
    let tag = line.starts_with("</") && line.ends_with('>');
    behind || tag || line.starts_with("#endif") || line.trim_matches(punctuation).is_empty() || line.split_whitespace().all(|w| WORDS.contains(&w.trim_matches(punctuation)))
}

/// Whether the innermost record at an offset is one over several lines that is no container of statements.
fn inside(table: &Table, at: u32) -> bool {
    let innermost = table.records.iter().rposition(|r| r.start <= at && at < r.end);
    innermost.is_some_and(|i| match table.records[i].kind {
        Kind::Block | Kind::Section | Kind::Head => false,
        // The header of a definition, or of a statement with a body, is before the body.
        Kind::Namespace | Kind::Class | Kind::Interface | Kind::Struct | Kind::Enum | Kind::Trait | Kind::Impl | Kind::Function | Kind::Method => {
            body_of(table, i).is_none_or(|body| at < body.start)
        }
        _ => true,
    })
}

fn body_of(table: &Table, index: usize) -> Option<&Record> {
    table.records[index + 1..].iter().take_while(|r| r.depth > table.records[index].depth).find(|r| r.kind == Kind::Block)
}
