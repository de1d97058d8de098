//! Lines of a snippet that stand for code: "the rest is as it was", "remove this".

/// What a line of a snippet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading<'a> {
    Code,
    /// What is not shown here stays.
    Marker,
    /// What is named here goes.
    Remove(&'a str),
}

const OPENERS: &[&str] = &["{/*", "<!--", "/**", "/*", "///", "//", "--", "#", ";;", ";", "%", "(*", "'", "*"];
const CLOSERS: &[&str] = &["*/}", "-->", "*/", "*)"];

/// Inside of a comment: these words alone, without dots, say that something stays.
const STAYS: &[&str] = &[
    "existing code", "existing imports", "existing methods", "existing functions", "existing logic", "existing implementation",
    "existing fields", "existing props", "existing tests", "existing content", "existing styles", "rest of the", "rest of code", "rest of file", "rest of your",
    "remains unchanged", "remain unchanged", "is unchanged", "are unchanged", "unchanged code", "remains the same", "remain the same", "stays the same",
    "stay the same", "same as before", "as before", "no changes", "not changed", "code above", "code below", "previous code", "other methods",
    "other functions", "code omitted", "omitted for brevity", "unchanged",
];

/// Read a line. `is_code`: whether the file has this very line, so that it can be code even though it looks like a marker.
pub fn read<'a>(line: &'a str, is_code: bool, python: bool) -> Reading<'a> {
    let line = line.trim();
    let Some((inside, opener)) = comment(line) else {
        let bare = is_dots(line) && !(is_code && python);
        return if bare { Reading::Marker } else { Reading::Code };
    };
    if inside.is_empty() || opener == "*" && !is_dots(inside) || opener == "'" && !inside.starts_with("...") {
        return Reading::Code;
    }
    if let Some(what) = removal(inside).filter(|_| !is_code && !matches!(opener, "/**" | "///")) {
        return Reading::Remove(what);
    }
    if is_dots(inside) || has_edge_dots(inside) || !is_code && (says_stays(inside) || says_keep(inside)) {
        return Reading::Marker;
    }
    Reading::Code
}

/// The text of a comment that takes the whole line, and its opener.
fn comment(line: &str) -> Option<(&str, &'static str)> {
    let opener = OPENERS.iter().find(|o| line.starts_with(**o))?;
    let inside = line[opener.len()..].trim();
    let inside = CLOSERS.iter().find_map(|c| inside.strip_suffix(c)).unwrap_or(inside);
    let inside = if matches!(*opener, "#" | ";" | "%") { inside.trim_start_matches(['#', ';', '%']) } else { inside };
    Some((inside.trim(), opener))
}

/// Three dots or an ellipsis, alone or in brackets.
fn is_dots(text: &str) -> bool {
    matches!(text.trim_matches(['(', ')', '[', ']', ' ', '{', '}']), "..." | "\u{2026}" | "....")
}

/// A comment that begins with dots, or ends with them and is short.
fn has_edge_dots(inside: &str) -> bool {
    let starts = inside.starts_with("...") || inside.starts_with('\u{2026}');
    let ends = inside.ends_with("...") || inside.ends_with('\u{2026}');
    starts || ends && (says_stays(inside) || says_keep(inside))
}

fn says_stays(inside: &str) -> bool {
    const MAX_WORDS: usize = 9;
    let low = inside.to_ascii_lowercase();
    low.split_whitespace().count() <= MAX_WORDS && STAYS.iter().any(|s| low.contains(s))
}

fn says_keep(inside: &str) -> bool {
    let low = inside.trim_matches(['.', ' ', '\u{2026}', '[', ']', '(', ')']).to_ascii_lowercase();
    let mut words = low.split_whitespace();
    let first = words.next().unwrap_or("");
    let second = words.next().unwrap_or("");
    let kept = ["existing", "the", "rest", "remaining", "all", "other", "everything", "as", "same", "previous"];
    matches!(first, "keep" | "keeping") && kept.contains(&second) && low.split_whitespace().count() <= 7
        && ["existing", "rest", "remaining", "as is", "as-is", "unchanged", "everything", "same"].iter().any(|w| low.contains(w))
}

/// What a "remove X" comment names.
fn removal(inside: &str) -> Option<&str> {
    let inside = inside.trim_matches(['.', ' ', '\u{2026}']);
    let (word, rest) = inside.split_once([' ', ':'])?;
    let word = word.to_ascii_lowercase();
    matches!(word.as_str(), "remove" | "removed" | "delete" | "deleted").then(|| rest.trim_start_matches([':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_spellings() {
        for line in [
            "// ... existing code ...", "# ...", "/* ... */", "{/* ... existing code ... */}", "<!-- ... -->", "// \u{2026} existing code \u{2026}",
            "...", "// rest of the class unchanged", "# keep existing code", "-- ... rest ...", "// [... existing code ...]", "* ...",
            "// (rest of the file remains unchanged)", "# Existing code...", "// keep the rest as is", "\u{2026}",
        ] {
            assert_eq!(read(line, false, false), Reading::Marker, "{line}");
        }
    }

    #[test]
    fn code_and_comments_that_are_none() {
        for line in ["x = 1", "// keep the order", "# restore the file", "...args,", "[...rest]", "* a list item", "# existing", "//", "return ..."] {
            assert_eq!(read(line, false, false), Reading::Code, "{line}");
        }
        assert_eq!(read("...", true, true), Reading::Code);
        assert_eq!(read("# unchanged", true, true), Reading::Code);
    }

    #[test]
    fn removals() {
        assert_eq!(read("// remove oldName", false, false), Reading::Remove("oldName"));
        assert_eq!(read("# Removed: the check", false, false), Reading::Remove("the check"));
    }
}
