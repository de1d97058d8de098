//! Numbers about functions: cyclomatic complexity, nesting, parameters.
//!
//! Complexity is 1 + decision points: `if`, `?:`, loops, `case`, `catch`, `&&`, `||`, `??` and their assignments. A nested
//! function has its own count and adds nothing to the outer one. Nesting counts control statements around a statement
//! inside of one function; `else if` adds none. Source: McCabe 1976, with the logical operators counted.

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_span::Span;
use oxc_syntax::scope::ScopeFlags;

use crate::records::{key_name, target_name};

/// What is known of one function. `span` is that of the function itself; `name` is where its name stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub name: Option<Span>,
    pub span: Span,
    pub complexity: u32,
    pub nesting: u32,
    pub parameters: u32,
}

/// The measures of all functions by start, and the deepest nesting of the file, top level included.
pub fn measure(program: &Program) -> (Vec<Measure>, u32) {
    let mut walker = Walker { done: Vec::new(), open: vec![Open::new(None, program.span, 0)], name: None };
    walker.visit_program(program);
    let top = walker.open.pop().map_or(0, |o| o.measure.nesting);
    let deepest = walker.done.iter().map(|m| m.nesting).max().unwrap_or(0).max(top);
    walker.done.sort_by_key(|m| m.span.start);
    (walker.done, deepest)
}

struct Open {
    measure: Measure,
    depth: u32,
}

impl Open {
    fn new(name: Option<Span>, span: Span, parameters: u32) -> Self {
        Self { measure: Measure { name, span, complexity: 1, nesting: 0, parameters }, depth: 0 }
    }
}

struct Walker {
    done: Vec<Measure>,
    open: Vec<Open>,
    /// The name that the function that comes next is bound to.
    name: Option<Span>,
}

impl Walker {
    fn top(&mut self) -> &mut Open {
        self.open.last_mut().expect("the program is always open")
    }

    fn decide(&mut self) {
        self.top().measure.complexity += 1;
    }

    fn nested(&mut self, walk: impl FnOnce(&mut Self)) {
        let top = self.top();
        top.depth += 1;
        top.measure.nesting = top.measure.nesting.max(top.depth);
        walk(self);
        self.top().depth -= 1;
    }

    fn within(&mut self, name: Option<Span>, span: Span, params: &FormalParameters, walk: impl FnOnce(&mut Self)) {
        let count = params.items.len() + usize::from(params.rest.is_some());
        self.open.push(Open::new(name, span, count as u32));
        walk(self);
        self.done.extend(self.open.pop().map(|o| o.measure));
    }

    fn named(&mut self, name: Option<Span>, value: &Expression) {
        if matches!(value, Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)) {
            self.name = name;
        }
        self.visit_expression(value);
    }

    fn looped(&mut self, walk: impl FnOnce(&mut Self)) {
        self.decide();
        self.nested(walk);
    }
}

impl<'a> Visit<'a> for Walker {
    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        let bound = self.name.take();
        if it.body.is_some() {
            let name = it.id.as_ref().map(|id| id.span).or(bound);
            self.within(name, it.span, &it.params, |v| walk::walk_function(v, it, flags));
        }
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        let name = self.name.take();
        self.within(name, it.span, &it.params, |v| walk::walk_arrow_function_expression(v, it));
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        self.visit_binding_pattern(&it.id);
        if let Some(init) = &it.init {
            self.named(it.id.get_binding_identifier().map(|id| id.span), init);
        }
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        if it.operator.is_logical() {
            self.decide();
        }
        self.visit_assignment_target(&it.left);
        self.named(target_name(&it.left), &it.right);
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        self.visit_property_key(&it.key);
        self.named(key_name(&it.key), &it.value);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        self.visit_decorators(&it.decorators);
        if let Some(value) = &it.value {
            self.named(key_name(&it.key), value);
        }
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        self.visit_decorators(&it.decorators);
        self.name = key_name(&it.key);
        self.visit_function(&it.value, ScopeFlags::Function);
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.decide();
        self.visit_expression(&it.test);
        self.nested(|v| v.visit_statement(&it.consequent));
        match &it.alternate {
            Some(Statement::IfStatement(chained)) => self.visit_if_statement(chained),
            Some(alternate) => self.nested(|v| v.visit_statement(alternate)),
            None => {}
        }
    }

    fn visit_for_statement(&mut self, it: &ForStatement<'a>) {
        self.looped(|v| walk::walk_for_statement(v, it));
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.looped(|v| walk::walk_for_in_statement(v, it));
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.looped(|v| walk::walk_for_of_statement(v, it));
    }

    fn visit_while_statement(&mut self, it: &WhileStatement<'a>) {
        self.looped(|v| walk::walk_while_statement(v, it));
    }

    fn visit_do_while_statement(&mut self, it: &DoWhileStatement<'a>) {
        self.looped(|v| walk::walk_do_while_statement(v, it));
    }

    fn visit_switch_statement(&mut self, it: &SwitchStatement<'a>) {
        self.nested(|v| walk::walk_switch_statement(v, it));
    }

    fn visit_switch_case(&mut self, it: &SwitchCase<'a>) {
        if it.test.is_some() {
            self.decide();
        }
        walk::walk_switch_case(self, it);
    }

    fn visit_try_statement(&mut self, it: &TryStatement<'a>) {
        self.nested(|v| walk::walk_try_statement(v, it));
    }

    fn visit_catch_clause(&mut self, it: &CatchClause<'a>) {
        self.decide();
        walk::walk_catch_clause(self, it);
    }

    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        self.decide();
        walk::walk_conditional_expression(self, it);
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        self.decide();
        walk::walk_logical_expression(self, it);
    }
}

/// The text of a function's name; functions that are bound to no name are called `(anonymous)`.
pub fn name_of(measure: &Measure, source: &str) -> String {
    measure.name.map_or("(anonymous)", |n| &source[n.start as usize..n.end as usize]).to_owned()
}

/// The place that stands for a function in a report: its name, or its first byte.
pub fn head(measure: &Measure) -> Span {
    measure.name.unwrap_or_else(|| Span::new(measure.span.start, measure.span.start + 1))
}
