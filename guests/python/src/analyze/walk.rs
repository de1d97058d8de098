//! One walk over the tree that hands each node to the rules for its type.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Comprehension, Decorator, ExceptHandler, Expr, Parameters, Stmt};

use super::context::{Context, Frame, Report};
use super::{quality, security};

pub fn walk<'a>(context: Context<'a>, body: &'a [Stmt]) -> Vec<Report> {
    let (quality, security) = (context.options.wants_any(quality::RULES), context.options.wants_any(security::RULES));
    let mut walk = Walk { context, quality, security };
    walk.within(false, None, body, |w| w.visit_body(body));
    walk.context.into_reports()
}

struct Walk<'a> {
    context: Context<'a>,
    /// Whether a rule of the group is wanted at all.
    quality: bool,
    security: bool,
}

impl<'a> Walk<'a> {
    fn within(&mut self, is_async: bool, parameters: Option<&'a Parameters>, body: &'a [Stmt], visit: impl FnOnce(&mut Self)) {
        self.context.frames.push(Frame::new(is_async, parameters, body));
        visit(self);
        self.context.frames.pop();
    }

    fn looping(&mut self, visit: impl FnOnce(&mut Self)) {
        if let Some(frame) = self.context.frames.last_mut() {
            frame.loops += 1;
        }
        visit(self);
        if let Some(frame) = self.context.frames.last_mut() {
            frame.loops -= 1;
        }
    }

    /// Visits what is reached by one of some tests.
    fn tested(&mut self, tests: impl IntoIterator<Item = &'a Expr>, visit: impl FnOnce(&mut Self)) {
        let held = self.context.frames.last_mut().map(|frame| {
            let held = frame.tests.len();
            frame.tests.extend(tests);
            held
        });
        visit(self);
        if let (Some(frame), Some(held)) = (self.context.frames.last_mut(), held) {
            frame.tests.truncate(held);
        }
    }

    fn comprehension(&mut self, generators: &'a [Comprehension], parts: [Option<&'a Expr>; 2]) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.looping(|w| {
            for (i, generator) in generators.iter().enumerate() {
                if i > 0 {
                    w.visit_expr(&generator.iter);
                }
                generator.ifs.iter().for_each(|test| w.visit_expr(test));
            }
            parts.into_iter().flatten().for_each(|part| w.visit_expr(part));
        });
    }
}

/// `@app.route("/a")`, `@router.post("/b/{c}")`: a decorator with an address.
fn is_address(decorator: &Decorator) -> bool {
    let Expr::Call(call) = &decorator.expression else { return false };
    let address = call.arguments.args.first().and_then(Expr::as_string_literal_expr);
    call.func.is_attribute_expr() && address.is_some_and(|text| text.value.to_str().starts_with('/'))
}

impl<'a> Visitor<'a> for Walk<'a> {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        if self.quality {
            quality::flow::unreachable(&self.context, body);
        }
        body.iter().for_each(|s| self.visit_stmt(s));
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if self.quality {
            quality::statement(&self.context, stmt);
        }
        if self.security {
            security::statement(&self.context, stmt);
        }
        match stmt {
            Stmt::FunctionDef(def) => {
                def.decorator_list.iter().for_each(|d| self.visit_decorator(d));
                self.visit_parameters(&def.parameters);
                self.within(def.is_async, Some(&def.parameters), &def.body, |w| {
                    if let Some(frame) = w.context.frames.last_mut() {
                        frame.answers = def.decorator_list.iter().any(is_address);
                    }
                    w.visit_body(&def.body);
                });
            }
            Stmt::For(s) => {
                self.visit_expr(&s.iter);
                self.visit_expr(&s.target);
                // Waiting for each item is what an `async for` is for.
                if s.is_async { self.visit_body(&s.body) } else { self.looping(|w| w.visit_body(&s.body)) }
                self.visit_body(&s.orelse);
            }
            Stmt::While(s) => {
                self.looping(|w| {
                    w.visit_expr(&s.test);
                    w.visit_body(&s.body);
                });
                self.visit_body(&s.orelse);
            }
            Stmt::If(s) => {
                let others = s.elif_else_clauses.iter().filter_map(|clause| clause.test.as_ref());
                self.tested(others.chain([&*s.test]), |w| walk_stmt(w, stmt));
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        if self.quality {
            quality::errors::except(&self.context, inner);
        }
        ruff_python_ast::visitor::walk_except_handler(self, handler);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if self.quality {
            quality::expression(&self.context, expr);
        }
        if let Some(path) = security::paths::only_named(&self.context, expr) {
            return path.arguments.args.iter().for_each(|part| self.visit_expr(part));
        }
        if self.security && let Expr::Call(call) = expr {
            security::call(&self.context, call);
        }
        match expr {
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.visit_parameters(parameters);
                }
                self.within(false, lambda.parameters.as_deref(), &[], |w| w.visit_expr(&lambda.body));
            }
            Expr::ListComp(c) => self.comprehension(&c.generators, [Some(&c.elt), None]),
            Expr::SetComp(c) => self.comprehension(&c.generators, [Some(&c.elt), None]),
            Expr::Generator(c) => self.comprehension(&c.generators, [Some(&c.elt), None]),
            Expr::DictComp(c) => self.comprehension(&c.generators, [c.key.as_deref(), Some(&c.value)]),
            Expr::If(either) => self.tested([&*either.test], |w| walk_expr(w, expr)),
            _ => walk_expr(self, expr),
        }
    }
}
