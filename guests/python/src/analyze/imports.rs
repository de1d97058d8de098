//! What imported names stand for: modules and their members; and the names that a file defines itself.

use std::collections::HashMap;

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt, StmtImportFrom};

/// Local names of what a source imports, with their dotted paths; and the names that it defines itself.
pub struct Imports<'a> {
    paths: HashMap<&'a str, String>,
    /// With the bases of those that are classes.
    own: HashMap<&'a str, &'a [Expr]>,
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

    /// Whether a name is imported, as a module or a member of one.
    pub fn has(&self, name: &str) -> bool {
        self.paths.contains_key(name)
    }

    /// Whether something of a module is imported, whatever its name is here.
    pub fn has_module(&self, module: &str) -> bool {
        self.paths.values().any(|path| path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }

    /// Whether the file defines a function or a class of this name, wherever.
    pub fn defines(&self, name: &str) -> bool {
        self.own.contains_key(name)
    }

    /// The bases of a class that the file defines; nothing for any other name.
    pub fn bases(&self, name: &str) -> &'a [Expr] {
        self.own.get(name).copied().unwrap_or_default()
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
                self.own.insert(&def.name, &[]);
                walk_stmt(self, stmt);
            }
            Stmt::ClassDef(def) => {
                self.own.insert(&def.name, def.bases());
                walk_stmt(self, stmt);
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}
