//! Records of statements without a suite.

use ruff_python_ast::{AnyNodeRef, Expr, Stmt};
use kaptar_table::Kind;

use super::{Scope, Walk};
use crate::names;
use crate::parse::offsets;

impl<'a> Walk<'a> {
    pub fn statements(&mut self, body: &'a [Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => self.function(def, offsets(statement)),
            Stmt::ClassDef(def) => self.class(def, offsets(statement)),
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::TypeAlias(alias) => self.bound(Kind::TypeAlias, statement, &alias.name),
            Stmt::Assign(_) | Stmt::AnnAssign(_) => self.assignment(statement),
            Stmt::AugAssign(assign) => self.named(Kind::Statement, statement, plain(&assign.target), 0),
            Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_) => {
                let range = offsets(statement);
                self.open(Kind::Statement, range, None, 0);
                self.compound(statement);
                self.close(range.1);
            }
            _ => self.named(Kind::Statement, statement, None, 0),
        }
    }

    /// In a module or class it defines names; elsewhere it is a statement, with the name if there is only a plain one.
    fn assignment(&mut self, statement: &'a Stmt) {
        let targets = match statement {
            Stmt::Assign(assign) => assign.targets.as_slice(),
            Stmt::AnnAssign(assign) => std::slice::from_ref(&*assign.target),
            _ => &[],
        };
        let kind = match self.scope {
            Scope::Module => Kind::Variable,
            Scope::Class => Kind::Field,
            Scope::Function => Kind::Statement,
        };
        match targets.first().and_then(names::first_name) {
            Some(name) if kind != Kind::Statement => {
                let flags = self.flags(&name.id);
                self.named(kind, statement, Some(offsets(name)), flags);
            }
            _ => {
                let name = if let [only] = targets { plain(only) } else { None };
                self.named(Kind::Statement, statement, name, 0);
            }
        }
    }

    fn bound(&mut self, kind: Kind, statement: &'a Stmt, target: &'a ruff_python_ast::Expr) {
        match names::first_name(target) {
            Some(name) => self.named(kind, statement, Some(offsets(name)), self.flags(&name.id)),
            None => self.named(kind, statement, None, 0),
        }
    }

    /// A statement without a suite, with the collections and strings in it that span lines.
    fn named(&mut self, kind: Kind, statement: &'a Stmt, name: Option<(u32, u32)>, flags: u32) {
        let range = offsets(statement);
        self.open(kind, range, name, flags);
        self.children(AnyNodeRef::from(statement));
        self.close(range.1);
    }
}

/// The target, if it is a plain name that error recovery did not make up.
fn plain(target: &Expr) -> Option<(u32, u32)> {
    target.is_name_expr().then(|| offsets(target)).filter(|(start, end)| start < end)
}
