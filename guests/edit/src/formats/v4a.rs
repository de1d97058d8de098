//! V4A, the format of OpenAI's `apply_patch`.
//!
//! ```text
//! patch  := "*** Begin Patch" file+ "*** End Patch"                       a heredoc (`<<'EOF'`) may stand around it
//! file   := "*** Add File: " path ("+" line)+  |  "*** Delete File: " path
//!         | "*** Update File: " path ["*** Move to: " path] hunk*
//! hunk   := ("@@" | "@@ " header)* (" " line | "-" line | "+" line | "")+ ["*** End of File"]
//! ```
//!
//! A header moves the search behind the line it names, and the hunk has to fit once in the block of the last one.
//! Source: openai/codex `codex-rs/apply-patch` (parser.rs, seek_sequence.rs). Unlike there, a patch is applied whole or not at all.

use super::{Body, FileEdit, Format, Hunk, Operation};
use crate::refusal::{Outcome, Reason, refuse};
use crate::script::Step;

pub const BEGIN: &str = "*** Begin Patch";
const END: &str = "*** End Patch";
const END_OF_FILE: &str = "*** End of File";
const MOVE: &str = "*** Move to: ";

/// Whether lines hold a patch, complete or not.
pub fn is_patch(lines: &[&str]) -> bool {
    let first = lines.iter().map(|l| l.trim()).find(|l| !l.is_empty());
    first == Some(BEGIN) || lines.iter().any(|l| l.trim_end() == BEGIN || file_header(l).is_some())
}

/// Whether a line belongs to the format and to nothing else.
pub fn is_own_line(line: &str) -> bool {
    matches!(line.trim(), BEGIN | END | END_OF_FILE) || file_header(line.trim()).is_some() || line.trim().starts_with(MOVE)
}

/// The header of a file's part. An indented one is a line of a file that the patch quotes.
fn file_header(line: &str) -> Option<(Operation, &str)> {
    let header = [("*** Add File: ", Operation::Create), ("*** Update File: ", Operation::Update), ("*** Delete File: ", Operation::Delete)];
    header.into_iter().find_map(|(text, operation)| line.strip_prefix(text).map(|path| (operation, path.trim())))
}

/// The files of a patch.
pub fn parse<'a>(lines: &[&'a str]) -> Outcome<Vec<FileEdit<'a>>> {
    let Some(begin) = lines.iter().position(|l| l.trim() == BEGIN) else {
        return refuse(Reason::MalformedEdit, "the patch has no \"*** Begin Patch\" line");
    };
    if lines[..begin].iter().any(|l| is_own_line(l)) {
        return refuse(Reason::MalformedEdit, "a part of the patch stands above its \"*** Begin Patch\" line");
    }
    // Where the whole patch is indented, so is each of its lines.
    let margin = lines[begin].len() - lines[begin].trim_start().len();
    if margin > 0 {
        let inner: Vec<&str> = lines[begin..].iter().map(|l| l.get(margin..).filter(|_| l[..margin].trim().is_empty()).unwrap_or(l.trim_start())).collect();
        return parse(&inner);
    }
    let Some(len) = lines[begin..].iter().position(|l| l.trim_end() == END) else {
        return refuse(Reason::MalformedEdit, "the patch has no \"*** End Patch\" line; was it cut off?");
    };
    let body = &lines[begin + 1..begin + len];
    if lines[begin + len + 1..].iter().any(|l| is_own_line(l)) {
        return refuse(Reason::Unsupported, "several patches in one edit; put all files into one patch");
    }
    let mut files = Vec::new();
    let mut at = 0;
    while at < body.len() {
        let Some((operation, path)) = file_header(body[at]) else {
            if body[at].trim().is_empty() {
                at += 1;
                continue;
            }
            return refuse(Reason::MalformedEdit, format!("line {} of the patch belongs to no file: {:?}", at + 1, body[at]));
        };
        let len = body[at + 1..].iter().position(|l| file_header(l).is_some()).unwrap_or(body.len() - at - 1);
        files.push(file_edit(operation, path, &body[at + 1..at + 1 + len])?);
        at += len + 1;
    }
    if files.is_empty() {
        return refuse(Reason::EmptyEdit, "the patch names no file");
    }
    Ok(files)
}

fn file_edit<'a>(operation: Operation, path: &str, lines: &[&'a str]) -> Outcome<FileEdit<'a>> {
    let mut edit = FileEdit { format: Format::V4a, path: Some(path.to_owned()), operation, body: Body::Nothing };
    match edit.operation {
        Operation::Create => {
            edit.body = Body::Content(created(lines)?);
        }
        Operation::Delete => {
            if let Some(line) = lines.iter().find(|l| !l.trim().is_empty()) {
                return refuse(Reason::MalformedEdit, format!("the patch deletes {path}, but has lines below that: {line:?}"));
            }
        }
        _ => {
            let moved = lines.first().and_then(|l| l.trim().strip_prefix(MOVE));
            let hunks = hunks(&lines[usize::from(moved.is_some())..])?;
            if let Some(to) = moved {
                edit.operation = Operation::Move(to.trim().to_owned());
            } else if hunks.is_empty() {
                return refuse(Reason::EmptyEdit, format!("the patch changes nothing in {path}"));
            }
            edit.body = Body::Hunks(hunks);
        }
    }
    Ok(edit)
}

/// The hunks of one file: the part of the format that the operations of the Responses API carry as `diff`.
pub fn hunks<'a>(lines: &[&'a str]) -> Outcome<Vec<Hunk<'a>>> {
    let mut out: Vec<Hunk<'a>> = Vec::new();
    let mut hunk = Hunk::default();
    let filled = lines.iter().rposition(|l| !l.is_empty()).map_or(0, |n| n + 1);
    for line in &lines[..filled] {
        if let Some(header) = line.strip_prefix("@@") {
            if !hunk.script.is_empty() {
                out.push(std::mem::take(&mut hunk));
            }
            let header = header.trim().trim_end_matches("@@").trim_end();
            let is_numbers = header.starts_with('-') && header.contains(" +") && header.bytes().all(|b| b"-+,0123456789 ".contains(&b));
            if !header.is_empty() && !is_numbers && header != "..." {
                hunk.anchors.push(header);
            }
            continue;
        }
        if line.trim_end() == END_OF_FILE {
            hunk.at_end = true;
            continue;
        }
        let step = match line.as_bytes().first() {
            None => Step::Keep(""),
            Some(b' ') => Step::Keep(&line[1..]),
            Some(b'-') => Step::Remove(&line[1..]),
            Some(b'+') => Step::Add(&line[1..]),
            Some(_) => return refuse(Reason::MalformedEdit, format!("a hunk line begins with neither blank, + nor -: {line:?}")),
        };
        hunk.script.push(step);
    }
    if !hunk.script.is_empty() {
        out.push(hunk);
    }
    let idle = |h: &Hunk| !h.script.iter().any(|s| !matches!(s, Step::Keep(_)));
    if out.iter().any(idle) {
        return refuse(Reason::MalformedEdit, "a hunk has no + or - line");
    }
    Ok(out)
}

/// The text of a new file: each of its lines begins with `+`, the blank ones too.
pub fn created(lines: &[&str]) -> Outcome<String> {
    let filled = lines.iter().rposition(|l| !l.is_empty()).map_or(0, |n| n + 1);
    if let Some(line) = lines[..filled].iter().find(|l| !l.starts_with('+')) {
        return refuse(Reason::MalformedEdit, format!("a line of the new file doesn't begin with +: {line:?}"));
    }
    Ok(lines[..filled].iter().flat_map(|l| [&l[1..], "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(edit: &str) -> Outcome<Vec<FileEdit<'_>>> {
        parse(&edit.lines().collect::<Vec<_>>())
    }

    #[test]
    fn operations_and_anchors() {
        let edit = "*** Begin Patch\n*** Update File: a.py\n*** Move to: b.py\n@@ class A:\n@@     def f(self):\n-x\n+y\n*** End of File\n*** Add File: n.py\n+one\n*** Delete File: o.py\n*** End Patch\n";
        let files = parsed(edit).unwrap();
        assert_eq!(files[0].operation, Operation::Move("b.py".into()));
        let Body::Hunks(hunks) = &files[0].body else { panic!() };
        assert_eq!(hunks[0].anchors, ["class A:", "def f(self):"]);
        assert!(hunks[0].at_end);
        assert_eq!(files[1].body, Body::Content("one\n".into()));
        assert_eq!(files[2].operation, Operation::Delete);
    }

    #[test]
    fn lines_of_a_file_that_shows_a_patch() {
        let edit = "*** Begin Patch\n*** Update File: doc.md\n@@\n *** Update File: x\n *** End Patch\n-a\n+*** End Patch\n*** End Patch\n";
        let files = parsed(edit).unwrap();
        let Body::Hunks(hunks) = &files[0].body else { panic!() };
        assert_eq!(files.len(), 1);
        assert_eq!(hunks[0].script.len(), 4);
        let indented: String = edit.lines().map(|l| format!("  {l}\n")).collect();
        assert_eq!(parsed(&indented).unwrap().len(), 1);
    }

    #[test]
    fn no_line_of_a_new_file_is_lost() {
        for edit in ["*** Add File: a\n+x\n\n+y\n", "*** Add File: a\n+x\ny\n", "*** Delete File: a\n-x\n", "*** Add File: a\n+x\n*** End Patch\n*** Delete File: b\n"] {
            let edit = format!("*** Begin Patch\n{edit}*** End Patch\n");
            assert!(parsed(&edit).is_err(), "{edit}");
        }
        assert_eq!(parsed("*** Begin Patch\n*** Add File: a\n*** End Patch\n").unwrap()[0].body, Body::Content(String::new()));
    }

    #[test]
    fn heredoc_and_cut_off() {
        assert!(parsed("apply_patch <<'EOF'\n*** Begin Patch\n*** Delete File: a\n*** End Patch\nEOF\n").is_ok());
        assert_eq!(parsed("*** Begin Patch\n*** Update File: a\n@@\n-x\n+y").unwrap_err().reason, Reason::MalformedEdit);
    }
}
