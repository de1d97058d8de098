//! Unified diffs, of git, `diff -u` and aider's `udiff`.
//!
//! ```text
//! edit   := (noise | header | hunk)*                              header: see `git_header`
//! hunk   := "@@" ["-l[,n] +l[,n]" | "..."] "@@" [section] (" " line | "-" line | "+" line | "" | "\ No newline …")*
//! ```
//!
//! Numbers may be wrong or missing. A start line decides between several places only when all hunks stand exactly where
//! they say. Lengths are not believed, except that a last hunk which is shorter than announced and ends without a line
//! end was cut off. Sources: POSIX `diff -u`; Aider-AI/aider `udiff_coder.py`.

use super::git_header::{self, is_pair};
use super::{Body, FileEdit, Format, Hunk, Operation};
use crate::refusal::{Outcome, Reason, refuse};
use crate::fences::is_fence;
use crate::script::{Step, quoted};

/// Whether lines hold a diff: a header pair, or a hunk header with changed lines below.
pub fn is_diff(lines: &[&str]) -> bool {
    let hunk = |i: usize| is_hunk(lines[i]) && lines[i + 1..].iter().take(12).any(|l| l.starts_with(['+', '-']));
    (0..lines.len()).any(|i| lines[i].starts_with("diff --git ") || is_pair(lines, i) || hunk(i))
}

fn is_hunk(line: &str) -> bool {
    line == "@@" || line.starts_with("@@ ") && (line.trim_end().ends_with("@@") || numbers(line).is_some())
}

/// Start line (from 1) and lengths of a hunk header.
fn numbers(line: &str) -> Option<(usize, usize, usize)> {
    let mut words = line.strip_prefix("@@ -")?.split_whitespace();
    let pair = |text: &str| -> Option<(usize, usize)> {
        let (start, len) = text.split_once(',').unwrap_or((text, "1"));
        Some((start.parse().ok()?, len.parse().ok()?))
    };
    let (start, old) = pair(words.next()?)?;
    let (_, new) = pair(words.next()?.strip_prefix('+')?)?;
    Some((start, old, new))
}

/// Whether a line is a hunk's header with numbers, which nothing else looks like.
pub fn is_numbered(line: &str) -> bool {
    numbers(line).is_some() && line[3..].contains("@@")
}

/// All hunks, by file. `terminated`: whether the edit ends with a line end.
pub fn parse<'a>(lines: &[&'a str], terminated: bool) -> Outcome<Vec<FileEdit<'a>>> {
    let mut files: Vec<FileEdit<'a>> = Vec::new();
    let mut at = 0;
    let mut open = false;
    while at < lines.len() {
        let line = lines[at];
        if line.starts_with("diff --git ") || is_pair(lines, at) {
            let header = git_header::read(lines, at, is_hunk)?;
            files.push(FileEdit { format: Format::Udiff, path: header.path, operation: header.operation, body: Body::Nothing });
            at = header.next;
            open = false;
        } else if is_hunk(line) {
            let (hunk, next) = read_hunk(lines, at, terminated)?;
            if files.is_empty() {
                files.push(FileEdit { format: Format::Udiff, path: None, operation: Operation::Update, body: Body::Nothing });
            }
            let last = files.len() - 1;
            no_submodule(&hunk, files[last].path.as_deref())?;
            match &mut files[last].body {
                Body::Hunks(hunks) => hunks.push(hunk),
                other => *other = Body::Hunks(vec![hunk]),
            }
            at = next;
            open = true;
        } else {
            open &= !line.trim().is_empty() && !is_fence(line);
            if is_signature(lines, at) {
                at += 1;
            } else if open || is_step(line) {
                belongs(lines, at)?;
            }
            is_complete(line)?;
            at += 1;
        }
    }
    finish(files)
}

/// Refuse a line below a hunk that is followed by lines of one: it lost its sign, and they would be lost with it.
fn belongs(lines: &[&str], at: usize) -> Outcome<()> {
    let below = lines[at..].iter().take_while(|l| !l.trim().is_empty() && !is_fence(l) && !is_hunk(l) && !l.starts_with("diff --git "));
    if !is_step(lines[at]) && !below.skip(1).any(|l| l.starts_with(['+', '-', ' '])) {
        return Ok(());
    }
    refuse(Reason::MalformedEdit, format!("line {} of the edit belongs to no hunk: {:?}", at + 1, lines[at]))
}

/// Whether a line outside of all hunks adds or removes one: no item of a list, no rule, no header.
fn is_step(line: &str) -> bool {
    let mut chars = line.chars();
    let Some(sign @ ('+' | '-')) = chars.next() else { return false };
    let (first, second) = (chars.next(), chars.next());
    !(first == Some(sign) || first.is_none() || first == Some(' ') && second.is_none_or(|c| c != ' '))
}

/// Refuse what a diff of folders says of a file that it doesn't show.
fn is_complete(line: &str) -> Outcome<()> {
    if git_header::is_binary_note(line) {
        return refuse(Reason::Unsupported, format!("the diff changes binary content, which is not done: {line:?}"));
    }
    let only = line.strip_prefix("Only in ").and_then(|r| r.split_once(": "));
    match only {
        Some((folder, name)) if !folder.contains(' ') && !name.contains(' ') => {
            refuse(Reason::Unsupported, format!("the diff names a file without its content: {line:?}"))
        }
        _ => Ok(()),
    }
}

fn no_submodule(hunk: &Hunk, path: Option<&str>) -> Outcome<()> {
    let is_commit = |s: &Step| matches!(s, Step::Keep(l) | Step::Remove(l) | Step::Add(l) if l.starts_with("Subproject commit "));
    if !hunk.script.is_empty() && hunk.script.iter().all(is_commit) {
        return refuse(Reason::Unsupported, format!("the diff changes a submodule, which is not done: {}", path.unwrap_or("the file")));
    }
    Ok(())
}

/// `-- ` and a version: the end of a mail that git made.
fn is_signature(lines: &[&str], at: usize) -> bool {
    lines[at] == "-- " && lines.get(at + 1).is_some_and(|l| l.starts_with(|c: char| c.is_ascii_digit()))
}

fn read_hunk<'a>(lines: &[&'a str], from: usize, terminated: bool) -> Outcome<(Hunk<'a>, usize)> {
    let announced = numbers(lines[from]);
    let mut script: Vec<Step<'a>> = Vec::new();
    let mut at = from + 1;
    let (mut old, mut new) = (0, 0);
    let mut empty_tail = 0;
    let mut ends_open = (false, false);
    while at < lines.len() {
        let line = lines[at];
        let complete = announced.is_none_or(|(_, o, n)| old >= o && new >= n);
        let ends = is_hunk(line) || line.starts_with("diff --git ");
        if ends || complete && (is_pair(lines, at) || is_signature(lines, at)) {
            break;
        }
        let step = match line.as_bytes().first() {
            None => Step::Keep(""),
            Some(b' ') => Step::Keep(&line[1..]),
            Some(b'\t') => Step::Keep(line),
            Some(b'-') => Step::Remove(&line[1..]),
            Some(b'+') => Step::Add(&line[1..]),
            Some(b'\\') => {
                match script.last() {
                    Some(Step::Remove(_)) => ends_open.0 = true,
                    Some(Step::Add(_)) => ends_open.1 = true,
                    _ => {}
                }
                at += 1;
                continue;
            }
            Some(_) => break,
        };
        old += usize::from(!matches!(step, Step::Add(_)));
        new += usize::from(!matches!(step, Step::Remove(_)));
        empty_tail = if line.is_empty() { empty_tail + 1 } else { 0 };
        script.push(step);
        at += 1;
    }
    let short = announced.is_some_and(|(_, o, n)| old < o || new < n);
    if short && at == lines.len() && !terminated {
        return refuse(Reason::MalformedEdit, "the last hunk is shorter than it says and ends without a line end; was the edit cut off?");
    }
    // Empty lines behind a hunk belong to the text around it, unless the hunk's length counts them.
    while empty_tail > 0 && announced.map(|(_, o, _)| o) != Some(quoted(&script).len()) {
        script.pop();
        empty_tail -= 1;
        at -= 1;
    }
    let line = announced.map(|(start, _, _)| start.saturating_sub(1));
    let final_end = (ends_open.0 != ends_open.1).then_some(ends_open.0);
    Ok((Hunk { script, line, final_end, ..Hunk::default() }, at))
}

fn finish(files: Vec<FileEdit<'_>>) -> Outcome<Vec<FileEdit<'_>>> {
    let mut out: Vec<FileEdit> = Vec::new();
    for mut file in files {
        file.body = match (&file.operation, file.body) {
            (Operation::Create, Body::Hunks(hunks)) => Body::Content(created(&hunks, file.path.as_deref())?),
            (Operation::Create, Body::Nothing) => Body::Content(String::new()),
            (Operation::Delete, Body::Hunks(hunks)) => Body::Quoted(deleted(&hunks, file.path.as_deref())?),
            (Operation::Delete, Body::Nothing) => Body::Quoted(String::new()),
            (_, body) => body,
        };
        let same = out.iter_mut().find(|f| f.path == file.path && f.operation == file.operation);
        match (same.map(|f| &mut f.body), file.body) {
            (Some(Body::Hunks(hunks)), Body::Hunks(more)) => hunks.extend(more),
            (_, body) => out.push(FileEdit { body, ..file }),
        }
    }
    let empty = |f: &FileEdit| f.operation == Operation::Update && f.body == Body::Nothing;
    if out.is_empty() || out.iter().any(empty) {
        return refuse(Reason::MalformedEdit, "the diff has a header without hunks, or no hunk at all");
    }
    Ok(out)
}

/// The text that a diff gives a new file.
fn created(hunks: &[Hunk], path: Option<&str>) -> Outcome<String> {
    let new = |s: &&Step| matches!(s, Step::Add(_) | Step::Keep(""));
    if let Some(step) = hunks.iter().flat_map(|h| &h.script).find(|s| !new(s)) {
        return refuse(Reason::MalformedEdit, format!("the diff creates {}, but has a line without +: {step:?}", path.unwrap_or("a file")));
    }
    let lines = hunks.iter().flat_map(|h| crate::script::result(&h.script));
    let mut text: String = lines.flat_map(|l| [l, "\n"]).collect();
    if hunks.last().is_some_and(|h| h.final_end == Some(false)) {
        text.pop();
    }
    Ok(text)
}

/// The text that a diff takes away with its file.
fn deleted(hunks: &[Hunk], path: Option<&str>) -> Outcome<String> {
    if hunks.iter().flat_map(|h| &h.script).any(|s| !matches!(s, Step::Remove(_))) {
        return refuse(Reason::MalformedEdit, format!("the diff deletes {}, but has a line without -", path.unwrap_or("a file")));
    }
    Ok(hunks.iter().flat_map(|h| quoted(&h.script)).flat_map(|l| [l, "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(edit: &str) -> Vec<FileEdit<'_>> {
        parse(&edit.lines().collect::<Vec<_>>(), true).unwrap()
    }

    #[test]
    fn headers_numbers_and_steps() {
        let files = parsed("--- a/m.py\n+++ b/m.py\n@@ -3,2 +3,2 @@ def f():\n x\n-y\n+z\n\\ No newline at end of file\n");
        assert_eq!(files[0].path.as_deref(), Some("m.py"));
        let Body::Hunks(hunks) = &files[0].body else { panic!() };
        assert_eq!(hunks[0].line, Some(2));
        assert_eq!(hunks[0].script, [Step::Keep("x"), Step::Remove("y"), Step::Add("z")]);
    }

    #[test]
    fn created_deleted_and_renamed_files() {
        assert_eq!(parsed("--- /dev/null\n+++ b/n.py\n@@ -0,0 +1 @@\n+x\n")[0].body, Body::Content("x\n".into()));
        assert_eq!(parsed("--- a/n.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n")[0].operation, Operation::Delete);
        let renamed = parsed("diff --git a/n.py b/m.py\nsimilarity index 100%\nrename from n.py\nrename to m.py\n");
        assert_eq!((renamed[0].path.as_deref(), &renamed[0].operation), (Some("n.py"), &Operation::Move("m.py".into())));
    }

    #[test]
    fn a_removed_line_that_looks_like_a_header() {
        let files = parsed("--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,1 @@\n--- comment\n x\n");
        let Body::Hunks(hunks) = &files[0].body else { panic!() };
        assert_eq!(hunks[0].script, [Step::Remove("-- comment"), Step::Keep("x")]);
    }

    #[test]
    fn empty_files_and_missing_line_ends() {
        let empty = parsed("diff --git a/n b/n\nnew file mode 100644\nindex 0000000..e69de29\n");
        assert_eq!((&empty[0].operation, &empty[0].body), (&Operation::Create, &Body::Content(String::new())));
        assert_eq!(parsed("--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n")[0].body, Body::Content("x".into()));
        let files = parsed("--- a/n\n+++ b/n\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n");
        let Body::Hunks(hunks) = &files[0].body else { panic!() };
        assert_eq!(hunks[0].final_end, Some(true));
    }

    #[test]
    fn no_line_of_a_diff_is_lost() {
        fn parse(edit: &str) -> Result<Vec<FileEdit<'_>>, Reason> {
            super::parse(&edit.lines().collect::<Vec<_>>(), true).map_err(|r| r.reason)
        }
        assert_eq!(parse("--- a/n\n+++ b/n\n@@ -1,2 +1,3 @@\n a\n+b\nlost its sign\n c\n"), Err(Reason::MalformedEdit));
        assert_eq!(parse("--- /dev/null\n+++ b/n\n@@ -0,0 +1,2 @@\n+a\n b\n"), Err(Reason::MalformedEdit));
        assert_eq!(parse("--- a/n\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n b\n"), Err(Reason::MalformedEdit));
        assert_eq!(parse("Only in b: n.py\n--- a/n\n+++ b/n\n@@ -1 +1 @@\n-a\n+b\n"), Err(Reason::Unsupported));
        assert_eq!(parse("--- a/n\n+++ b/n\n@@ -1 +1 @@\n-a\n+b\nBinary files a/x and b/x differ\n"), Err(Reason::Unsupported));
        assert_eq!(parse("--- a/n\n+++ b/n\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n"), Err(Reason::Unsupported));
        assert_eq!(parse("@@ ... @@\n a\n+b\n\nlost\n+c\n"), Err(Reason::MalformedEdit));
        assert_eq!(parse("```diff\n@@ ... @@\n-a\n+b\n```\n\n```diff\n-x\n+y\n```\n"), Err(Reason::MalformedEdit));
        let mail = parse("--- a/n\n+++ b/n\n@@ -1 +1 @@\n-a\n+b\n-- \n2.43.0\n").unwrap();
        let Body::Hunks(hunks) = &mail[0].body else { panic!() };
        assert_eq!(hunks[0].script.len(), 2);
        assert!(parse("```diff\n@@ ... @@\n-a\n+b\n```\n- I changed a.\n- And b.\n").is_ok());
        assert!(parse("@@ ... @@\n-a\n+b\n\nThis does it:\n- a becomes b\n").is_ok());
    }

    #[test]
    fn cut_off() {
        let lines = ["@@ -1,3 +1,3 @@", " x", "-y", "+fo("];
        assert_eq!(parse(&lines, false).unwrap_err().reason, Reason::MalformedEdit);
    }
}
