//! The text that an edit without a wrapper gives: as it stands, or out of its fence.
//!
//! ```text
//! edit := text                         a line of it is never dropped where it can be a line of the file
//!       | fence                        one fence that can be the path's language
//!       | sentences fence sentences    the same; for a document this is a text too, so it is refused
//!       | sentences blank text         for code in a file that has code: no line of it can be a sentence
//! ```
//!
//! Where two of these give two files, the edit is refused with both.

use crate::brackets::long_strings;
use crate::fences::{Fence, Rules, ends_inside, fences, wraps};
use crate::formats::{Format, search_replace::as_path};
use crate::lookup::Lookup;
use crate::paths::{Fits, Kind, fits, is_markdown, kind};
use crate::refusal::{Outcome, Reason, refuse};
use crate::text::weight;

/// The file that a text is meant for.
pub struct Target<'a> {
    pub source: &'a str,
    pub path: &'a str,
    pub format: Format,
}

/// The text of an edit. A missing end of the last line stays missing where the edit is not fenced.
pub fn code(edit: &str, target: &Target, known: &Lookup) -> Outcome<String> {
    let reader = Reader { edit, lines: edit.lines().collect(), target, known };
    match kind(target.path) {
        Kind::Document => reader.document(),
        Kind::Unknown => reader.unknown(),
        Kind::Code | Kind::Open => reader.code(),
    }
}

/// The lines of a document outside of its fences, where the edit is one and not an answer about one: it has a heading, a list or
/// the like, and where the file has text before, such a line of it.
pub fn outside_of_fences(edit: &str, target: &Target) -> Option<String> {
    if kind(target.path) != Kind::Document {
        return None;
    }
    let lines: Vec<&str> = edit.lines().collect();
    let rules = if is_markdown(target.path) { Rules::Markdown } else { Rules::Text };
    let all = fences(&lines, rules);
    if all.is_empty() || all.iter().any(|f| f.close.is_none()) {
        return None;
    }
    let outside: Vec<usize> = (0..lines.len()).filter(|i| !all.iter().any(|f| f.open <= *i && Some(*i) <= f.close)).collect();
    let fresh = target.source.trim().is_empty();
    let own = |i: usize| fresh || target.source.lines().any(|l| l.trim() == lines[i].trim());
    let document = outside.iter().any(|i| is_markup(&lines, *i) && own(*i));
    document.then(|| outside.iter().flat_map(|i| [lines[*i], "\n"]).collect())
}

/// Letters of a line that tell it from others, at least.
const TELLING: usize = 4;
const CUT_OFF: &str = "the code fence is opened but not closed; was the edit cut off?";

struct Reader<'a> {
    edit: &'a str,
    lines: Vec<&'a str>,
    target: &'a Target<'a>,
    known: &'a Lookup<'a>,
}

fn body(lines: &[&str]) -> String {
    lines.iter().flat_map(|l| [*l, "\n"]).collect()
}

impl<'a> Reader<'a> {
    fn whole(&self) -> Outcome<String> {
        Ok(self.edit.to_owned())
    }

    fn rules(&self) -> Rules {
        if is_markdown(self.target.path) { Rules::Markdown } else { Rules::Text }
    }

    fn inside(&self, fence: &Fence) -> String {
        body(&self.lines[fence.open + 1..fence.close.unwrap_or(self.lines.len())])
    }

    fn is_known(&self, line: &str) -> bool {
        weight(line) >= TELLING && self.known.has(line)
    }

    /// Lines that are not blank and stand outside of a fence.
    fn outside(&self, fence: &Fence) -> Vec<usize> {
        let close = fence.close.unwrap_or(self.lines.len());
        (0..self.lines.len()).filter(|i| !(fence.open..=close).contains(i) && !self.lines[*i].trim().is_empty()).collect()
    }

    /// The lines from the first to the last that is not blank.
    fn filled(&self) -> (usize, usize) {
        let full = |i: &usize| !self.lines[*i].trim().is_empty();
        let first = (0..self.lines.len()).find(full).unwrap_or(0);
        (first, (0..self.lines.len()).rfind(full).map_or(first, |n| n + 1))
    }

    fn two_readings(&self, first: &str, second: &str) -> Outcome<String> {
        let path = self.target.path;
        refuse(Reason::Ambiguous, format!("the edit can be two files: {first}, or {second}; send the text of {path:?} alone, without a fence and without words about it"))
    }

    fn content_or_text(&self, fence: &Fence) -> Outcome<String> {
        let (a, b) = (fence.open + 2, fence.close.unwrap_or(self.lines.len()));
        self.two_readings(&format!("the fence's content (lines {a}-{b} of the edit)"), "the text with the fence in it")
    }

    /// Markdown and other texts for people: the edit itself, unless one fence that can be this text holds all of it.
    fn document(&self) -> Outcome<String> {
        let all = fences(&self.lines, self.rules());
        let (first, last) = self.filled();
        let closed = all.iter().all(|f| f.close.is_some());
        if let Some(info) = wraps(&self.lines[first..last]).filter(|_| all.first().is_some_and(|f| f.open == first)) {
            return self.wrapped_document(&all, info, closed, first..last);
        }
        let source: Vec<&str> = self.target.source.lines().collect();
        if !closed && !ends_inside(&source, self.rules()) {
            return refuse(Reason::MalformedEdit, CUT_OFF);
        }
        let [one] = all.as_slice() else { return self.whole() };
        let outside = self.outside(one);
        let own = outside.iter().any(|i| self.is_known(self.lines[*i]));
        match fits(one.info, self.target.path) {
            _ if own || self.lines[one.open].starts_with([' ', '\t']) => self.whole(),
            Fits::Named => self.content_or_text(one),
            Fits::Bare if !outside.iter().any(|i| is_markup(&self.lines, *i)) => self.content_or_text(one),
            _ => self.whole(),
        }
    }

    fn wrapped_document(&self, all: &[Fence], info: &str, closed: bool, filled: std::ops::Range<usize>) -> Outcome<String> {
        let whole = Fence { open: filled.start, close: Some(filled.end - 1), info };
        let content = self.inside(&whole);
        let alone = all.first().is_some_and(|f| f.close == whole.close);
        let sound = !ends_inside(&content.lines().collect::<Vec<_>>(), self.rules());
        match fits(info, self.target.path) {
            // A fence of Markdown in Markdown has to say so: a bare one is an example as well.
            Fits::Named if alone => Ok(content),
            Fits::Bare if alone && !is_markdown(self.target.path) => Ok(content),
            Fits::Bare if alone => self.content_or_text(&whole),
            Fits::Other if closed => self.whole(),
            Fits::Bare if closed => self.whole(),
            Fits::Named if closed && sound => self.content_or_text(&whole),
            Fits::Named if sound => Ok(content),
            Fits::Named if closed => self.whole(),
            _ => refuse(Reason::MalformedEdit, CUT_OFF),
        }
    }

    /// A file whose name tells nothing: no line is taken for a sentence.
    fn unknown(&self) -> Outcome<String> {
        let all = fences(&self.lines, Rules::Margin);
        let Some(first) = all.first() else { return self.whole() };
        if self.lines[..first.open].iter().any(|l| self.is_known(l)) {
            return self.whole();
        }
        if all.iter().any(|f| f.close.is_none()) {
            return refuse(Reason::MalformedEdit, CUT_OFF);
        }
        let [one] = all.as_slice() else {
            return refuse(Reason::Ambiguous, "the edit holds several fences; send the text of the file alone");
        };
        let outside = self.outside(one);
        match fits(one.info, self.target.path) {
            Fits::Named if self.is_about(&outside) => Ok(self.inside(one)),
            Fits::Bare if outside.is_empty() => Ok(self.inside(one)),
            _ => self.content_or_text(one),
        }
    }

    /// A programming language: a fence at the margin is never a line of it, unless it stands in a string.
    fn code(&self) -> Outcome<String> {
        let all = fences(&self.lines, Rules::Margin);
        let Some(first) = all.first().filter(|f| !self.is_in_code(f)) else { return self.bare() };
        if all.iter().any(|f| f.close.is_none()) {
            return refuse(Reason::MalformedEdit, CUT_OFF);
        }
        let full: Vec<&Fence> = all.iter().filter(|f| !self.inside(f).trim().is_empty()).collect();
        let one = match full.as_slice() {
            [] => first,
            [one] => *one,
            _ => return refuse(Reason::MalformedEdit, "the edit holds several code blocks; send one at a time"),
        };
        if fits(one.info, self.target.path) == Fits::Other {
            let message = format!("the fence says {:?}, which is not the language of {:?}; send the text of the file", one.info, self.target.path);
            return refuse(Reason::MalformedEdit, message);
        }
        let outside: Vec<usize> = self.outside(one).into_iter().filter(|i| !all.iter().any(|f| f.open <= *i && Some(*i) <= f.close)).collect();
        if !self.is_about(&outside) {
            return self.content_or_text(one);
        }
        Ok(self.inside(one))
    }

    /// Whether a fence is a part of the code: below a line of the file, or inside of a string of a text that begins as code does.
    fn is_in_code(&self, fence: &Fence) -> bool {
        let above = &self.lines[..fence.open];
        if above.iter().any(|l| self.is_known(l)) {
            return true;
        }
        let at = self.lines[fence.open].as_ptr() as usize - self.edit.as_ptr() as usize;
        let quoted = || long_strings(self.edit, self.target.path).iter().any(|(a, b)| *a < at && at < *b);
        above.iter().find(|l| !l.trim().is_empty()).is_some_and(|l| !is_sentence(l)) && quoted()
    }

    /// Whether lines are words about the code, and none of them can be code.
    fn is_about(&self, outside: &[usize]) -> bool {
        let lines = outside.iter().map(|i| (*i, self.lines[*i])).filter(|(_, l)| !is_title(l));
        let mut paragraphs: Vec<(usize, String)> = Vec::new();
        for (number, line) in lines {
            if self.is_known(line) {
                return false;
            }
            match paragraphs.last_mut() {
                Some((last, text)) if *last + 1 == number => {
                    *last = number;
                    text.push(' ');
                    text.push_str(line.trim());
                }
                _ => paragraphs.push((number, line.trim().to_owned())),
            }
        }
        paragraphs.iter().all(|(_, text)| is_talk(text))
    }

    /// Code without a fence.
    fn bare(&self) -> Outcome<String> {
        let open = kind(self.target.path) == Kind::Open;
        if self.target.format == Format::WholeFile {
            return self.whole();
        }
        let (mut first, mut last) = self.filled();
        let fresh = self.target.source.trim().is_empty();
        while let Some(len) = self.paragraph(first..last).filter(|n| self.reads_as_words(&self.lines[first..first + n], open)) {
            let parted = first + len >= last || self.lines[first + len].trim().is_empty();
            if open || fresh || !parted || self.has_sentences() {
                return self.sentence_in_code(first);
            }
            first = (first + len..last).find(|i| !self.lines[*i].trim().is_empty()).unwrap_or(last);
        }
        while let Some(len) = self.last_paragraph(first..last).filter(|n| !open && self.reads_as_words(&self.lines[last - n..last], open)) {
            let parted = last - len <= first || self.lines[last - len - 1].trim().is_empty();
            if fresh || !parted || self.has_sentences() {
                return self.sentence_in_code(last - len);
            }
            last = (first..last - len).rfind(|i| !self.lines[*i].trim().is_empty()).map_or(first, |n| n + 1);
        }
        if (first, last) == self.filled() { self.whole() } else { Ok(body(&self.lines[first..last])) }
    }

    fn sentence_in_code(&self, line: usize) -> Outcome<String> {
        let message = format!("line {} of the edit reads like a sentence, not like {:?}: {:?}; send the code alone", line + 1, self.target.path, self.lines[line]);
        refuse(Reason::MalformedEdit, message)
    }

    /// Lines up to the next that can't continue a sentence.
    fn paragraph(&self, within: std::ops::Range<usize>) -> Option<usize> {
        let len = within.clone().take_while(|i| self.continues(*i)).count();
        (len > 0).then(|| (1..=len).find(|n| is_sentence(&self.lines[within.start..within.start + n].join(" "))).unwrap_or(len))
    }

    fn last_paragraph(&self, within: std::ops::Range<usize>) -> Option<usize> {
        let len = within.clone().rev().take_while(|i| self.continues(*i)).count();
        (len > 0).then(|| (1..=len).find(|n| is_sentence(&self.lines[within.end - n..within.end].join(" "))).unwrap_or(len))
    }

    fn continues(&self, line: usize) -> bool {
        let text = self.lines[line];
        !text.trim().is_empty() && !text.starts_with([' ', '\t']) && !has_signs(text) && !self.known.has(text)
    }

    /// Whether a paragraph is no code. Where a sentence can be a line of the file, only what a model says of its own work counts.
    fn reads_as_words(&self, lines: &[&str], open: bool) -> bool {
        let text = lines.join(" ");
        is_sentence(&text) && (!open || is_answer(&text))
    }

    /// Whether the file has a sentence at the margin of one of its strings: then a new one may be a line of it.
    fn has_sentences(&self) -> bool {
        let source = self.target.source;
        long_strings(source, self.target.path).iter().any(|(a, b)| source[*a..*b].lines().skip(1).any(|l| !l.starts_with([' ', '\t']) && is_sentence(l)))
    }
}

const SIGNS: [char; 11] = [';', '{', '}', '=', '<', '>', '(', ')', '[', ']', '"'];

/// Whether a line has signs of code outside of backticks.
fn has_signs(line: &str) -> bool {
    line.split('`').step_by(2).any(|part| part.contains(SIGNS))
}

/// A sentence: a capital letter, several words, a closing mark, none of the signs of code.
pub fn is_sentence(line: &str) -> bool {
    const MIN_WORDS: usize = 3;
    let line = line.trim();
    let listed = line.strip_prefix("- ").unwrap_or(line);
    let listed = listed.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(". ");
    listed.starts_with(|c: char| c.is_uppercase())
        && line.split_whitespace().count() >= MIN_WORDS
        && line.ends_with(['.', ':', '!', '?'])
        && !has_signs(line)
}

/// How an answer begins that speaks of itself.
const ANSWERS: &[&str] = &["here", "sure", "certainly", "okay", "ok", "of course", "absolutely", "below", "i ", "i'", "i\u{2019}", "the following", "this is the", "let me", "great", "done", "now ", "updated"];

fn is_answer(text: &str) -> bool {
    let low = text.trim_start_matches(['*', '_', ' ']).to_lowercase();
    ANSWERS.iter().any(|a| low.starts_with(a))
}

/// A line next to a fence that only names something: a path, a heading, an item of a list, a rule.
fn is_title(line: &str) -> bool {
    let line = line.trim();
    let item = ["- ", "* ", "+ ", "> ", "**", "#"].iter().any(|s| line.starts_with(s));
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = numbered.len() < line.len() && numbered.starts_with(['.', ')']);
    let rule = line.len() >= 3 && line.bytes().all(|b| b == b'-');
    let named = as_path(line).is_some_and(|p| !p.contains(SIGNS));
    named || rule || (item || numbered) && !line.ends_with(['{', '}', ';'])
}

/// Words about code, in a paragraph: a sentence, or what answers begin and end with.
fn is_talk(text: &str) -> bool {
    let plain: String = text.split('`').step_by(2).collect();
    if plain.contains([';', '{', '}', '=']) || text.ends_with(['(', '[', ',', '\\']) {
        return false;
    }
    let capital = text.trim_start_matches(['*', '_', '`', '(']).starts_with(|c: char| !c.is_alphabetic() || c.is_uppercase());
    let ends = text.trim_end_matches(['*', '_', ')', '`']).ends_with(['.', ':', '!', '?', '\u{2026}']);
    (capital || is_answer(text)) && ends && !text.starts_with(['@', '"', '\'', '/', '<', '[']) || is_answer(text) && text.split_whitespace().count() >= 3
}

/// A line that only a written document has: a heading, an item, a table, a link, a directive, or the rule below a title.
fn is_markup(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim();
    let item = ["# ", "## ", "### ", "#### ", "- ", "* ", "+ ", "> ", "|", "<", "![", "[", ".. ", ":", "==", "--", "~~"].iter().any(|s| line.starts_with(s));
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    item || numbered.len() < line.len() && numbered.starts_with(". ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn read(path: &str, source: &str, edit: &str) -> Result<String, Reason> {
        code(edit, &Target { source, path, format: Format::Lazy }, &Lookup::new(&Text::new(source))).map_err(|r| r.reason)
    }

    fn given(text: &str) -> Result<String, Reason> {
        Ok(text.to_owned())
    }

    #[test]
    fn one_fence_of_the_paths_language_is_the_code() {
        assert_eq!(read("a.js", "x\n", "Here it is:\n```js\na\n```\nDone.\n"), given("a\n"));
        assert_eq!(read("a.js", "", "**src/a.js**\n\n~~~\na\n~~~\n\n- I added `a`.\n"), given("a\n"));
        assert_eq!(read("a.js", "", "```js\na\n"), Err(Reason::MalformedEdit));
        assert_eq!(read("a.js", "", "```json\na\n```\n"), Err(Reason::MalformedEdit));
        assert_eq!(read("a.py", "", "```py\na\n```\n\n```py\nb\n```\n"), Err(Reason::MalformedEdit));
        assert_eq!(read("a.feature", "", "Here is it:\n```feature\nScenario: a\n```\n"), given("Scenario: a\n"));
    }

    #[test]
    fn code_outside_of_the_fence_is_not_lost() {
        assert_eq!(read("a.py", "", "```python\na = 1\n```\nmain()\n"), Err(Reason::Ambiguous));
        assert_eq!(read("a.py", "", "import os\n\n```python\na = 1\n```\n"), Err(Reason::Ambiguous));
        let doc = "def f():\n    \"\"\"Text.\n\n```js\nx\n```\n    \"\"\"\n";
        assert_eq!(read("a.py", "", doc), given(doc));
    }

    #[test]
    fn a_document_is_taken_as_it_is() {
        for text in [
            "Kaptar applies edits.\n\nIt is small.\n", "# Title\n\n```js\na\n```\n\nThat is all.\n", "# Title\n\nRun this:\n\n```\nmake\n```\n",
            "- One thing here.\n- Another thing here.", "~~~\na\n~~~\n\ntext\n\n````md\n```js\n```\n````\n", "```sh\nmake\n```\n\n# Title\n\n```sh\nmake test\n```\n",
        ] {
            assert_eq!(read("README.md", "", text), given(text));
            assert_eq!(read("README.md", "# Other\n", text), given(text));
        }
        assert_eq!(read("README.md", "", "# Title\n\n```js\na\n"), Err(Reason::MalformedEdit));
        let rst = "Title\n~~~~~\n\nText.\n";
        assert_eq!(read("a.rst", "", rst), given(rst));
        assert_eq!(read("LICENSE", "", "Here is the text of it.\n\nAll rights.\n"), given("Here is the text of it.\n\nAll rights.\n"));
    }

    #[test]
    fn a_document_in_a_fence() {
        assert_eq!(read("README.md", "", "```markdown\n# T\n\nText.\n```\n"), given("# T\n\nText.\n"));
        assert_eq!(read("README.md", "", "````md\n# T\n\n```js\na\n```\n````\n"), given("# T\n\n```js\na\n```\n"));
        assert_eq!(read("README.md", "", "```markdown\n# T\n\n```js\na\n```\n\nEnd.\n```\n"), given("# T\n\n```js\na\n```\n\nEnd.\n"));
        assert_eq!(read("README.md", "", "```markdown\n# T\n\n```\na\n```\n```\n"), Err(Reason::Ambiguous));
        assert_eq!(read("README.md", "", "Here is the README:\n\n```markdown\n# T\n```\n"), Err(Reason::Ambiguous));
        assert_eq!(read("README.md", "", "Here is the README:\n\n```\n# T\n```\n"), Err(Reason::Ambiguous));
        assert_eq!(read("README.md", "", "```\n# T\n```\n"), Err(Reason::Ambiguous));
        assert_eq!(read("notes.txt", "", "```text\nT\n```\n"), given("T\n"));
        assert_eq!(read("notes.rst", "", "```\nT\n=\n```\n"), given("T\n=\n"));
    }

    #[test]
    fn both_readings_are_named() {
        let target = Target { source: "", path: "README.md", format: Format::Lazy };
        let message = code("Here:\n\n```md\n# T\n```\n", &target, &Lookup::new(&Text::new(""))).unwrap_err().message;
        assert!(message.contains("the fence's content (lines 4-4 of the edit), or the text with the fence in it"), "{message}");
    }

    #[test]
    fn sentences_round_code() {
        let source = "b = 2\n";
        assert_eq!(read("a.py", source, "Here is the code:\n\na = 1\n"), given("a = 1\n"));
        assert_eq!(read("a.py", source, "I made it round the total, as\nyou asked for.\n\na = 1\n\nThis rounds it.\n"), given("a = 1\n"));
        for edit in ["Here is the code:\na = 1\n", "a = 1\nThis rounds it.\n"] {
            assert_eq!(read("a.py", source, edit), Err(Reason::MalformedEdit), "{edit}");
        }
        assert_eq!(read("a.py", "", "Here is the code:\n\na = 1\n"), Err(Reason::MalformedEdit));
        assert_eq!(read("a.yml", source, "Summary: A tool for all.\n\na: 1\n"), given("Summary: A tool for all.\n\na: 1\n"));
        assert_eq!(read("a.yml", source, "Here is the new file:\n\na: 1\n"), Err(Reason::MalformedEdit));
        assert_eq!(read("a.lua", source, "-- This module does things.\nlocal a\n"), given("-- This module does things.\nlocal a\n"));
        assert_eq!(read("a.py", "\"\"\"\nThis does things.\n\"\"\"\n", "This does more now.\n\na = 1\n"), Err(Reason::MalformedEdit));
        assert_eq!(read("a.feature", "", "Some words at the top.\n\nScenario: a\n"), given("Some words at the top.\n\nScenario: a\n"));
    }
}
