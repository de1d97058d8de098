//! Sizes and complexity of a source, per file and per function.
//!
//! Cyclomatic complexity is 1 + the decision points of a function: `if`, `elif`, conditional expressions, `for` and `while`
//! (their `else` counts 1 more, as it does in radon), `except`, `case` (except a last `case _`), each `and` and `or`,
//! each `for` and `if` of a comprehension, `assert`. Functions nested in it count for themselves only; lambdas count for the function
//! that they stand in. Nesting counts the compound statements around a statement, from the function's own body at 0.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Comprehension, ExceptHandler, Expr, Pattern, Stmt, StmtFunctionDef, StmtMatch};
use ruff_text_size::Ranged;
use serde::Serialize;
use kaptar_table::Lines;

use crate::parse::{offsets, parse};
use crate::source::prepare;

#[derive(Serialize)]
pub struct Metrics {
    pub lines: u32,
    pub code_lines: u32,
    pub comment_lines: u32,
    pub blank_lines: u32,
    pub max_nesting: u32,
    pub functions: Vec<Function>,
}

#[derive(Serialize)]
pub struct Function {
    /// With the classes and functions around it: `Class.method`.
    pub name: String,
    pub line: u32,
    pub end_line: u32,
    pub lines: u32,
    pub complexity: u32,
    pub nesting: u32,
    pub parameters: u32,
}

/// The metrics of a source. The error says why it cannot be parsed; parse errors alone are worked around.
pub fn metrics(bytes: &[u8]) -> Result<Metrics, String> {
    let source = prepare(bytes).map_err(|p| format!("line {}: {}", p.line, p.message))?;
    let parsed = parse(source.text);
    let lines = Lines::new(bytes);
    let (code_lines, comment_lines) = line_kinds(parsed.tokens(), &lines);
    let mut functions = Functions { lines: &lines, path: Vec::new(), found: Vec::new(), spots: Vec::new() };
    functions.visit_body(&parsed.syntax().body);
    let found = functions.found;
    let total = lines.count();
    Ok(Metrics {
        lines: total,
        code_lines,
        comment_lines,
        blank_lines: total.saturating_sub(code_lines + comment_lines),
        max_nesting: measure(&parsed.syntax().body).nesting.max(found.iter().map(|f| f.nesting).max().unwrap_or(0)),
        functions: found,
    })
}

/// Lines with code (those inside of a string included) and lines with nothing but a comment.
fn line_kinds(tokens: &[Token], lines: &Lines<'_>) -> (u32, u32) {
    let (mut code, mut comments, mut last) = (0, 0, 0);
    for token in tokens {
        let kind = token.kind();
        if matches!(kind, TokenKind::Newline | TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent | TokenKind::EndOfFile) {
            continue;
        }
        let (start, end) = offsets(token);
        let (first, end_line) = (lines.line(start).max(last + 1), lines.line(end.max(start + 1) - 1));
        if end_line < first {
            continue;
        }
        if kind == TokenKind::Comment { comments += 1 } else { code += end_line - first + 1 }
        last = end_line;
    }
    (code, comments)
}

struct Functions<'a> {
    lines: &'a Lines<'a>,
    path: Vec<&'a str>,
    found: Vec<Function>,
    /// Where each name stands, and whether the first parameter is `self` or `cls`.
    spots: Vec<((u32, u32), bool)>,
}

/// Each function, where its name stands, and whether it takes `self` or `cls`: for rules that judge it by its metrics.
pub fn functions(body: &[Stmt], lines: &Lines<'_>) -> Vec<(Function, (u32, u32), bool)> {
    let mut finder = Functions { lines, path: Vec::new(), found: Vec::new(), spots: Vec::new() };
    finder.visit_body(body);
    finder.found.into_iter().zip(finder.spots).map(|(f, (at, receiver))| (f, at, receiver)).collect()
}

impl<'a> Functions<'a> {
    fn add(&mut self, def: &'a StmtFunctionDef) {
        let measured = measure(&def.body);
        let (start, end) = offsets(def);
        let (line, end_line) = (self.lines.line(def.name.start().to_u32()), self.lines.line(end.max(start + 1) - 1));
        self.found.push(Function {
            name: [&self.path[..], &[def.name.as_str()]].concat().join("."),
            line,
            end_line,
            lines: end_line - line + 1,
            complexity: measured.decisions + 1,
            nesting: measured.nesting,
            parameters: def.parameters.len() as u32,
        });
        let receiver = def.parameters.iter().next().is_some_and(|p| matches!(p.name().as_str(), "self" | "cls"));
        self.spots.push((offsets(&def.name), receiver));
    }
}

impl<'a> Visitor<'a> for Functions<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let name = match stmt {
            Stmt::FunctionDef(def) => {
                self.add(def);
                &def.name
            }
            Stmt::ClassDef(def) => &def.name,
            _ => return walk_stmt(self, stmt),
        };
        self.path.push(name.as_str());
        walk_stmt(self, stmt);
        self.path.pop();
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// What one body adds up to, without the functions and classes in it.
#[derive(Default)]
struct Measured {
    decisions: u32,
    nesting: u32,
    depth: u32,
}

fn measure(body: &[Stmt]) -> Measured {
    let mut measured = Measured::default();
    measured.visit_body(body);
    measured
}

impl<'a> Visitor<'a> for Measured {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.decisions += match stmt {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => return,
            Stmt::If(s) => 1 + s.elif_else_clauses.iter().filter(|c| c.test.is_some()).count() as u32,
            Stmt::For(s) => 1 + u32::from(!s.orelse.is_empty()),
            Stmt::While(s) => 1 + u32::from(!s.orelse.is_empty()),
            Stmt::Assert(_) => 1,
            Stmt::Match(s) => cases(s),
            _ => 0,
        };
        let nests = matches!(stmt, Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_));
        self.depth += u32::from(nests);
        self.nesting = self.nesting.max(self.depth);
        walk_stmt(self, stmt);
        self.depth -= u32::from(nests);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        self.decisions += 1;
        ruff_python_ast::visitor::walk_except_handler(self, handler);
    }

    fn visit_comprehension(&mut self, comprehension: &'a Comprehension) {
        self.decisions += 1 + comprehension.ifs.len() as u32;
        ruff_python_ast::visitor::walk_comprehension(self, comprehension);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.decisions += match expr {
            Expr::If(_) => 1,
            Expr::BoolOp(op) => op.values.len() as u32 - 1,
            _ => 0,
        };
        walk_expr(self, expr);
    }
}

fn cases(statement: &StmtMatch) -> u32 {
    let wildcard = statement.cases.last().is_some_and(|c| {
        c.guard.is_none() && matches!(&c.pattern, Pattern::MatchAs(p) if p.pattern.is_none() && p.name.is_none())
    });
    statement.cases.len() as u32 - u32::from(wildcard)
}
