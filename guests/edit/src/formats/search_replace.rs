//! SEARCH/REPLACE blocks of aider and its relatives.
//!
//! ```text
//! edit     := (noise | path | fence | block)*
//! block    := "<<<<<<< SEARCH" [":start_line:N" ["-------"]] old "=======" new ">>>>>>> REPLACE"
//! path     := a line directly above a block or its fence, or the first line inside the fence (diff-fenced)
//! ```
//!
//! 5 to 9 of each sign; `------- SEARCH` and `+++++++ REPLACE` (Cline) mean the same. A block with empty old text
//! creates the file. Sources: Aider-AI/aider `editblock_coder.py`, `editblock_fenced_coder.py`; the `:start_line:` form
//! is that of Roo Code's `multi-search-replace`.

use super::{Body, FileEdit, Format, Hunk, Operation};
use crate::refusal::{Outcome, Reason, refuse};
use crate::script::between;

/// Whether a line opens a block.
pub fn is_opener(line: &str) -> bool {
    is_rule(line, b'<', "SEARCH") || is_rule(line, b'-', "SEARCH") || is_rule(line, b'<', "ORIGINAL")
}

fn is_divider(line: &str) -> bool {
    is_rule(line, b'=', "")
}

/// Whether a line closes a block.
pub fn is_closer(line: &str) -> bool {
    is_rule(line, b'>', "REPLACE") || is_rule(line, b'+', "REPLACE") || is_rule(line, b'>', "UPDATED")
}

/// 5 to 9 signs at the start of a line, then the word.
fn is_rule(line: &str, sign: u8, word: &str) -> bool {
    let signs = line.bytes().take_while(|b| *b == sign).count();
    let rest = line[signs..].trim_end();
    (5..=9).contains(&signs) && (rest.strip_prefix(' ').unwrap_or(rest).trim_end_matches('>') == word)
}

/// All blocks, grouped by file in the order in which the files are first named.
pub fn parse<'a>(lines: &[&'a str]) -> Outcome<Vec<FileEdit<'a>>> {
    let mut files: Vec<FileEdit<'a>> = Vec::new();
    let mut at = 0;
    let mut path: Option<String> = None;
    let mut floor = 0;
    while let Some(open) = (at..lines.len()).find(|i| is_opener(lines[*i])) {
        path = path_above(&lines[floor..open]).or(path);
        let block = Block::read(lines, open)?;
        at = block.end;
        floor = at;
        add(&mut files, path.clone(), block);
    }
    if files.is_empty() {
        return refuse(Reason::MalformedEdit, "no SEARCH line opens a block");
    }
    Ok(files)
}

struct Block<'a> {
    old: Vec<&'a str>,
    new: Vec<&'a str>,
    line: Option<usize>,
    end: usize,
}

impl<'a> Block<'a> {
    fn read(lines: &[&'a str], open: usize) -> Outcome<Self> {
        let bad = |what: &str| refuse(Reason::MalformedEdit, format!("the block that opens in line {} of the edit {what}", open + 1));
        let Some(divider) = (open + 1..lines.len()).find(|i| is_divider(lines[*i]) || is_opener(lines[*i]) || is_closer(lines[*i])) else {
            return bad("has no ======= line; was the edit cut off?");
        };
        let Some(close) = (divider + 1..lines.len()).find(|i| is_closer(lines[*i]) || is_opener(lines[*i]) || is_divider(lines[*i])) else {
            return bad("has no REPLACE line; was the edit cut off?");
        };
        if !is_divider(lines[divider]) || !is_closer(lines[close]) {
            return bad("has its SEARCH, ======= and REPLACE lines out of order");
        }
        let (line, from) = start_line(&lines[open + 1..divider]);
        Ok(Self { old: lines[open + 1 + from..divider].to_vec(), new: lines[divider + 1..close].to_vec(), line, end: close + 1 })
    }
}

/// `:start_line:N` (and `:end_line:N`) above the old text, closed by a line of hyphens: (line from 0, lines used).
fn start_line(old: &[&str]) -> (Option<usize>, usize) {
    let number = |l: &str| l.strip_prefix(":start_line:").and_then(|n| n.trim().parse::<usize>().ok());
    let Some(line) = old.first().and_then(|l| number(l)) else { return (None, 0) };
    let mut used = 1;
    used += usize::from(old.get(used).is_some_and(|l| l.starts_with(":end_line:")));
    used += usize::from(old.get(used).is_some_and(|l| l.len() >= 5 && l.bytes().all(|b| b == b'-')));
    (Some(line.saturating_sub(1)), used)
}

fn add<'a>(files: &mut Vec<FileEdit<'a>>, path: Option<String>, block: Block<'a>) {
    let blank = block.old.iter().all(|l| l.trim().is_empty());
    if blank {
        let content = block.new.iter().flat_map(|l| [*l, "\n"]).collect();
        let body = Body::Content(content);
        files.push(FileEdit { format: Format::SearchReplace, path, operation: Operation::Create, body });
        return;
    }
    let hunk = Hunk { script: between(&block.old, &block.new), line: block.line, ..Hunk::default() };
    let same = files.iter_mut().find(|f| f.path == path && f.operation == Operation::Update);
    match same.map(|f| &mut f.body) {
        Some(Body::Hunks(hunks)) => hunks.push(hunk),
        _ => files.push(FileEdit {
            format: Format::SearchReplace, path, operation: Operation::Update, body: Body::Hunks(vec![hunk]),
        }),
    }
}

/// The path that the lines above a block name: the last line that looks like one, fences aside.
fn path_above(lines: &[&str]) -> Option<String> {
    lines.iter().rev().filter(|l| !l.trim().is_empty()).take(3).find_map(|l| as_path(l))
}

/// A line as a path: quotes, stars, colons and comment signs round it are dropped; words with blanks are not a path.
pub fn as_path(line: &str) -> Option<String> {
    let line = line.trim();
    let line = line.strip_prefix("```").map_or(line, |l| l.split_once(' ').map_or("", |(_, rest)| rest)).trim();
    let line = line.trim_start_matches(['#', '*', '`', '/']).trim();
    let line = line.strip_prefix("File:").unwrap_or(line).trim_matches(['*', '`', ':', ' ', '"', '\'']);
    let fits = !line.is_empty() && !line.contains(char::is_whitespace) && (line.contains('.') || line.contains('/'));
    fits.then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Step;

    fn parsed(edit: &str) -> Vec<FileEdit<'_>> {
        parse(&edit.lines().collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn blocks_and_paths() {
        let files = parsed("a/b.py\n```python\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n```\n<<<<<<< SEARCH\nz\n=======\n>>>>>>> REPLACE\n");
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].path.as_deref(), Some("a/b.py"));
        let Body::Hunks(hunks) = &files[0].body else { panic!() };
        assert_eq!(hunks[0].script, [Step::Remove("x"), Step::Add("y")]);
        assert_eq!(hunks[1].script, [Step::Remove("z")]);
    }

    #[test]
    fn the_path_may_stand_inside_the_fence() {
        assert_eq!(parsed("```\nsrc/m.rs\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n```\n")[0].path.as_deref(), Some("src/m.rs"));
    }

    #[test]
    fn line_hints() {
        let files = parsed("<<<<<<< SEARCH\n:start_line:7\n-------\nx\n=======\ny\n>>>>>>> REPLACE\n");
        let Body::Hunks(hunks) = &files[0].body else { panic!() };
        assert_eq!(hunks[0].line, Some(6));
        assert_eq!(hunks[0].script[0], Step::Remove("x"));
    }

    #[test]
    fn cut_off_and_disorder_are_malformed() {
        for edit in ["<<<<<<< SEARCH\nx\n", "<<<<<<< SEARCH\nx\n=======\ny\n", "<<<<<<< SEARCH\nx\n>>>>>>> REPLACE\n"] {
            assert_eq!(parse(&edit.lines().collect::<Vec<_>>()).unwrap_err().reason, Reason::MalformedEdit);
        }
    }
}
