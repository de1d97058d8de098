//! Blocks by indentation: what belongs to a line when no grammar is at hand.

use crate::text::{Text, indent};

const TAB: usize = 8;

/// Columns of a line's indentation.
pub fn depth(line: &str) -> usize {
    let bytes = line.as_bytes();
    let plain = bytes.iter().take_while(|b| **b == b' ').count();
    match bytes.get(plain) {
        // Only what begins with anything but letters and signs of ASCII has to be looked at closely.
        None | Some(b'!'..=b'~') => plain,
        _ => indent(line).chars().map(|c| if c == '\t' { TAB } else { 1 }).sum(),
    }
}

/// The depth of each line of a text, and so what belongs to it.
pub struct Blocks {
    depths: Vec<u32>,
    closing: Vec<Closing>,
}

/// Whether a line closes a block, and whether it opens one again. A comment opens none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Closing {
    No,
    Comment,
    Closes,
    Continues,
}

/// Depth of a line that says nothing about blocks: a blank or preprocessor line.
const SILENT: u32 = u32::MAX;

impl Blocks {
    /// `strings` are byte ranges of strings that span lines: their lines belong to the one that they begin in.
    pub fn new(text: &Text, strings: &[(usize, usize)]) -> Self {
        let silent = |i: usize| text.is_blank(i) || is_directive(text.line(i));
        let mut depths: Vec<u32> = (0..text.len()).map(|i| if silent(i) { SILENT } else { depth(text.line(i)) as u32 }).collect();
        let closing = text.iter().map(|l| match is_closing(l) {
            false if is_comment(l) => Closing::Comment,
            false => Closing::No,
            true if opens(l) => Closing::Continues,
            true => Closing::Closes,
        });
        for (start, end) in strings {
            let (first, last) = (text.line_at(*start), text.line_at(end.saturating_sub(1)));
            let inner = depths[first].saturating_add(1);
            depths[first + 1..=last].fill(inner);
        }
        Self { closing: closing.collect(), depths }
    }

    /// Whether something deeper stands below a line.
    pub fn has_block(&self, row: usize) -> bool {
        self.depths[row + 1..].iter().find(|d| **d != SILENT).is_some_and(|d| *d > self.depths[row])
    }

    /// The line behind the block that a line opens: the deeper lines below it and the line that closes them. Lines of a
    /// header that goes on (`def f(` … `) -> int:`, `foo(` … `) {`) belong to it.
    pub fn end(&self, row: usize) -> usize {
        let own = self.depths[row];
        let mut end = row + 1;
        for i in row + 1..self.depths.len() {
            let depth = self.depths[i];
            // A comment may stand further left than the block that it is in.
            if depth == SILENT || depth <= own && self.closing[i] == Closing::Comment {
                continue;
            }
            if depth > own {
                end = i + 1;
                continue;
            }
            let closes = matches!(self.closing[i], Closing::Closes | Closing::Continues);
            if depth == own && closes && self.closing[row] != Closing::Comment {
                end = i + 1;
                if self.closing[i] == Closing::Continues {
                    continue;
                }
            }
            break;
        }
        end
    }
}

/// Whether a line is one of the C preprocessor, which may stand at column 0 in any block.
pub fn is_directive(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('#') else { return false };
    ["if", "else", "elif", "endif", "define", "undef", "pragma", "region", "endregion"].iter().any(|w| {
        rest.strip_prefix(w).is_some_and(|r| !r.starts_with(|c: char| c.is_alphanumeric() && !"dn".contains(c)))
    })
}

/// Whether a line is, or belongs to, a comment. `#name(…) {` is a private member, not one.
pub fn is_comment(line: &str) -> bool {
    let line = line.trim();
    let starred = line.strip_prefix('*').is_some_and(|r| r.is_empty() || r.starts_with([' ', '/', '*']));
    let hashed = line.starts_with('#') && !line.starts_with("#[") && !line.ends_with('{');
    starred || hashed || ["//", "/*", "<!--", "{/*"].iter().any(|c| line.starts_with(c))
}

/// Whether a line begins with a decorator, annotation or attribute: `@a`, `#[a]`, `[A]`. `@interface A` declares a type.
pub fn is_decorator(line: &str) -> bool {
    let line = line.trim_start();
    let named = line.strip_prefix('@').is_some_and(|r| r.starts_with(|c: char| c.is_alphabetic() || "_$(".contains(c)));
    named && !line.starts_with("@interface ") || line.starts_with("#[") || line.starts_with('[') && line.trim_end().ends_with(']')
}

/// Whether a line begins with what closes a block.
pub fn is_closing(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['}', ')', ']']) || line == "end" || line.starts_with("end ") || line.starts_with("</")
}

/// Whether a line ends with what opens a block, a comment behind it aside.
pub fn opens(line: &str) -> bool {
    let ends = |l: &str| l.trim_end().ends_with(['{', '(', '[', ':']);
    ends(line) || [" #", " //", " /*"].iter().any(|c| line.find(c).is_some_and(|at| ends(&line[..at])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks() {
        let end = |source: &str, strings: &[(usize, usize)]| Blocks::new(&Text::new(source), strings).end(0);
        assert_eq!(end("def f(\n    a,\n):\n    x\n\n    y\ng()\n", &[]), 6);
        assert_eq!(end("f() {\n  a\n}\ng() {\n}\n", &[]), 3);
        assert_eq!(end("f() {\n#ifdef X\n  a\n#endif\n}\n", &[]), 5);
        assert_eq!(end("def f():\n  x = `\ntext`\n  y\n", &[(13, 20)]), 4);
        assert_eq!(end("def f():\n  x\n# why\n  y\n# next\ndef g():\n  z\n", &[]), 4);
        assert_eq!(end("if (a) {\n  b\n// else\n} else {\n  c\n}\nd\n", &[]), 6);
        assert_eq!(end("def f(\n    a,\n) -> str:  # pragma: no cover\n    x\ny\n", &[]), 4);
    }
}
