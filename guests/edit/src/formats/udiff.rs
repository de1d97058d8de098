//! Unified diffs, of git, `diff -u` and aider's `udiff`.
//!
//! ```text
//! edit   := (noise | header | hunk)*
//! header := ["diff --git a/… b/…" …] "--- path" "+++ path"       /dev/null: the file is created or deleted
//! hunk   := "@@" ["-l[,n] +l[,n]" | "..."] "@@" [section] (" " line | "-" line | "+" line | "" | "\ No newline …")*
//! ```
//!
//! Numbers may be wrong or missing. A start line decides between several places only when all hunks stand exactly where
//! they say. Lengths are not believed, except that a last hunk which is shorter than announced and ends without a line
//! end was cut off. Sources: POSIX `diff -u`; Aider-AI/aider `udiff_coder.py`.

use super::{Body, FileEdit, Format, Hunk, Operation};
use crate::refusal::{Outcome, Reason, refuse};
use crate::script::{Step, quoted};

/// Whether lines hold a diff: a header pair, or a hunk header with changed lines below.
pub fn is_diff(lines: &[&str]) -> bool {
    let header = |i: usize| lines[i].starts_with("--- ") && lines.get(i + 1).is_some_and(|l| l.starts_with("+++ "));
    let hunk = |i: usize| is_hunk(lines[i]) && lines[i + 1..].iter().take(12).any(|l| l.starts_with(['+', '-']));
    (0..lines.len()).any(|i| lines[i].starts_with("diff --git ") || header(i) || hunk(i))
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

/// All hunks, by file. `terminated`: whether the edit ends with a line end.
pub fn parse<'a>(lines: &[&'a str], terminated: bool) -> Outcome<Vec<FileEdit<'a>>> {
    let mut files: Vec<FileEdit<'a>> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if line.starts_with("diff --git ") || is_header(lines, at) {
            let (file, next) = read_header(lines, at);
            files.push(file);
            at = next;
        } else if is_hunk(line) {
            let (hunk, next) = read_hunk(lines, at, terminated)?;
            if files.is_empty() {
                files.push(file_edit(None, Operation::Update));
            }
            let last = files.len() - 1;
            match &mut files[last].body {
                Body::Hunks(hunks) => hunks.push(hunk),
                other => *other = Body::Hunks(vec![hunk]),
            }
            at = next;
        } else {
            at += 1;
        }
    }
    finish(files)
}

fn is_header(lines: &[&str], at: usize) -> bool {
    lines[at].starts_with("--- ") && lines.get(at + 1).is_some_and(|l| l.starts_with("+++ "))
}

fn file_edit<'a>(path: Option<String>, operation: Operation) -> FileEdit<'a> {
    FileEdit { format: Format::Udiff, path, operation, body: Body::Nothing }
}

/// A path of a header line: without `a/` or `b/`, and without a time stamp.
fn header_path(text: &str) -> Option<String> {
    let text = text.split('\t').next().unwrap_or("").trim().trim_matches('"');
    let text = text.strip_prefix("a/").or_else(|| text.strip_prefix("b/")).unwrap_or(text);
    (text != "/dev/null" && !text.is_empty()).then(|| text.to_owned())
}

fn read_header<'a>(lines: &[&'a str], from: usize) -> (FileEdit<'a>, usize) {
    let mut at = from;
    let mut file = file_edit(None, Operation::Update);
    if let Some(names) = lines[at].strip_prefix("diff --git ") {
        file.path = names.split(" b/").next().and_then(header_path);
        at += 1;
        while at < lines.len() && !is_hunk(lines[at]) && !is_header(lines, at) && !lines[at].starts_with("diff --git ") {
            if lines[at].starts_with("deleted file mode") {
                file.operation = Operation::Delete;
            } else if lines[at].starts_with("new file mode") {
                file.operation = Operation::Create;
            } else if let Some(to) = lines[at].strip_prefix("rename to ") {
                file.operation = Operation::Move(to.trim().to_owned());
            }
            at += 1;
        }
    }
    if at < lines.len() && is_header(lines, at) {
        let (old, new) = (header_path(&lines[at][4..]), header_path(&lines[at + 1][4..]));
        file.operation = match (&old, &new) {
            (None, Some(_)) => Operation::Create,
            (Some(_), None) => Operation::Delete,
            _ => file.operation,
        };
        file.path = old.or(new).or(file.path);
        at += 2;
    }
    (file, at)
}

fn read_hunk<'a>(lines: &[&'a str], from: usize, terminated: bool) -> Outcome<(Hunk<'a>, usize)> {
    let announced = numbers(lines[from]);
    let mut script: Vec<Step<'a>> = Vec::new();
    let mut at = from + 1;
    let (mut old, mut new) = (0, 0);
    let mut empty_tail = 0;
    while at < lines.len() {
        let line = lines[at];
        let complete = announced.is_none_or(|(_, o, n)| old >= o && new >= n);
        if is_hunk(line) || line.starts_with("diff --git ") || complete && is_header(lines, at) {
            break;
        }
        let step = match line.as_bytes().first() {
            None => Step::Keep(""),
            Some(b' ') => Step::Keep(&line[1..]),
            Some(b'\t') => Step::Keep(line),
            Some(b'-') => Step::Remove(&line[1..]),
            Some(b'+') => Step::Add(&line[1..]),
            Some(b'\\') => {
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
    }
    let line = announced.map(|(start, _, _)| start.saturating_sub(1));
    Ok((Hunk { script, line, ..Hunk::default() }, at))
}

fn finish(files: Vec<FileEdit<'_>>) -> Outcome<Vec<FileEdit<'_>>> {
    let mut out: Vec<FileEdit> = Vec::new();
    for mut file in files {
        if let (Operation::Create, Body::Hunks(hunks)) = (&file.operation, &file.body) {
            let lines = hunks.iter().flat_map(|h| crate::script::result(&h.script));
            file.body = Body::Content(lines.flat_map(|l| [l, "\n"]).collect());
        }
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
    fn cut_off() {
        let lines = ["@@ -1,3 +1,3 @@", " x", "-y", "+fo("];
        assert_eq!(parse(&lines, false).unwrap_err().reason, Reason::MalformedEdit);
    }
}
