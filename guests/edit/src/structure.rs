//! Blocks by indentation: what belongs to a line when no grammar is at hand.

use crate::text::{Text, indent};

const TAB: usize = 8;

/// Columns of a line's indentation.
pub fn depth(line: &str) -> usize {
    indent(line).chars().map(|c| if c == '\t' { TAB } else { 1 }).sum()
}

/// The line behind the block that a line opens: the deeper lines below it and the line that closes them. Lines of a
/// header that goes on (`def f(` … `) -> int:`, `foo(` … `) {`) belong to it.
pub fn block_end(text: &Text, row: usize) -> usize {
    let own = depth(text.line(row));
    let mut end = row + 1;
    for i in row + 1..text.len() {
        let line = text.line(i);
        if line.trim().is_empty() {
            continue;
        }
        if depth(line) > own {
            end = i + 1;
            continue;
        }
        if depth(line) == own && is_closing(line) {
            end = i + 1;
            if opens(line) {
                continue;
            }
        }
        break;
    }
    end
}

/// Whether a line begins with what closes a block.
pub fn is_closing(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['}', ')', ']']) || line == "end" || line.starts_with("end ") || line.starts_with("</")
}

/// Whether a line ends with what opens a block.
pub fn opens(line: &str) -> bool {
    line.trim_end().ends_with(['{', '(', '[', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks() {
        let text = Text::new("def f(\n    a,\n):\n    x\n\n    y\ng()\n");
        assert_eq!(block_end(&text, 0), 6);
        let text = Text::new("f() {\n  a\n}\ng() {\n}\n");
        assert_eq!(block_end(&text, 0), 3);
    }
}
