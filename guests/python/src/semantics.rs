//! The errors that CPython's compiler finds after parsing: ruff's checker, told about scopes, and what it leaves out.

use std::cell::RefCell;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Comprehension, Expr, Parameters, PythonVersion, Stmt};
use ruff_python_parser::semantic_errors::{LazyImportContext, SemanticSyntaxChecker, SemanticSyntaxContext, SemanticSyntaxError};
use ruff_text_size::TextRange;

use crate::leftover;
use crate::parse::VERSION;
use crate::scope::{Scope, ScopeKind};

/// An error of the compiler, and where.
pub struct Found {
    pub range: TextRange,
    pub message: String,
}

/// All errors of a module that parses.
pub fn check(source: &str, body: &[Stmt]) -> Vec<Found> {
    let mut checker = Checker {
        source,
        rules: SemanticSyntaxChecker::new(),
        scopes: Vec::new(),
        in_try: false,
        declares: ["global", "nonlocal"].iter().any(|w| memchr::memmem::find(source.as_bytes(), w.as_bytes()).is_some()),
        found: RefCell::default(),
    };
    checker.within(ScopeKind::Module, None, body, |c| c.visit_body(body));
    checker.found.into_inner()
}

struct Checker<'a> {
    source: &'a str,
    rules: SemanticSyntaxChecker,
    scopes: Vec<Scope<'a>>,
    in_try: bool,
    /// Whether the source can hold a `global` or `nonlocal` statement at all.
    declares: bool,
    found: RefCell<Vec<Found>>,
}

impl<'a> Checker<'a> {
    fn rules(&mut self, check: impl FnOnce(&mut SemanticSyntaxChecker, &Self)) {
        let mut rules = std::mem::take(&mut self.rules);
        check(&mut rules, self);
        self.rules = rules;
    }

    fn report(&self, range: TextRange, message: String) {
        self.found.borrow_mut().push(Found { range, message });
    }

    fn scope(&self) -> &Scope<'a> {
        self.scopes.last().expect("the module's scope is open")
    }

    fn within(&mut self, kind: ScopeKind, parameters: Option<&'a Parameters>, body: &'a [Stmt], visit: impl FnOnce(&mut Self)) {
        let scope = Scope::new(kind, parameters, body);
        self.scopes.push(if self.declares { scope.with_declarations() } else { scope });
        visit(self);
        self.scopes.pop();
    }

    fn looping(&mut self, body: &'a [Stmt]) {
        self.scopes.last_mut().expect("the module's scope is open").loops += 1;
        self.visit_body(body);
        self.scopes.last_mut().expect("the module's scope is open").loops -= 1;
    }

    fn comprehension(&mut self, generators: &'a [Comprehension], parts: [Option<&'a Expr>; 2], lazy: bool) {
        // The first iterable belongs to the scope around.
        let Some(first) = generators.first() else { return };
        self.visit_expr(&first.iter);
        let kind = ScopeKind::Comprehension { is_async: generators.iter().any(|g| g.is_async), lazy };
        self.within(kind, None, &[], |c| {
            for (i, generator) in generators.iter().enumerate() {
                c.visit_expr(&generator.target);
                if i > 0 {
                    c.visit_expr(&generator.iter);
                }
                generator.ifs.iter().for_each(|test| c.visit_expr(test));
            }
            parts.into_iter().flatten().for_each(|part| c.visit_expr(part));
        });
    }

    /// What ruff's checker leaves out about expressions.
    fn expression(&self, expr: &Expr) {
        match expr {
            Expr::Call(call) => {
                for keyword in call.arguments.keywords.iter().filter(|k| k.arg.as_deref() == Some("__debug__")) {
                    self.report(keyword.range, "cannot assign to `__debug__`".to_owned());
                }
            }
            Expr::Attribute(attribute) if !attribute.ctx.is_load() && attribute.attr.as_str() == "__debug__" => {
                self.report(attribute.range, "cannot assign to `__debug__`".to_owned());
            }
            Expr::FString(string) => {
                let fields = string.value.elements().filter_map(|e| e.as_interpolation());
                fields.for_each(|field| self.lone_star(&field.expression));
            }
            _ => {}
        }
    }

    /// What ruff's checker leaves out about statements.
    fn leftover(&self, stmt: &Stmt) {
        match stmt {
            Stmt::Expr(statement) => self.lone_star(&statement.value),
            Stmt::AugAssign(assign) => self.lone_star(&assign.value),
            Stmt::AnnAssign(assign) => assign.value.iter().for_each(|value| self.lone_star(value)),
            Stmt::Try(statement) => self.found.borrow_mut().extend(leftover::try_statement(statement)),
            Stmt::Match(statement) => {
                statement.cases.iter().for_each(|c| self.found.borrow_mut().extend(leftover::pattern(&c.pattern)));
            }
            _ if self.declares => {
                if let Some(name) = leftover::defined_name(stmt) {
                    let declared = self.scope().declared.iter().find(|d| d.name == name.as_str());
                    if declared.is_some_and(|d| name.range.start() < d.range.start()) {
                        self.report(name.range, format!("name `{name}` is assigned to before its declaration"));
                    }
                }
            }
            _ => {}
        }
    }

    fn lone_star(&self, expr: &Expr) {
        if let Expr::Starred(starred) = expr {
            self.report(starred.range, "can't use starred expression here".to_owned());
        }
    }

    /// What ruff's checker leaves out about `nonlocal`.
    fn nonlocal(&self, stmt: &Stmt) {
        match stmt {
            Stmt::Nonlocal(s) => {
                for name in &s.names {
                    if self.scope().declared.iter().any(|d| !d.nonlocal && d.name == name.as_str()) {
                        self.report(name.range, format!("name `{name}` is nonlocal and global"));
                    }
                }
            }
            Stmt::AnnAssign(s) => {
                if let Expr::Name(name) = &*s.target
                    && self.scope().declared.iter().any(|d| d.nonlocal && d.name == name.id.as_str())
                {
                    self.report(name.range, format!("annotated name `{}` can't be nonlocal", name.id));
                }
            }
            _ => {}
        }
    }

    fn early_use(&self, expr: &Expr) {
        if let Expr::Name(name) = expr
            && let Some(declared) = self.scope().declared.iter().find(|d| d.nonlocal && d.name == name.id.as_str())
            && name.range.start() < declared.range.start()
        {
            self.report(name.range, format!("name `{}` is used prior to nonlocal declaration", name.id));
        }
    }
}

impl<'a> Visitor<'a> for Checker<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.rules(|rules, context| rules.visit_stmt(stmt, context));
        if self.declares {
            self.nonlocal(stmt);
        }
        self.leftover(stmt);
        match stmt {
            Stmt::FunctionDef(def) => {
                def.decorator_list.iter().for_each(|d| self.visit_decorator(d));
                if let Some(parameters) = &def.type_params {
                    self.visit_type_params(parameters);
                }
                self.visit_parameters(&def.parameters);
                if let Some(returns) = &def.returns {
                    self.visit_annotation(returns);
                }
                let kind = ScopeKind::Function { is_async: def.is_async };
                self.within(kind, Some(&def.parameters), &def.body, |c| c.visit_body(&def.body));
            }
            Stmt::ClassDef(def) => {
                def.decorator_list.iter().for_each(|d| self.visit_decorator(d));
                if let Some(parameters) = &def.type_params {
                    self.visit_type_params(parameters);
                }
                if let Some(arguments) = &def.arguments {
                    self.visit_arguments(arguments);
                }
                self.within(ScopeKind::Class, None, &def.body, |c| c.visit_body(&def.body));
            }
            Stmt::For(s) => {
                self.visit_expr(&s.iter);
                self.visit_expr(&s.target);
                self.looping(&s.body);
                self.visit_body(&s.orelse);
            }
            Stmt::While(s) => {
                self.visit_expr(&s.test);
                self.looping(&s.body);
                self.visit_body(&s.orelse);
            }
            Stmt::Try(_) => {
                let outer = std::mem::replace(&mut self.in_try, true);
                walk_stmt(self, stmt);
                self.in_try = outer;
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.rules(|rules, context| rules.visit_expr(expr, context));
        self.expression(expr);
        if self.declares {
            self.early_use(expr);
        }
        match expr {
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.visit_parameters(parameters);
                }
                self.within(ScopeKind::Lambda, lambda.parameters.as_deref(), &[], |c| c.visit_expr(&lambda.body));
            }
            Expr::ListComp(c) => self.comprehension(&c.generators, [Some(&c.elt), None], false),
            Expr::SetComp(c) => self.comprehension(&c.generators, [Some(&c.elt), None], false),
            Expr::Generator(c) => self.comprehension(&c.generators, [Some(&c.elt), None], true),
            Expr::DictComp(c) => self.comprehension(&c.generators, [c.key.as_deref(), Some(&c.value)], false),
            _ => walk_expr(self, expr),
        }
    }
}

impl SemanticSyntaxContext for Checker<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        false
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        match self.scope().kind {
            ScopeKind::Function { .. } | ScopeKind::Lambda => Some(LazyImportContext::Function),
            ScopeKind::Class => Some(LazyImportContext::Class),
            _ if self.in_try => Some(LazyImportContext::TryExceptBlocks),
            _ => None,
        }
    }

    fn python_version(&self) -> PythonVersion {
        VERSION
    }

    fn source(&self) -> &str {
        self.source
    }

    fn global(&self, name: &str) -> Option<TextRange> {
        self.scope().declared.iter().find(|d| !d.nonlocal && d.name == name).map(|d| d.range)
    }

    fn has_nonlocal_binding(&self, name: &str) -> bool {
        let around = self.scopes[..self.scopes.len() - 1].iter().rev();
        around.filter(|s| matches!(s.kind, ScopeKind::Function { .. } | ScopeKind::Lambda)).any(|s| s.binds(name))
    }

    fn in_async_context(&self) -> bool {
        for scope in self.scopes.iter().rev() {
            match scope.kind {
                ScopeKind::Function { is_async } => return is_async,
                ScopeKind::Class | ScopeKind::Lambda => return false,
                ScopeKind::Module | ScopeKind::Comprehension { .. } => {}
            }
        }
        false
    }

    fn in_await_allowed_context(&self) -> bool {
        for scope in self.scopes.iter().rev() {
            match scope.kind {
                ScopeKind::Class => return false,
                ScopeKind::Function { .. } | ScopeKind::Lambda | ScopeKind::Comprehension { lazy: true, .. } => return true,
                ScopeKind::Module | ScopeKind::Comprehension { .. } => {}
            }
        }
        false
    }

    fn in_yield_allowed_context(&self) -> bool {
        matches!(self.scope().kind, ScopeKind::Function { .. } | ScopeKind::Lambda)
    }

    fn in_sync_comprehension(&self) -> bool {
        self.scopes.iter().any(|s| matches!(s.kind, ScopeKind::Comprehension { is_async: false, .. }))
    }

    fn in_class_body_comprehension(&self) -> bool {
        let scope = self.scopes.iter().rev().find(|s| !matches!(s.kind, ScopeKind::Comprehension { .. }));
        scope.is_some_and(|s| s.kind == ScopeKind::Class)
    }

    fn in_module_scope(&self) -> bool {
        self.scope().kind == ScopeKind::Module
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.scope().kind, ScopeKind::Function { .. } | ScopeKind::Lambda)
    }

    fn in_generator_context(&self) -> bool {
        self.scopes.iter().any(|s| matches!(s.kind, ScopeKind::Comprehension { lazy: true, .. }))
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        self.report(error.range, error.to_string());
    }

    fn in_loop_context(&self) -> bool {
        self.scope().loops > 0
    }

    fn is_bound_parameter(&self, name: &str) -> bool {
        self.scope().parameters.contains(&name)
    }
}
