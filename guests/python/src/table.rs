//! `kaptar-table/1` of a Python source: one walk over the tree, comments woven in from the tokens.

use std::collections::HashSet;

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal};
use ruff_python_ast::{AnyNodeRef, ElifElseClause, ExceptHandler, Identifier, MatchCase, ModModule, Stmt, StmtClassDef, StmtFunctionDef, StmtTry};
use ruff_python_parser::Parsed;
use ruff_text_size::Ranged;
use kaptar_table::{BROKEN, Builder, EXPORTED, Kind, MORE_ERRORS, Problem, TOLERANT, Table};

use crate::names;
use crate::parse::{offsets, parse};
use crate::source::prepare;

/// The number of the dialect `python` in a table's header.
pub const DIALECT: u32 = 4;
/// Parse errors beyond this many are only counted by the flag `MORE_ERRORS`.
pub const MAX_PROBLEMS: usize = 200;

/// The table of a source. A source that cannot be parsed at all (not UTF-8, a null byte, too deep) has no records and one problem.
pub fn table(bytes: &[u8]) -> Table {
    let mut builder = Builder::new(bytes, DIALECT, TOLERANT);
    let source = match prepare(bytes) {
        Ok(source) => source,
        Err(problem) => {
            builder.problem(problem.start, problem.end, problem.message);
            return builder.finish();
        }
    };
    let parsed = parse(source.text);
    let body = &parsed.syntax().body;
    let mut walk = Walk {
        source: bytes,
        tokens: parsed.tokens(),
        next_comment: 0,
        builder,
        scope: Scope::Module,
        exported: names::declared(body),
    };
    walk.skip_to_comment();
    walk.statements(body);
    walk.comments_before(u32::MAX);
    let mut table = with_problems(walk.builder, source.problem, &parsed);
    mark_broken(&mut table);
    table
}

/// The table of a source without its records: what the parser alone finds wrong.
pub fn problems(bytes: &[u8]) -> Table {
    let mut builder = Builder::new(bytes, DIALECT, TOLERANT);
    match prepare(bytes) {
        Ok(source) => with_problems(builder, source.problem, &parse(source.text)),
        Err(problem) => {
            builder.problem(problem.start, problem.end, problem.message);
            builder.finish()
        }
    }
}

fn with_problems(mut builder: Builder, of_all: Option<Problem>, parsed: &Parsed<ModModule>) -> Table {
    if let Some(problem) = of_all {
        builder.problem(problem.start, problem.end, problem.message);
    }
    for error in parsed.errors().iter().take(MAX_PROBLEMS) {
        let (start, end) = offsets(error);
        builder.problem(start, end, error.error.to_string());
    }
    let mut table = builder.finish();
    if parsed.errors().len() > MAX_PROBLEMS {
        table.flags |= MORE_ERRORS;
    }
    table
}

fn mark_broken(table: &mut Table) {
    for problem in &table.problems {
        for record in &mut table.records {
            if record.start <= problem.start && problem.start < record.end.max(record.start + 1) {
                record.flags |= BROKEN;
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Module,
    Class,
    Function,
}

struct Walk<'a> {
    source: &'a [u8],
    tokens: &'a [Token],
    next_comment: usize,
    builder: Builder<'a>,
    scope: Scope,
    /// The names of `__all__`, if it is a plain list.
    exported: Option<HashSet<&'a str>>,
}

impl<'a> Walk<'a> {
    fn open(&mut self, kind: Kind, range: (u32, u32), name: Option<(u32, u32)>, flags: u32) {
        self.comments_before(range.0);
        self.builder.open(kind, range, name, flags);
    }

    fn close(&mut self, end: u32) {
        self.comments_before(end);
        self.builder.close();
    }

    fn comments_before(&mut self, offset: u32) {
        while let Some(token) = self.tokens.get(self.next_comment) {
            if token.start().to_u32() >= offset {
                return;
            }
            self.builder.leaf(Kind::Comment, offsets(token), None, 0);
            self.next_comment += 1;
            self.skip_to_comment();
        }
    }

    fn skip_to_comment(&mut self) {
        let rest = &self.tokens[self.next_comment..];
        self.next_comment += rest.iter().position(|t| t.kind() == TokenKind::Comment).unwrap_or(rest.len());
    }

    fn spans_lines(&self, range: (u32, u32)) -> bool {
        memchr::memchr(b'\n', &self.source[range.0 as usize..range.1 as usize]).is_some()
    }

    fn flags(&self, name: &str) -> u32 {
        let public = match &self.exported {
            Some(names) => names.contains(name),
            None => !name.starts_with('_'),
        };
        if self.scope == Scope::Module && public { EXPORTED } else { 0 }
    }

    fn statements(&mut self, body: &'a [Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    /// The block of a suite: from its first statement to the end of its last.
    fn block(&mut self, body: &'a [Stmt]) {
        let (Some(first), Some(last)) = (body.first(), body.last()) else { return };
        let (start, end) = (first.start().to_u32(), last.end().to_u32());
        self.open(Kind::Block, (start, end), None, 0);
        self.statements(body);
        self.close(end);
    }

    fn statement(&mut self, statement: &'a Stmt) {
        let range = offsets(statement);
        match statement {
            Stmt::FunctionDef(def) => self.function(def, range),
            Stmt::ClassDef(def) => self.class(def, range),
            Stmt::Import(import) => {
                let name = import.names.first().and_then(|a| name_range(a.asname.as_ref().unwrap_or(&a.name)));
                self.named(Kind::Import, statement, name, 0);
            }
            Stmt::ImportFrom(import) => {
                let name = import.names.first().filter(|a| a.name.as_str() != "*");
                let name = name.and_then(|a| name_range(a.asname.as_ref().unwrap_or(&a.name)));
                self.named(Kind::Import, statement, name, 0);
            }
            Stmt::TypeAlias(alias) => self.bound(Kind::TypeAlias, statement, &alias.name),
            Stmt::Assign(_) | Stmt::AnnAssign(_) => self.assignment(statement),
            Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_) => {
                let spans = self.spans_lines(range);
                if spans {
                    self.open(Kind::Statement, range, None, 0);
                }
                self.compound(statement, spans);
                if spans {
                    self.close(range.1);
                }
            }
            _ if self.spans_lines(range) => self.named(Kind::Statement, statement, None, 0),
            _ => {}
        }
    }

    fn function(&mut self, def: &'a StmtFunctionDef, range: (u32, u32)) {
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

    fn class(&mut self, def: &'a StmtClassDef, range: (u32, u32)) {
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

    fn decorators(&mut self, decorators: &'a [ruff_python_ast::Decorator]) {
        for decorator in decorators {
            let range = offsets(decorator);
            self.open(Kind::Decorator, range, None, 0);
            self.nested(AnyNodeRef::from(&decorator.expression));
            self.close(range.1);
        }
    }

    fn body_in(&mut self, scope: Scope, body: &'a [Stmt]) {
        let outer = std::mem::replace(&mut self.scope, scope);
        self.block(body);
        self.scope = outer;
    }

    fn assignment(&mut self, statement: &'a Stmt) {
        let target = match statement {
            Stmt::Assign(assign) => assign.targets.first(),
            Stmt::AnnAssign(assign) => Some(&*assign.target),
            _ => None,
        };
        let kind = match self.scope {
            Scope::Module => Kind::Variable,
            Scope::Class => Kind::Field,
            Scope::Function => Kind::Statement,
        };
        match target.and_then(names::first_name) {
            Some(name) if kind != Kind::Statement => {
                let flags = self.flags(&name.id);
                self.named(kind, statement, Some(offsets(name)), flags);
            }
            _ if self.spans_lines(offsets(statement)) => self.named(Kind::Statement, statement, None, 0),
            _ => {}
        }
    }

    fn bound(&mut self, kind: Kind, statement: &'a Stmt, target: &'a ruff_python_ast::Expr) {
        match names::first_name(target) {
            Some(name) => self.named(kind, statement, Some(offsets(name)), self.flags(&name.id)),
            None => self.named(kind, statement, None, 0),
        }
    }

    /// A statement without a suite, with the collections and strings in it that span lines.
    fn named(&mut self, kind: Kind, statement: &'a Stmt, name: Option<(u32, u32)>, flags: u32) {
        let range = offsets(statement);
        self.open(kind, range, name, flags);
        self.children(AnyNodeRef::from(statement));
        self.close(range.1);
    }

    fn compound(&mut self, statement: &'a Stmt, spans: bool) {
        match statement {
            Stmt::If(s) => {
                self.nested(AnyNodeRef::from(&*s.test));
                self.suite(&s.body, spans);
                s.elif_else_clauses.iter().for_each(|c| self.elif_else(c, spans));
            }
            Stmt::For(s) => {
                self.nested(AnyNodeRef::from(&*s.target));
                self.nested(AnyNodeRef::from(&*s.iter));
                self.suite(&s.body, spans);
                self.clause(TokenKind::Else, &s.body, &s.orelse, spans);
            }
            Stmt::While(s) => {
                self.nested(AnyNodeRef::from(&*s.test));
                self.suite(&s.body, spans);
                self.clause(TokenKind::Else, &s.body, &s.orelse, spans);
            }
            Stmt::With(s) => {
                s.items.iter().for_each(|item| self.nested(AnyNodeRef::from(item)));
                self.suite(&s.body, spans);
            }
            Stmt::Match(s) => {
                self.nested(AnyNodeRef::from(&*s.subject));
                s.cases.iter().for_each(|c| self.case(c, spans));
            }
            Stmt::Try(s) => self.try_statement(s, spans),
            _ => {}
        }
    }

    fn suite(&mut self, body: &'a [Stmt], spans: bool) {
        if spans { self.block(body) } else { self.statements(body) }
    }

    fn elif_else(&mut self, clause: &'a ElifElseClause, spans: bool) {
        let range = offsets(clause);
        if spans {
            self.open(Kind::Statement, range, None, 0);
        }
        if let Some(test) = &clause.test {
            self.nested(AnyNodeRef::from(test));
        }
        self.suite(&clause.body, spans);
        if spans {
            self.close(range.1);
        }
    }

    fn case(&mut self, case: &'a MatchCase, spans: bool) {
        let range = offsets(case);
        if spans {
            self.open(Kind::Statement, range, None, 0);
        }
        self.nested(AnyNodeRef::from(&case.pattern));
        if let Some(guard) = &case.guard {
            self.nested(AnyNodeRef::from(&**guard));
        }
        self.suite(&case.body, spans);
        if spans {
            self.close(range.1);
        }
    }

    fn try_statement(&mut self, s: &'a StmtTry, spans: bool) {
        self.suite(&s.body, spans);
        let mut before: &'a [Stmt] = &s.body;
        for ExceptHandler::ExceptHandler(handler) in &s.handlers {
            let range = offsets(handler);
            self.open(Kind::Statement, range, None, 0);
            if let Some(kind) = &handler.type_ {
                self.nested(AnyNodeRef::from(&**kind));
            }
            self.block(&handler.body);
            self.close(range.1);
            if !handler.body.is_empty() {
                before = &handler.body;
            }
        }
        self.clause(TokenKind::Else, before, &s.orelse, spans);
        if !s.orelse.is_empty() {
            before = &s.orelse;
        }
        self.clause(TokenKind::Finally, before, &s.finalbody, spans);
    }

    /// An `else` or `finally` clause. The tree has no node for it: its keyword is looked up among the tokens before the suite.
    fn clause(&mut self, keyword: TokenKind, before: &[Stmt], body: &'a [Stmt], spans: bool) {
        let (Some(first), Some(last)) = (body.first(), body.last()) else { return };
        let start = self.keyword(keyword, before.last().map_or(0, |s| s.end().to_u32()), first.start().to_u32());
        let end = last.end().to_u32();
        if let Some(start) = start.filter(|_| spans) {
            self.open(Kind::Statement, (start, end), None, 0);
            self.block(body);
            self.close(end);
        } else {
            self.suite(body, spans);
        }
    }

    fn keyword(&self, keyword: TokenKind, from: u32, to: u32) -> Option<u32> {
        let after = self.tokens.partition_point(|t| t.start().to_u32() < from);
        let between = self.tokens[after..].iter().take_while(|t| t.start().to_u32() < to);
        between.filter(|t| t.kind() == keyword).last().map(|t| t.start().to_u32())
    }

    /// A node and what is in it, if it spans lines.
    fn nested(&mut self, node: AnyNodeRef<'a>) {
        if self.spans_lines(offsets(&node)) && self.enter_node(node).is_traverse() {
            node.visit_source_order(self);
            self.leave_node(node);
        }
    }

    fn children(&mut self, node: AnyNodeRef<'a>) {
        if self.spans_lines(offsets(&node)) {
            node.visit_source_order(self);
        }
    }
}

impl<'a> SourceOrderVisitor<'a> for Walk<'a> {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        let range = offsets(&node);
        if !self.spans_lines(range) {
            return TraversalSignal::Skip;
        }
        match kind_of(node) {
            Some(Kind::Text) => {
                self.open(Kind::Text, range, None, 0);
                self.close(range.1);
                TraversalSignal::Skip
            }
            Some(kind) => {
                self.open(kind, range, None, 0);
                TraversalSignal::Traverse
            }
            None => TraversalSignal::Traverse,
        }
    }

    fn leave_node(&mut self, node: AnyNodeRef<'a>) {
        let range = offsets(&node);
        if kind_of(node).is_some_and(|k| k != Kind::Text) && self.spans_lines(range) {
            self.close(range.1);
        }
    }
}

/// The kind of an expression's node that has a record when it spans lines.
fn kind_of(node: AnyNodeRef<'_>) -> Option<Kind> {
    use AnyNodeRef as N;
    match node {
        N::ExprList(_) | N::ExprTuple(_) | N::ExprSet(_) | N::ExprDict(_) => Some(Kind::Collection),
        N::ExprListComp(_) | N::ExprSetComp(_) | N::ExprDictComp(_) | N::ExprGenerator(_) => Some(Kind::Collection),
        N::Arguments(_) | N::Parameters(_) | N::TypeParams(_) => Some(Kind::Collection),
        N::PatternMatchSequence(_) | N::PatternMatchMapping(_) | N::PatternArguments(_) => Some(Kind::Collection),
        N::ExprStringLiteral(_) | N::ExprBytesLiteral(_) | N::ExprFString(_) | N::ExprTString(_) => Some(Kind::Text),
        _ => None,
    }
}

/// The range of a name; a name that error recovery made up has none.
fn name_range(name: &Identifier) -> Option<(u32, u32)> {
    let (start, end) = offsets(name);
    (start < end).then_some((start, end))
}
