//! Lines of an edit's own syntax, which never come into a file: markers, separators, fences, headers of patches, line numbers.
//!
//! A line that the file has already may stay. In a document, a line inside of a closed fence or of an indented example is the
//! document's own, except a marker that says what it leaves out in a file that had text before. A file of patches may hold
//! anything. `kaptar.edit.edit_syntax` on the host holds the same rules by itself.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::draft::Edit;
use crate::fences::{Rules, fences, is_fence};
use crate::formats::{search_replace, udiff, v4a};
use crate::lazy::markers::{Reading, read};
use crate::paths::{Kind, ending, is_markdown, kind};
use crate::text::Text;

/// A line of an edit's syntax that would come into the file, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    pub line: String,
    pub what: &'static str,
}

const MARKER: &str = "stands for code that is left out";

/// The first line that edits bring into the text and that belongs to the syntax of an edit.
pub fn foreign(source: &str, after: &str, edits: &[Edit], path: &str) -> Option<Foreign> {
    if edits.is_empty() || matches!(ending(path).as_str(), "diff" | "patch") {
        return None;
    }
    let text = Text::new(after);
    let lines: Vec<&str> = text.iter().collect();
    let kind = kind(path);
    let dotted = kind != Kind::Code || DOTTED.contains(&ending(path).as_str());
    let added = added(&text, edits);
    let suspects = added.iter().flat_map(|r| r.clone()).filter_map(|i| suspect(lines[i].trim(), kind, dotted).map(|what| (i, what)));
    let mut suspects: Vec<(usize, &'static str)> = suspects.collect();
    suspects.extend(edges(&lines, kind).into_iter().filter(|(i, _)| added.iter().any(|r| r.contains(i))));
    suspects.extend(added.iter().find_map(|r| gutter(&lines, r.clone(), kind)));
    if suspects.is_empty() {
        return None;
    }
    let own: FxHashSet<&str> = source.lines().map(str::trim).collect();
    let shown = shown_in(&lines, (kind == Kind::Document).then(|| if is_markdown(path) { Rules::Markdown } else { Rules::Text }));
    let fresh = source.trim().is_empty();
    let is_own = |i: usize, what: &str| own.contains(lines[i].trim()) || shown[i] && !(what == MARKER && !fresh && says_left_out(lines[i]));
    let found = suspects.into_iter().find(|(i, what)| !is_own(*i, what))?;
    Some(Foreign { line: lines[found.0].trim().to_owned(), what: found.1 })
}

/// Lines of the new text that edits touch.
fn added(text: &Text, edits: &[Edit]) -> Vec<Range<usize>> {
    let mut shift = 0isize;
    let mut out = Vec::new();
    for edit in edits {
        let start = (edit.start as isize + shift) as usize;
        let end = start + edit.text.len();
        shift += edit.text.len() as isize - (edit.end - edit.start) as isize;
        if text.len() > 0 {
            let last = text.line_at(if end > start && text.all[..end].ends_with('\n') { end - 1 } else { end });
            out.push(text.line_at(start)..(last + 1).min(text.len()));
        }
    }
    out
}

/// What a line is by itself. `dotted`: whether dots alone may be a line of the file.
fn suspect(line: &str, kind: Kind, dotted: bool) -> Option<&'static str> {
    let first = *line.as_bytes().first()?;
    match first {
        b'<' | b'>' | b'|' | b'+' | b'-' if is_separator(line) => return Some("separates the parts of an edit or of a conflict"),
        b'*' if v4a::is_own_line(line) => return Some("belongs to a patch"),
        b'@' if udiff::is_numbered(line) => return Some("is the header of a hunk"),
        _ => {}
    }
    is_marker(line, kind, dotted).then_some(MARKER)
}

/// `<<<<<<< SEARCH`, `>>>>>>> REPLACE`, `<<<<<<< HEAD`, `||||||| base`. A rule of `=` may be a heading's.
fn is_separator(line: &str) -> bool {
    let conflict = ["<<<<<<<", ">>>>>>>", "|||||||"].iter().any(|s| line.strip_prefix(s).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')));
    conflict || search_replace::is_opener(line) || search_replace::is_closer(line)
}

/// Languages in which dots alone are a line of code.
const DOTTED: &[&str] = &["py", "pyi", "pyw", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx"];

fn is_marker(line: &str, kind: Kind, dotted: bool) -> bool {
    if matches!(line, "..." | "\u{2026}") {
        return !dotted;
    }
    if line.trim_matches(['.', '\u{2026}']).is_empty() {
        return false;
    }
    if kind == Kind::Document {
        return says_left_out(line) || line.starts_with("<!--") && says_all_stays(line);
    }
    let dots = line.contains("...") || line.contains('\u{2026}');
    // Dots without a comment may be a spread, and those of a line in a block comment show something there.
    let comment = OPENS.iter().any(|o| line.starts_with(o)) && !line.starts_with(['*', '(', '[']);
    dots && comment && read(line, false, true) == Reading::Marker || says_left_out(line) || says_all_stays(line)
}

const SAYS: &[&str] = &["existing", "unchanged", "rest of", "remain", "remains", "remaining", "same as before", "previous", "omitted", "keep"];
const OPENS: &[&str] = &["{/*", "<!--", "/*", "//", "--", "#", ";", "%", "*", "(", "["];
const ENDS: &[&str] = &["*/}", "-->", "*/", ")", "]"];

/// Dots at an end, and a word that says that something is left out: in a comment or in brackets, or alone where the dots come first.
fn says_left_out(line: &str) -> bool {
    let line = line.trim();
    if !line.contains("...") && !line.contains('\u{2026}') {
        return false;
    }
    let opener = OPENS.iter().find(|o| line.starts_with(**o));
    let inside = opener.map_or(line, |o| &line[o.len()..]).trim();
    let inside = ENDS.iter().find_map(|e| inside.strip_suffix(e)).unwrap_or(inside).trim();
    let low = inside.to_lowercase();
    if let Some(rest) = low.strip_prefix("...").or_else(|| low.strip_prefix('\u{2026}')) {
        return SAYS.iter().any(|s| has_word(rest, s));
    }
    let ends = low.ends_with("...") || low.ends_with('\u{2026}');
    opener.is_some() && ends && ["rest of", "keep", "existing", "other", "remaining"].iter().any(|s| low.strip_prefix(s).is_some_and(|r| !r.starts_with(char::is_alphanumeric)))
}

/// What a comment without dots says when it stands for code: "rest of the class unchanged", and nothing more.
fn says_all_stays(line: &str) -> bool {
    let Some(opener) = OPENS.iter().find(|o| line.starts_with(**o)) else { return false };
    let low = line[opener.len()..].to_lowercase();
    if low.contains("omitted for brevity") {
        return true;
    }
    let mut words = low.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| w.chars().any(char::is_alphanumeric)).peekable();
    while words.next_if(|w| ["keep", "all", "the", "leave", "your"].contains(w)).is_some() {}
    let rest = match words.next() {
        Some("existing" | "remaining" | "unchanged") => false,
        Some("rest") if words.next() == Some("of") => true,
        _ => return false,
    };
    while words.next_if(|w| ["the", "your", "this"].contains(w)).is_some() {}
    let Some(noun) = words.next().filter(|w| NOUNS.contains(w)) else { return false };
    let alone = words.peek().is_none();
    words.all(|w| STAYS.contains(&w)) && (!alone || rest || matches!(noun, "code" | "content"))
}

const NOUNS: &[&str] = &[
    "code", "content", "contents", "file", "function", "functions", "method", "methods", "class", "component", "implementation", "module", "imports",
    "logic", "script", "page", "document",
];
const STAYS: &[&str] = &[
    "unchanged", "remains", "remain", "stays", "stay", "the", "same", "is", "are", "here", "as", "before", "it", "goes", "omitted", "above", "below", "continues",
];

fn has_word(text: &str, word: &str) -> bool {
    let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| edge(text[..at].chars().next_back()) && edge(text[at + word.len()..].chars().next()))
}

/// Fences round a file that is no document, and the headers that a diff begins with.
fn edges(lines: &[&str], kind: Kind) -> Vec<(usize, &'static str)> {
    let full = |i: &usize| !lines[*i].trim().is_empty();
    let Some(first) = (0..lines.len()).find(full) else { return Vec::new() };
    let last = (0..lines.len()).rfind(full).unwrap_or(first);
    let mut out = Vec::new();
    if kind != Kind::Document {
        out.extend([first, last].into_iter().filter(|i| is_fence(lines[*i]) && !lines[*i].starts_with([' ', '\t'])).map(|i| (i, "is a fence round the text")));
    }
    let top = lines[first];
    let pair = top.starts_with("--- ") && lines.get(first + 1).is_some_and(|l| l.starts_with("+++ "));
    if pair || top.starts_with("diff --git ") || top.trim_end() == "@@" || top.starts_with("@@ ") {
        out.push((first, "is the header of a diff"));
    }
    out
}

/// Line numbers in front of at least so many lines.
const NUMBERED: usize = 3;

/// Line numbers that a tool for reading shows, in front of each line.
fn gutter(lines: &[&str], added: Range<usize>, kind: Kind) -> Option<(usize, &'static str)> {
    if !matches!(kind, Kind::Code | Kind::Open) {
        return None;
    }
    let number = |line: &str| -> Option<usize> {
        let line = line.trim_start();
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &line[digits..];
        let parted = rest.starts_with('\t') || rest.starts_with('\u{2192}') || rest.trim_start_matches(' ').starts_with('|') && !rest.trim_start().starts_with("||");
        line[..digits].parse().ok().filter(|_| parted)
    };
    let mut run = 0;
    for at in added {
        let follows = number(lines[at]).is_some_and(|n| run == 0 || number(lines[at - 1]).is_some_and(|last| last + 1 == n));
        run = if follows { run + 1 } else { usize::from(number(lines[at]).is_some()) };
        if run == NUMBERED {
            return Some((at, "begins with the number of a line"));
        }
    }
    None
}

/// Lines of a document that show something: inside of a closed fence, or indented as an example is.
fn shown_in(lines: &[&str], document: Option<Rules>) -> Vec<bool> {
    let mut out = vec![false; lines.len()];
    if let Some(rules) = document {
        for fence in fences(lines, rules) {
            let Some(close) = fence.close else { continue };
            out[fence.open + 1..close].iter_mut().for_each(|s| *s = true);
        }
        for (at, line) in lines.iter().enumerate() {
            out[at] |= line.starts_with("    ") || line.starts_with('\t');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, source: &str, after: &str) -> Option<&'static str> {
        let edit = Edit { start: 0, end: source.len(), text: after.to_owned() };
        foreign(source, after, &[edit], path).map(|f| f.what)
    }

    #[test]
    fn edit_syntax_in_code() {
        for line in [
            "// ... existing code ...", "# ...", "...", "\u{2026}", "// ...other fields", "// rest of the class unchanged", "# keep existing code", "/* existing code */", "// code omitted for brevity", "/* ... */", "<<<<<<< SEARCH", "=======\n>>>>>>> REPLACE", ">>>>>>> main",
            "<<<<<<<", "*** Begin Patch", "  *** End Patch", "*** Update File: a", "@@ -1,2 +1,2 @@ f", "------- SEARCH", "+++++++ REPLACE", "1\ta\n2\tb\n3\tc", "  9 | a\n 10 | b\n 11 | c",
        ] {
            assert!(found("a.js", "b\n", &format!("b\n{line}\nc\n")).is_some(), "{line}");
            assert_eq!(found("a.js", &format!("{line}\n"), &format!("b\n{line}\nc\n")), None, "{line}");
            assert_eq!(found("a.patch", "b\n", &format!("b\n{line}\nc\n")), None, "{line}");
        }
        for text in ["```js\na\n", "a\n```\n", "~~~\na\n~~~\n", "@@\n a\n", "--- a/x\n+++ b/x\n", "diff --git a/x b/x\n"] {
            assert!(found("a.js", "", text).is_some(), "{text}");
        }
    }

    #[test]
    fn code_that_is_none() {
        for line in ["f(...args)", "  ...state,", "// waits...", "=======", "x << 7", "*** bold", "@@x", "1 | 2", "'...and more'", "...[", " * ...", "... )", "# Existing users are kept.", "# Existing functions", "// the value is unchanged", "# Rest of the tokens", "\"\"\"\n```\nx\n```\n\"\"\""] {
            assert_eq!(found("a.js", "b\n", &format!("b\n{line}\nc\n")), None, "{line}");
        }
        assert_eq!(found("a.py", "b\n", "class A:\n    ...\n"), None);
        assert_eq!(found("a.py", "", "@@property\n"), None);
    }

    #[test]
    fn documents_show_it_in_fences() {
        let shown = "# T\n\n```\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n```\n\n    // ...\n\n```js\n// ... existing code ...\n```\n";
        assert_eq!(found("a.md", "", shown), None);
        assert_eq!(found("a.md", "", &shown.replace("```", "~~~")), None);
        assert!(found("a.rst", "", &shown.replace("```", "~~~")).is_some());
        assert_eq!(found("a.md", "# T\n", shown), Some(MARKER));
        assert_eq!(found("a.md", "# T\n", "# T\n\n```js\n// ...\n```\n"), None);
        for text in ["# T\n\n<!-- ... existing content ... -->\n", "# T\n\n... rest of the file unchanged ...\n", "# T\n\n<<<<<<< SEARCH\n", "[rest of the page...]\n", "*** Begin Patch\n"] {
            assert!(found("a.md", "", text).is_some(), "{text}");
        }
        for text in ["# T\n\n... and so on.\n", "Keep reading...\n", "```\na\n```\n", "T\n=======\n", "1. a\n2. b\n3. c\n", "* ... and more\n"] {
            assert_eq!(found("a.md", "", text), None, "{text}");
        }
    }

    #[test]
    fn only_what_comes_in_counts() {
        let source = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n";
        let at = source.find('a').unwrap();
        let edit = Edit { start: at, end: at + 1, text: "c".to_owned() };
        assert_eq!(foreign(source, &source.replace("\na\n", "\nc\n"), &[edit], "a.js"), None);
    }
}
