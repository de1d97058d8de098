//! Names that the semantic pass takes for declared twice although ECMAScript lets them be: a function at the top of a function's
//! body, or of a script, and `var` of the same name in a block below. There both are names of variables.

use std::collections::HashSet;

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_diagnostics::OxcDiagnostic;
use oxc_span::GetSpan;

/// The errors of the semantic pass without those that are none.
pub fn true_errors<'d>(program: &Program, found: &'d [OxcDiagnostic]) -> Vec<&'d OxcDiagnostic> {
    let doubted: Vec<Option<(u32, u32)>> = found.iter().map(both_places).collect();
    if doubted.iter().all(Option::is_none) || program.source_type.is_typescript() {
        return found.iter().collect();
    }
    let mut declared = Declared::default();
    if !program.source_type.is_module() {
        declared.functions_of(&program.body);
    }
    declared.visit_program(program);
    let allowed = |(first, second): (u32, u32)| declared.functions.contains(&first) && declared.variables.contains(&second);
    found.iter().zip(doubted).filter(|(_, places)| !places.is_some_and(allowed)).map(|(each, _)| each).collect()
}

/// Where a name is declared, and where again.
fn both_places(found: &OxcDiagnostic) -> Option<(u32, u32)> {
    let [first, second] = found.labels.as_slice() else { return None };
    found.message.ends_with("has already been declared").then_some((first.offset(), second.offset()))
}

/// Starts of names of functions that are names of variables, and of what `var` declares.
#[derive(Default)]
struct Declared {
    functions: HashSet<u32>,
    variables: HashSet<u32>,
}

impl Declared {
    fn functions_of(&mut self, statements: &[Statement]) {
        let names = statements.iter().filter_map(|statement| match statement {
            Statement::FunctionDeclaration(function) => function.id.as_ref().map(|id| id.span.start),
            _ => None,
        });
        self.functions.extend(names);
    }
}

impl<'a> Visit<'a> for Declared {
    fn visit_function_body(&mut self, body: &FunctionBody<'a>) {
        self.functions_of(&body.statements);
        walk::walk_function_body(self, body);
    }

    fn visit_static_block(&mut self, block: &StaticBlock<'a>) {
        self.functions_of(&block.body);
        walk::walk_static_block(self, block);
    }

    fn visit_variable_declaration(&mut self, declaration: &VariableDeclaration<'a>) {
        if declaration.kind == VariableDeclarationKind::Var {
            self.variables.extend(declaration.declarations.iter().map(|each| each.span().start));
        }
        walk::walk_variable_declaration(self, declaration);
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::Dialect::{self, Cjs, JavaScript, Mjs};
    use crate::inspect::inspect;
    use crate::analyze::Options;
    use crate::validate::validate;

    fn is_valid(source: &str, dialect: Dialect) -> bool {
        let alone = validate(source.as_bytes(), dialect).valid;
        assert_eq!(alone, inspect(source.as_bytes(), dialect, &Options::default()).unwrap().report.valid, "{source}");
        alone
    }

    #[test]
    fn a_variable_of_a_block_may_have_the_name_of_a_function() {
        for source in [
            "function f(x) { function t() {} for (;;) { var t = x; } }",
            "function f() { function t() {} { var t; } { var a, t = 1; } }",
            "const f = () => { function t() {} try { t(); } catch (e) { var t = null; } };",
            "class A { static { function t() {} if (A) { var t; } } m() { async function t() {} while (1) { var t; } } }",
            "function f() { function t() {} for (var t of []) {} for (var t = 0;;) {} switch (1) { case 1: var t; } }",
            "function f() { function t() {} { { var { t } = t; } } }",
        ] {
            for dialect in [JavaScript, Mjs, Cjs] {
                assert!(is_valid(source, dialect), "{source}");
            }
        }
        assert!(is_valid("function t() {} { var t; }", Cjs) && !is_valid("function t() {} { var t; }", Mjs));
    }

    #[test]
    fn a_name_of_a_block_may_not() {
        for source in [
            "function f() { { function t() {} var t; } }",
            "function f() { { function t() {} { var t; } } }",
            "function f() { function t() {} { function t() {} var t; } }",
            "function f() { function t() {} let t; }",
            "function f() { function t() {} { let t; { var t; } } }",
            "function f() { function t() {} class t {} }",
            "let t; { var t; }",
            "class A { #t; #t; }",
        ] {
            for dialect in [JavaScript, Mjs, Cjs] {
                assert!(!is_valid(source, dialect), "{source}");
            }
        }
    }
}
