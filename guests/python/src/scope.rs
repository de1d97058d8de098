//! Scopes, as the compiler's rules need them: which names are parameters, declared or bound where.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{Alias, ExceptHandler, Expr, Parameters, Pattern, Stmt};
use ruff_text_size::TextRange;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    Module,
    Class,
    Function { is_async: bool },
    Lambda,
    /// A comprehension; `lazy` for a generator expression.
    Comprehension { is_async: bool, lazy: bool },
}

/// A `global` or `nonlocal` declaration of one name.
pub struct Declared<'a> {
    pub name: &'a str,
    pub range: TextRange,
    pub nonlocal: bool,
}

pub struct Scope<'a> {
    pub kind: ScopeKind,
    pub parameters: Vec<&'a str>,
    pub declared: Vec<Declared<'a>>,
    pub loops: u32,
    body: &'a [Stmt],
}

impl<'a> Scope<'a> {
    pub fn new(kind: ScopeKind, parameters: Option<&'a Parameters>, body: &'a [Stmt]) -> Self {
        let parameters = parameters.map_or_else(Vec::new, |p| p.iter().map(|p| p.name().as_str()).collect());
        Self { kind, parameters, declared: Vec::new(), loops: 0, body }
    }

    /// Look up the `global` and `nonlocal` declarations of the scope; they count from its beginning.
    pub fn with_declarations(mut self) -> Self {
        let mut finder = Declarations { found: Vec::new() };
        finder.visit_body(self.body);
        self.declared = finder.found;
        self
    }

    /// Whether the scope itself binds a name. Slow: only asked for names that are declared nonlocal.
    pub fn binds(&self, name: &str) -> bool {
        if let Some(declared) = self.declared.iter().find(|d| d.name == name) {
            return declared.nonlocal;
        }
        let mut finder = Bindings { name, found: self.parameters.contains(&name) };
        finder.visit_body(self.body);
        finder.found
    }
}

struct Declarations<'a> {
    found: Vec<Declared<'a>>,
}

impl<'a> Visitor<'a> for Declarations<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let (names, nonlocal) = match stmt {
            Stmt::Global(s) => (&s.names, false),
            Stmt::Nonlocal(s) => (&s.names, true),
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => return,
            _ => return walk_stmt(self, stmt),
        };
        self.found.extend(names.iter().map(|n| Declared { name: n.as_str(), range: stmt_range(stmt), nonlocal }));
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

fn stmt_range(stmt: &Stmt) -> TextRange {
    ruff_text_size::Ranged::range(stmt)
}

/// Whether a body binds one name.
struct Bindings<'n> {
    name: &'n str,
    found: bool,
}

impl Bindings<'_> {
    fn bind(&mut self, name: &str) {
        self.found |= name == self.name;
    }
}

impl<'a> Visitor<'a> for Bindings<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => self.bind(&def.name),
            Stmt::ClassDef(def) => self.bind(&def.name),
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) if !name.ctx.is_load() => self.bind(&name.id),
            Expr::Lambda(_) => {}
            // Only a named expression of a comprehension binds here; its own targets do not.
            Expr::Named(named) if matches!(&*named.target, Expr::Name(n) if n.id == self.name) => self.found = true,
            _ => walk_expr(self, expr),
        }
    }

    fn visit_comprehension(&mut self, comprehension: &'a ruff_python_ast::Comprehension) {
        self.visit_expr(&comprehension.iter);
        comprehension.ifs.iter().for_each(|test| self.visit_expr(test));
    }

    fn visit_alias(&mut self, alias: &'a Alias) {
        let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
        self.bind(name.split('.').next().unwrap_or(name));
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind(name);
        }
        ruff_python_ast::visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchStar(star) => star.name.as_ref(),
            Pattern::MatchAs(capture) => capture.name.as_ref(),
            Pattern::MatchMapping(mapping) => mapping.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind(name);
        }
        walk_pattern(self, pattern);
    }
}
