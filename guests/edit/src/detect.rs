//! Which format an edit is written in: by its wrapper first, then by its content. A mixture is refused.

use crate::formats::{Body, FileEdit, Format, Operation, json, search_replace, udiff, v4a};
use crate::refusal::{Outcome, Reason, refuse};

/// An edit's text with LF line ends, without a byte order mark.
pub fn normalized(edit: &str) -> String {
    edit.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

/// What the edit says, by file. `hint` is the format as the caller knows it; `None` for "auto".
pub fn parse(edit: &str, hint: Option<Format>) -> Outcome<Vec<FileEdit<'_>>> {
    if edit.trim().is_empty() {
        return refuse(Reason::EmptyEdit, "the edit is empty");
    }
    let lines: Vec<&str> = edit.lines().collect();
    match hint.map_or_else(|| wrapper(edit, &lines), |h| Ok(Some(h)))? {
        Some(Format::V4a) if v4a::is_patch(&lines) => v4a::parse(&lines),
        Some(Format::V4a) => json::parse(unfenced(edit, &lines)),
        Some(Format::SearchReplace) => search_replace::parse(&lines),
        Some(Format::Udiff) => udiff::parse(&lines, edit.ends_with('\n')),
        Some(Format::StrReplace | Format::Insert) => json::parse(unfenced(edit, &lines)),
        Some(_) if json::is_call(unfenced(edit, &lines)) => json::parse(unfenced(edit, &lines)),
        other => Ok(vec![bare(edit, other.unwrap_or(Format::Lazy))]),
    }
}

/// Whether an edit has no wrapper.
pub fn is_bare(edit: &str) -> bool {
    let lines: Vec<&str> = edit.lines().collect();
    matches!(wrapper(edit, &lines), Ok(None))
}

/// An edit without a wrapper: the text of a file, or a part of it.
pub fn bare<'a>(edit: &str, format: Format) -> FileEdit<'a> {
    FileEdit { format, path: None, operation: Operation::Update, body: Body::Snippet(edit.to_owned()) }
}

/// The format that a wrapper tells; `None` for bare code.
fn wrapper(edit: &str, lines: &[&str]) -> Outcome<Option<Format>> {
    let patch = v4a::is_patch(lines);
    let blocks = lines.iter().any(|l| search_replace::is_opener(l));
    if patch && blocks {
        return refuse(Reason::MixedFormats, "the edit holds a patch and SEARCH/REPLACE blocks; use one format");
    }
    if patch {
        return Ok(Some(Format::V4a));
    }
    if blocks {
        return if diff_outside(lines) {
            refuse(Reason::MixedFormats, "the edit holds SEARCH/REPLACE blocks and a diff; use one format")
        } else {
            Ok(Some(Format::SearchReplace))
        };
    }
    if json::is_call(unfenced(edit, lines)) {
        return Ok(Some(Format::StrReplace));
    }
    Ok(udiff::is_diff(lines).then_some(Format::Udiff))
}

/// Whether a diff header stands outside of all blocks.
fn diff_outside(lines: &[&str]) -> bool {
    let mut inside = false;
    lines.windows(2).any(|pair| {
        inside = search_replace::is_opener(pair[0]) || inside && !pair[0].starts_with(">>>>>");
        !inside && pair[0].starts_with("--- ") && pair[1].starts_with("+++ ")
    })
}

/// The content of the only fence, or the whole text.
fn unfenced<'a>(edit: &'a str, lines: &[&'a str]) -> &'a str {
    let trimmed = edit.trim();
    if trimmed.starts_with(['{', '[']) {
        return trimmed;
    }
    let fences: Vec<&&str> = lines.iter().filter(|l| l.starts_with("```")).collect();
    let [open, close] = fences.as_slice() else { return trimmed };
    let offset = |l: &str| l.as_ptr() as usize - edit.as_ptr() as usize;
    edit[offset(open) + open.len()..offset(close)].trim()
}

/// The format of that name; `Err` for an unknown one.
pub fn format_named(name: &str) -> Result<Option<Format>, String> {
    Ok(Some(match name {
        "auto" | "" => return Ok(None),
        "lazy" | "lazy_delete" | "new_def" => Format::Lazy,
        "whole_def" | "definition" => Format::Definition,
        "whole_file" => Format::WholeFile,
        "search_replace" | "diff" | "diff-fenced" => Format::SearchReplace,
        "udiff" => Format::Udiff,
        "v4a" | "apply_patch" | "operation" => Format::V4a,
        "str_replace" => Format::StrReplace,
        "insert" => Format::Insert,
        _ => return Err(format!("unknown format {name:?}")),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(edit: &str) -> Format {
        parse(edit, None).unwrap()[0].format
    }

    #[test]
    fn wrappers() {
        assert_eq!(format("*** Begin Patch\n*** Delete File: a\n*** End Patch\n"), Format::V4a);
        assert_eq!(format("<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n"), Format::SearchReplace);
        assert_eq!(format("Sure:\n```diff\n@@ ... @@\n-a\n+b\n```\n"), Format::Udiff);
        assert_eq!(format("```json\n{\"path\": \"a\", \"old_string\": \"x\", \"new_string\": \"y\"}\n```"), Format::StrReplace);
        assert_eq!(format("x = 1\n"), Format::Lazy);
    }

    #[test]
    fn mixtures_are_refused() {
        let edit = "*** Begin Patch\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n";
        assert_eq!(parse(edit, None).unwrap_err().reason, Reason::MixedFormats);
        assert_eq!(parse(" \n", None).unwrap_err().reason, Reason::EmptyEdit);
    }
}
