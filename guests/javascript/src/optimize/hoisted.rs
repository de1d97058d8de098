//! Names that outlive the code that declares them.

use oxc_ast::ast::{ArrowFunctionExpression, Class, Function, Statement, VariableDeclaration};
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::ScopeFlags;

/// Whether the statement declares a `var`, or a function outside of a nested function.
pub fn declares(it: &Statement) -> bool {
    let mut seen = Declarations(false);
    seen.visit_statement(it);
    seen.0
}

struct Declarations(bool);

impl<'a> Visit<'a> for Declarations {
    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        self.0 |= it.kind.is_var();
        walk::walk_variable_declaration(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, _: ScopeFlags) {
        self.0 |= it.is_declaration();
    }

    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}
    fn visit_class(&mut self, _: &Class<'a>) {}
}
