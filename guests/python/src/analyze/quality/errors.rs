//! Exceptions that get lost.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{ExceptHandlerExceptHandler, Expr, Stmt};

use super::super::context::Context;
use super::super::{Rule, Severity, rule};
use crate::parse::offsets;

pub const BARE_EXCEPT: Rule = rule("quality/bare-except", Severity::Warning);
pub const EXCEPT_PASS: Rule = rule("quality/except-pass", Severity::Warning);

/// `except:` that does not raise again, and a broad `except` that does nothing.
pub fn except(context: &Context<'_>, handler: &ExceptHandlerExceptHandler) {
    let start = offsets(handler).0;
    let keyword = (start, start + "except".len() as u32);
    let broad = match handler.type_.as_deref() {
        None => true,
        Some(kind) => matches!(context.imports.path(kind).as_deref(), Some("Exception" | "BaseException")),
    };
    if broad && handler.body.iter().all(does_nothing) {
        context.report_at(&EXCEPT_PASS, keyword, "every error is dropped here: name the ones that are expected", None);
    } else if handler.type_.is_none() && !raises(&handler.body) {
        context.report_at(&BARE_EXCEPT, keyword, "a bare except catches KeyboardInterrupt and SystemExit too: name what is expected", None);
    }
}

fn does_nothing(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Pass(_) | Stmt::Continue(_) => true,
        Stmt::Expr(s) => matches!(&*s.value, Expr::EllipsisLiteral(_) | Expr::StringLiteral(_)),
        _ => false,
    }
}

fn raises(body: &[Stmt]) -> bool {
    struct Finder(bool);
    impl<'a> Visitor<'a> for Finder {
        fn visit_stmt(&mut self, stmt: &'a Stmt) {
            self.0 |= matches!(stmt, Stmt::Raise(_));
            walk_stmt(self, stmt);
        }
    }
    let mut finder = Finder(false);
    finder.visit_body(body);
    finder.0
}
