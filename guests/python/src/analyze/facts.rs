//! What names stand for: modules and their members by the imports, values by the assignments of a scope.

use std::collections::HashMap;

use ruff_python_ast::visitor::{Visitor, walk_except_handler, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{ExceptHandler, Expr, Parameters, Pattern, Stmt, StmtImportFrom};

/// Local names of what a source imports, with their dotted paths; and the names that it defines itself.
pub struct Imports<'a> {
    paths: HashMap<&'a str, String>,
    own: HashMap<&'a str, ()>,
}

impl<'a> Imports<'a> {
    /// The imports of a whole module, those inside of functions too.
    pub fn of(body: &'a [Stmt]) -> Self {
        let mut imports = Self { paths: HashMap::new(), own: HashMap::new() };
        imports.visit_body(body);
        imports
    }

    /// The dotted path that an expression names: `sp.run` is `subprocess.run` after `import subprocess as sp`. A name that nobody
    /// imports or defines stands for itself (a builtin).
    pub fn path(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Name(name) => match self.paths.get(name.id.as_str()) {
                Some(path) => Some(path.clone()),
                None if self.own.contains_key(name.id.as_str()) => None,
                None => Some(name.id.to_string()),
            },
            Expr::Attribute(attribute) => {
                let mut path = self.path(&attribute.value)?;
                path.push('.');
                path.push_str(&attribute.attr);
                Some(path)
            }
            _ => None,
        }
    }

    fn import_from(&mut self, import: &'a StmtImportFrom) {
        let dots = ".".repeat(import.level as usize);
        let module = import.module.as_deref().unwrap_or("");
        for alias in &import.names {
            let local = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            self.paths.insert(local, format!("{dots}{module}.{}", alias.name));
        }
    }
}

impl<'a> Visitor<'a> for Imports<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let whole = alias.name.as_str();
                    let first = whole.split('.').next().unwrap_or(whole);
                    let (local, path) = alias.asname.as_ref().map_or((first, first), |n| (n.as_str(), whole));
                    self.paths.insert(local, path.to_owned());
                }
            }
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::FunctionDef(def) => {
                self.own.insert(&def.name, ());
                walk_stmt(self, stmt);
            }
            Stmt::ClassDef(def) => {
                self.own.insert(&def.name, ());
                walk_stmt(self, stmt);
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// The expressions that a scope binds each of its plain names to; `None` among them stands for a value that cannot be read off.
#[derive(Default)]
pub struct Values<'a> {
    bound: HashMap<&'a str, Vec<Option<&'a Expr>>>,
    /// Names whose value is also changed in place, as by `+=`, and with what.
    changed: HashMap<&'a str, Vec<&'a Expr>>,
}

impl<'a> Values<'a> {
    /// Of a function's body and its parameters, or of a module.
    pub fn of(parameters: Option<&'a Parameters>, body: &'a [Stmt]) -> Self {
        let mut values = Self::default();
        for parameter in parameters.into_iter().flat_map(Parameters::iter) {
            values.bind_name(parameter.name().as_str(), None);
        }
        values.visit_body(body);
        values
    }

    /// Whether the scope itself says what the name is.
    pub fn binds(&self, name: &str) -> bool {
        self.bound.contains_key(name) || self.changed.contains_key(name)
    }

    /// All that the name is bound to, if all of it is known.
    pub fn all(&self, name: &str) -> Option<Vec<&'a Expr>> {
        self.bound.get(name)?.iter().copied().collect()
    }

    /// All that the name is bound to or added to it, if all of it is known.
    pub fn every(&self, name: &str) -> Option<Vec<&'a Expr>> {
        let mut all: Vec<&Expr> = self.bound.get(name).into_iter().flatten().copied().collect::<Option<_>>()?;
        all.extend(self.changed.get(name).into_iter().flatten());
        Some(all)
    }

    /// The one value of a name that is bound once and stays as it is.
    pub fn only(&self, name: &str) -> Option<&'a Expr> {
        match self.bound.get(name)?.as_slice() {
            [value] if !self.changed.contains_key(name) => *value,
            _ => None,
        }
    }

    fn bind(&mut self, target: &'a Expr, value: Option<&'a Expr>) {
        match target {
            Expr::Name(name) => self.bind_name(name.id.as_str(), value),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|t| self.bind(t, None)),
            Expr::List(list) => list.elts.iter().for_each(|t| self.bind(t, None)),
            Expr::Starred(starred) => self.bind(&starred.value, None),
            _ => {}
        }
    }

    fn bind_name(&mut self, name: &'a str, value: Option<&'a Expr>) {
        self.bound.entry(name).or_default().push(value);
    }
}

impl<'a> Visitor<'a> for Values<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => return self.bind_name(&def.name, None),
            Stmt::ClassDef(def) => return self.bind_name(&def.name, None),
            Stmt::Assign(s) => s.targets.iter().for_each(|t| self.bind(t, Some(&s.value))),
            Stmt::AnnAssign(s) if s.value.is_some() => self.bind(&s.target, s.value.as_deref()),
            Stmt::AugAssign(s) => {
                if let Expr::Name(name) = &*s.target {
                    self.changed.entry(name.id.as_str()).or_default().push(&s.value);
                }
            }
            Stmt::For(s) => self.bind(&s.target, None),
            Stmt::With(s) => {
                for item in &s.items {
                    if let Some(target) = &item.optional_vars {
                        self.bind(target, Some(&item.context_expr));
                    }
                }
            }
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Named(named) => self.bind(&named.target, None),
            Expr::Lambda(_) => return,
            _ => {}
        }
        walk_expr(self, expr);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind_name(name.as_str(), None);
        }
        walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchAs(it) => it.name.iter().for_each(|name| self.bind_name(name.as_str(), None)),
            Pattern::MatchStar(it) => it.name.iter().for_each(|name| self.bind_name(name.as_str(), None)),
            Pattern::MatchMapping(it) => it.rest.iter().for_each(|name| self.bind_name(name.as_str(), None)),
            _ => {}
        }
        walk_pattern(self, pattern);
    }
}
