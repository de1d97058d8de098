//! A text as lines: where each begins and ends, without copying.

/// One line. `start..end` is its content, `next` the start of the line below; the line end lies between. `first..last` is
/// the content without blanks at both ends; `end..end` for a blank line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub start: usize,
    pub end: usize,
    pub next: usize,
    first: usize,
    last: usize,
}

impl Line {
    fn new(all: &str, start: usize, end: usize, next: usize) -> Self {
        let bytes = &all.as_bytes()[start..end];
        let plain = |b: &u8| !b.is_ascii_whitespace() && *b != 0x0B;
        let first = bytes.iter().position(plain).map_or(end, |n| start + n);
        let last = bytes.iter().rposition(plain).map_or(end, |n| start + n + 1);
        if first < end && (bytes[first - start] >= 0x80 || bytes[last - start - 1] >= 0x80) {
            // There may be blanks beyond ASCII.
            let line = &all[start..end];
            let (lead, rest) = (line.len() - line.trim_start().len(), line.trim().len());
            return Self { start, end, next, first: start + lead, last: start + lead + rest };
        }
        Self { start, end, next, first, last }
    }
}

/// A UTF-8 text and its lines. A byte order mark belongs to no line; a CR before the LF belongs to the line end.
pub struct Text<'a> {
    pub all: &'a str,
    pub lines: Vec<Line>,
}

const BOM: &str = "\u{feff}";

impl<'a> Text<'a> {
    pub fn new(all: &'a str) -> Self {
        let bytes = all.as_bytes();
        let mut lines = Vec::with_capacity(bytes.len() / 24 + 1);
        let mut start = if all.starts_with(BOM) { BOM.len() } else { 0 };
        for end in memchr::memchr_iter(b'\n', bytes) {
            let cr = end > start && bytes[end - 1] == b'\r';
            lines.push(Line::new(all, start, end - usize::from(cr), end + 1));
            start = end + 1;
        }
        if start < bytes.len() {
            lines.push(Line::new(all, start, bytes.len(), bytes.len()));
        }
        Self { all, lines }
    }

    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Content of a line, without its end.
    pub fn line(&self, index: usize) -> &'a str {
        let line = self.lines[index];
        &self.all[line.start..line.end]
    }

    /// Content of a line, without blanks at both ends.
    pub fn trimmed(&self, index: usize) -> &'a str {
        let line = self.lines[index];
        &self.all[line.first..line.last]
    }

    /// The blanks that a line begins with; all of a blank line.
    pub fn lead(&self, index: usize) -> &'a str {
        let line = self.lines[index];
        &self.all[line.start..line.first]
    }

    /// Content of a line, without blanks at its end.
    pub fn trimmed_end(&self, index: usize) -> &'a str {
        let line = self.lines[index];
        if line.first == line.last { "" } else { &self.all[line.start..line.last] }
    }

    pub fn is_blank(&self, index: usize) -> bool {
        let line = self.lines[index];
        line.first == line.last
    }

    pub fn iter(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.lines.iter().map(|line| &self.all[line.start..line.end])
    }

    /// The line end that most lines have; LF for a text without any.
    pub fn line_end(&self) -> &'static str {
        line_end(self.all)
    }

    /// Whether the last line is terminated; an empty text counts as terminated.
    pub fn ends_terminated(&self) -> bool {
        self.lines.last().is_none_or(|l| l.next > l.end)
    }

    /// Where a line starts; the end of the text for the line behind the last.
    pub fn start_of(&self, index: usize) -> usize {
        self.lines.get(index).map_or(self.all.len(), |l| l.start)
    }

    /// The line that an offset lies in.
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|l| l.start <= offset).saturating_sub(1)
    }
}

/// The line end that most lines of a text have; LF for a text without any.
pub fn line_end(text: &str) -> &'static str {
    let bytes = text.as_bytes();
    let (mut ended, mut crlf) = (0, 0);
    for at in memchr::memchr_iter(b'\n', bytes) {
        ended += 1;
        crlf += usize::from(at > 0 && bytes[at - 1] == b'\r');
    }
    if crlf * 2 > ended { "\r\n" } else { "\n" }
}

/// Leading blanks and tabs of a line.
pub fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

/// Letters, digits and underscores: a measure of how much a line says.
pub fn weight(line: &str) -> usize {
    line.chars().filter(|c| c.is_alphanumeric() || *c == '_').count()
}

/// What a line assigns, declares or names: the words before `=` or `:`.
pub fn target(line: &str) -> Option<&str> {
    let line = line.trim();
    let end = line.find(['=', ':']).filter(|n| *n > 0 && !line[*n..].starts_with("=="))?;
    Some(line[..end].trim())
}

/// Words that any file may hold: they say nothing of the one that they stand in.
const COMMON: &[&str] = &[
    "import", "package", "from", "use", "using", "include", "return", "if", "else", "elif", "for", "while", "do", "try", "catch",
    "except", "finally", "pass", "break", "continue", "end", "begin", "const", "let", "var", "default", "export", "null", "None",
    "nil", "true", "false", "True", "False", "err", "error", "self", "this", "public", "private", "static", "void",
];

/// Words of a line, without those that any file may hold.
pub fn telling_words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty() && !COMMON.contains(w))
}

/// As `weight`, without words that any file may hold.
pub fn says(line: &str) -> usize {
    telling_words(line).map(|w| w.chars().count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_all_kinds() {
        let text = Text::new("\u{feff}a\r\n\nb");
        let lines: Vec<_> = text.iter().collect();
        assert_eq!(lines, ["a", "", "b"]);
        assert!(!text.ends_terminated());
        assert_eq!(text.lines[0].start, 3);
        assert_eq!(Text::new("").len(), 0);
        for line in ["", " ", "\t a b \u{b}", "\u{a0}", "\u{3000} x\u{2003}", "\u{e4} \u{e4}", "x\u{85}", " \u{200b}"] {
            let all = format!("{line}\n");
            let text = Text::new(&all);
            assert_eq!((text.trimmed(0), text.trimmed_end(0)), (line.trim(), line.trim_end()), "{line:?}");
            assert_eq!(text.is_blank(0), line.trim().is_empty());
        }
        assert_eq!(Text::new("a\r\nb\r\n").line_end(), "\r\n");
    }
}
