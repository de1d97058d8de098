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
use crate::script::{Step, result};

pub const BEGIN: &str = "*** Begin Patch";
const END: &str = "*** End Patch";
const END_OF_FILE: &str = "*** End of File";

/// Whether lines hold a patch, complete or not.
pub fn is_patch(lines: &[&str]) -> bool {
    lines.iter().any(|l| l.trim() == BEGIN || file_header(l).is_some())
}

fn file_header(line: &str) -> Option<(Operation, &str)> {
    let line = line.trim();
    let header = [("*** Add File: ", Operation::Create), ("*** Update File: ", Operation::Update), ("*** Delete File: ", Operation::Delete)];
    header.into_iter().find_map(|(text, operation)| line.strip_prefix(text).map(|path| (operation, path.trim())))
}

/// The files of a patch.
pub fn parse<'a>(lines: &[&'a str]) -> Outcome<Vec<FileEdit<'a>>> {
    let Some(begin) = lines.iter().position(|l| l.trim() == BEGIN) else {
        return refuse(Reason::MalformedEdit, "the patch has no \"*** Begin Patch\" line");
    };
    let Some(len) = lines[begin..].iter().position(|l| l.trim() == END) else {
        return refuse(Reason::MalformedEdit, "the patch has no \"*** End Patch\" line; was it cut off?");
    };
    let body = &lines[begin + 1..begin + len];
    if lines[begin + len..].iter().any(|l| l.trim() == BEGIN) {
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
            let mut content = String::new();
            for line in lines.iter().filter(|l| !l.is_empty()) {
                let Some(line) = line.strip_prefix('+') else {
                    return refuse(Reason::MalformedEdit, format!("a line of the new file {path} doesn't begin with +: {line:?}"));
                };
                content.push_str(line);
                content.push('\n');
            }
            edit.body = Body::Content(content);
        }
        Operation::Delete => {}
        _ => {
            let moved = lines.first().and_then(|l| l.trim().strip_prefix("*** Move to: "));
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

/// The text that the `diff` of a `create_file` operation holds.
pub fn created(lines: &[&str]) -> Outcome<String> {
    if lines.iter().any(|l| !l.is_empty() && !l.starts_with('+')) {
        return refuse(Reason::MalformedEdit, "a line of the new file doesn't begin with +");
    }
    let script: Vec<_> = lines.iter().filter(|l| !l.is_empty()).map(|l| Step::Add(&l[1..])).collect();
    Ok(result(&script).into_iter().flat_map(|l| [l, "\n"]).collect())
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
    fn heredoc_and_cut_off() {
        assert!(parsed("apply_patch <<'EOF'\n*** Begin Patch\n*** Delete File: a\n*** End Patch\nEOF\n").is_ok());
        assert_eq!(parsed("*** Begin Patch\n*** Update File: a\n@@\n-x\n+y").unwrap_err().reason, Reason::MalformedEdit);
    }
}
