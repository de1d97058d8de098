//! Records of functions and classes.

use ruff_python_ast::{AnyNodeRef, Decorator, Expr, Stmt, StmtClassDef, StmtFunctionDef};
use kaptar_table::{EXPORTED, Kind};

use super::{Scope, Walk, name_range};
use crate::parse::offsets;

impl<'a> Walk<'a> {
    pub fn flags(&self, name: &str) -> u32 {
        let public = match &self.exported {
            Some(names) => names.contains(name),
            None => !name.starts_with('_'),
        };
        if self.scope == Scope::Module && public { EXPORTED } else { 0 }
    }

    pub fn function(&mut self, def: &'a StmtFunctionDef, range: (u32, u32)) {
        let kind = if self.scope == Scope::Class { Kind::Method } else { Kind::Function };
        self.open(kind, range, name_range(&def.name), self.flags(&def.name));
        self.decorators(&def.decorator_list);
        if let Some(parameters) = &def.type_params {
            self.nested(AnyNodeRef::from(&**parameters));
        }
        self.nested(AnyNodeRef::from(&*def.parameters));
        if let Some(returns) = &def.returns {
            self.nested(AnyNodeRef::from(&**returns));
        }
        self.body_in(Scope::Function, &def.body);
        self.close(range.1);
    }

    pub fn class(&mut self, def: &'a StmtClassDef, range: (u32, u32)) {
        self.open(Kind::Class, range, name_range(&def.name), self.flags(&def.name));
        self.decorators(&def.decorator_list);
        if let Some(parameters) = &def.type_params {
            self.nested(AnyNodeRef::from(&**parameters));
        }
        if let Some(arguments) = &def.arguments {
            self.nested(AnyNodeRef::from(&**arguments));
        }
        self.body_in(Scope::Class, &def.body);
        self.close(range.1);
    }

    fn decorators(&mut self, decorators: &'a [Decorator]) {
        for decorator in decorators {
            let range = offsets(decorator);
            self.open(Kind::Decorator, range, dotted(&decorator.expression), 0);
            self.nested(AnyNodeRef::from(&decorator.expression));
            self.close(range.1);
        }
    }

    fn body_in(&mut self, scope: Scope, body: &'a [Stmt]) {
        let outer = std::mem::replace(&mut self.scope, scope);
        self.block(body);
        self.scope = outer;
    }
}

/// The dotted name of a decorator, without arguments.
fn dotted(expression: &Expr) -> Option<(u32, u32)> {
    let mut named = expression;
    while let Expr::Call(call) = named {
        named = &call.func;
    }
    let mut base = named;
    while let Expr::Attribute(attribute) = base {
        base = &attribute.value;
    }
    // The name that error recovery made up is empty.
    matches!(base, Expr::Name(_)).then(|| offsets(named)).filter(|(start, end)| start < end)
}
