//! What attributes are bound to, of all classes of a file together.

use std::collections::HashMap;

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt};

/// By name; `None` among the values stands for one that cannot be read off.
#[derive(Default)]
pub struct Attributes<'a> {
    bound: HashMap<&'a str, Vec<Option<&'a Expr>>>,
}

impl<'a> Attributes<'a> {
    /// Of a whole module.
    pub fn of(body: &'a [Stmt]) -> Self {
        let mut found = Self::default();
        found.visit_body(body);
        found
    }

    pub fn all(&self, name: &str) -> Vec<Option<&'a Expr>> {
        self.bound.get(name).cloned().unwrap_or_default()
    }

    fn bind(&mut self, target: &'a Expr, value: Option<&'a Expr>, in_class: bool) {
        let name = match target {
            Expr::Name(name) if in_class => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            // An item of it gets a value: what it is made of cannot be read off any more.
            Expr::Subscript(item) => return if item.value.is_attribute_expr() { self.bind(&item.value, None, in_class) },
            Expr::Tuple(tuple) => return tuple.elts.iter().for_each(|each| self.bind(each, None, in_class)),
            _ => return,
        };
        self.bound.entry(name).or_default().push(value);
    }

    fn assigned(&mut self, stmt: &'a Stmt, in_class: bool) {
        match stmt {
            Stmt::Assign(it) => it.targets.iter().for_each(|target| self.bind(target, Some(&it.value), in_class)),
            Stmt::AnnAssign(it) if it.value.is_some() => self.bind(&it.target, it.value.as_deref(), in_class),
            Stmt::AugAssign(it) => self.bind(&it.target, Some(&it.value), in_class),
            _ => {}
        }
    }
}

impl<'a> Visitor<'a> for Attributes<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if let Stmt::ClassDef(class) = stmt {
            class.body.iter().for_each(|each| self.assigned(each, true));
        }
        self.assigned(stmt, false);
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}
