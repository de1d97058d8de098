//! Errors of CPython's compiler that ruff's checker does not look for and that need no scope.

use ruff_python_ast::visitor::{Visitor, walk_pattern, walk_stmt};
use ruff_python_ast::{ExceptHandler, Expr, Identifier, Pattern, Stmt, StmtTry};
use ruff_text_size::Ranged;

use crate::semantics::Found;

fn found(node: &impl Ranged, message: &str) -> Found {
    Found { range: node.range(), message: message.to_owned() }
}

/// A bare `except:` before other handlers; leaving an `except*` block by a jump.
pub fn try_statement(statement: &StmtTry) -> Vec<Found> {
    let handlers = statement.handlers.iter().map(|ExceptHandler::ExceptHandler(h)| h);
    let before_last = handlers.clone().take(statement.handlers.len().saturating_sub(1));
    let mut all: Vec<Found> =
        before_last.filter(|h| h.type_.is_none()).map(|h| found(h, "default 'except:' must be last")).collect();
    if statement.is_star {
        let mut jumps = Jumps { loops: 0, found: Vec::new() };
        handlers.for_each(|h| jumps.visit_body(&h.body));
        all.extend(jumps.found);
    }
    all
}

struct Jumps {
    loops: u32,
    found: Vec<Found>,
}

impl<'a> Visitor<'a> for Jumps {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Return(_) => self.jump(stmt),
            Stmt::Break(_) | Stmt::Continue(_) if self.loops == 0 => self.jump(stmt),
            Stmt::For(_) | Stmt::While(_) => {
                self.loops += 1;
                walk_stmt(self, stmt);
                self.loops -= 1;
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

impl Jumps {
    fn jump(&mut self, stmt: &Stmt) {
        self.found.push(found(stmt, "'break', 'continue' and 'return' cannot appear in an except* block"));
    }
}

/// An f-string as a pattern.
pub fn pattern(pattern: &Pattern) -> Vec<Found> {
    struct Finder(Vec<Found>);
    impl<'a> Visitor<'a> for Finder {
        fn visit_pattern(&mut self, pattern: &'a Pattern) {
            if let Pattern::MatchValue(value) = pattern
                && matches!(&*value.value, Expr::FString(_) | Expr::TString(_))
            {
                self.0.push(found(value, "patterns may only match literals and attribute lookups"));
            }
            walk_pattern(self, pattern);
        }

        fn visit_expr(&mut self, _: &'a Expr) {}
    }
    let mut finder = Finder(Vec::new());
    finder.visit_pattern(pattern);
    finder.0
}

/// The name that a definition binds. (Imports may stand before a `global` of their name, definitions may not.)
pub fn defined_name(stmt: &Stmt) -> Option<&Identifier> {
    match stmt {
        Stmt::FunctionDef(def) => Some(&def.name),
        Stmt::ClassDef(def) => Some(&def.name),
        _ => None,
    }
}
