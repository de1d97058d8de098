//! Operation 5: lines and functions of a file. A source that does not parse has lines only.

use oxc_allocator::Allocator;
use oxc_ast::ast::Comment;
use serde::Serialize;
use kaptar_table::Lines;

use crate::dialect::Dialect;
use crate::measures;
use crate::parse::{self, Purpose};

#[derive(Debug, Default, Serialize)]
pub struct Metrics {
    pub lines: u32,
    pub code_lines: u32,
    pub comment_lines: u32,
    pub blank_lines: u32,
    pub max_nesting: u32,
    pub functions: Vec<Function>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Function {
    pub name: String,
    pub line: u32,
    pub end_line: u32,
    pub lines: u32,
    pub complexity: u32,
    pub nesting: u32,
    pub parameters: u32,
}

/// Errors: the source is not UTF-8, or nested too deep to be parsed.
pub fn metrics(source: &[u8], dialect: Dialect) -> Result<Metrics, String> {
    let text = parse::text(source).map_err(|fault| fault.message)?;
    let allocator = Allocator::default();
    let program = parse::parse(&allocator, text, dialect, Purpose::Shape).program;
    let lines = Lines::new(source);
    let mut metrics = count_lines(text, &program.comments);
    let (functions, max_nesting) = measures::measure(&program);
    metrics.max_nesting = max_nesting;
    metrics.functions = functions
        .iter()
        .map(|m| {
            let (line, end_line) = (lines.line(m.span.start), lines.line(m.span.end - 1));
            Function {
                name: measures::name_of(m, text),
                line,
                end_line,
                lines: end_line - line + 1,
                complexity: m.complexity,
                nesting: m.nesting,
                parameters: m.parameters,
            }
        })
        .collect();
    Ok(metrics)
}

/// A line with anything besides comments and white space is code; one with comments only is a comment line.
fn count_lines(text: &str, comments: &[Comment]) -> Metrics {
    let mut metrics = Metrics::default();
    let (mut start, mut next) = (0, 0);
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        while comments.get(next).is_some_and(|c| c.span.end as usize <= start) {
            next += 1;
        }
        let covering = comments[next..].iter().take_while(|c| (c.span.start as usize) < end);
        let mut at = start;
        let (mut code, mut comment) = (false, false);
        for c in covering {
            let (from, to) = ((c.span.start as usize).max(at), (c.span.end as usize).min(end));
            code |= !is_blank(&text[at..from]);
            comment |= !is_blank(&text[from..to]);
            at = to;
        }
        code |= !is_blank(&text[at..end]);
        metrics.lines += 1;
        match (code, comment) {
            (true, _) => metrics.code_lines += 1,
            (false, true) => metrics.comment_lines += 1,
            (false, false) => metrics.blank_lines += 1,
        }
        start = end;
    }
    metrics
}

fn is_blank(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_code_comment_or_blank() {
        let m = metrics(b"// a\n\nlet x = `// no\n\n`; // yes\n/* b\n\n*/ let y;\n", Dialect::JavaScript).unwrap();
        assert_eq!((m.lines, m.code_lines, m.comment_lines, m.blank_lines), (8, 3, 2, 3));
    }

    #[test]
    fn functions_have_their_own_numbers() {
        let source = "function a(x, ...y) {\n  if (x && y) { for (;;) {} } else if (x) { return 1 }\n  const b = () => x ? 1 : 2;\n}\n\
                      class C { m() { try { } catch { } switch (1) { case 1: case 2: default: } } }\nx ??= function () {};\n";
        let m = metrics(source.as_bytes(), Dialect::JavaScript).unwrap();
        let rows: Vec<_> = m.functions.iter().map(|f| (f.name.as_str(), f.line, f.lines, f.complexity, f.nesting, f.parameters)).collect();
        assert_eq!(rows, [("a", 1, 4, 5, 2, 2), ("b", 3, 1, 2, 0, 0), ("m", 5, 1, 4, 1, 0), ("x", 6, 1, 1, 0, 0)]);
        assert_eq!(m.max_nesting, 2);
    }
}
