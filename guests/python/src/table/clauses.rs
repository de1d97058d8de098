//! Records of compound statements and their clauses.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{AnyNodeRef, ElifElseClause, ExceptHandler, MatchCase, Stmt, StmtTry};
use ruff_text_size::Ranged;
use kaptar_table::Kind;

use super::Walk;
use crate::parse::offsets;

impl<'a> Walk<'a> {
    /// The block of a suite: from its first statement to the end of its last.
    pub fn block(&mut self, body: &'a [Stmt]) {
        let (Some(first), Some(last)) = (body.first(), body.last()) else { return };
        let (start, end) = (first.start().to_u32(), last.end().to_u32());
        self.open(Kind::Block, (start, end), None, 0);
        self.statements(body);
        self.close(end);
    }

    pub fn compound(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::If(s) => {
                self.nested(AnyNodeRef::from(&*s.test));
                self.block(&s.body);
                s.elif_else_clauses.iter().for_each(|c| self.elif_else(c));
            }
            Stmt::For(s) => {
                self.nested(AnyNodeRef::from(&*s.target));
                self.nested(AnyNodeRef::from(&*s.iter));
                self.block(&s.body);
                self.clause(TokenKind::Else, &s.body, &s.orelse);
            }
            Stmt::While(s) => {
                self.nested(AnyNodeRef::from(&*s.test));
                self.block(&s.body);
                self.clause(TokenKind::Else, &s.body, &s.orelse);
            }
            Stmt::With(s) => {
                s.items.iter().for_each(|item| self.nested(AnyNodeRef::from(item)));
                self.block(&s.body);
            }
            Stmt::Match(s) => {
                self.nested(AnyNodeRef::from(&*s.subject));
                s.cases.iter().for_each(|c| self.case(c));
            }
            Stmt::Try(s) => self.try_statement(s),
            _ => {}
        }
    }

    fn elif_else(&mut self, clause: &'a ElifElseClause) {
        let range = offsets(clause);
        self.open(Kind::Statement, range, None, 0);
        if let Some(test) = &clause.test {
            self.nested(AnyNodeRef::from(test));
        }
        self.block(&clause.body);
        self.close(range.1);
    }

    fn case(&mut self, case: &'a MatchCase) {
        let range = offsets(case);
        self.open(Kind::Statement, range, None, 0);
        self.nested(AnyNodeRef::from(&case.pattern));
        if let Some(guard) = &case.guard {
            self.nested(AnyNodeRef::from(&**guard));
        }
        self.block(&case.body);
        self.close(range.1);
    }

    fn try_statement(&mut self, s: &'a StmtTry) {
        self.block(&s.body);
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
        self.clause(TokenKind::Else, before, &s.orelse);
        if !s.orelse.is_empty() {
            before = &s.orelse;
        }
        self.clause(TokenKind::Finally, before, &s.finalbody);
    }

    /// An `else` or `finally` clause. The tree has no node for it: its keyword is looked up among the tokens before the suite.
    fn clause(&mut self, keyword: TokenKind, before: &[Stmt], body: &'a [Stmt]) {
        let (Some(first), Some(last)) = (body.first(), body.last()) else { return };
        let start = self.keyword(keyword, before.last().map_or(0, |s| s.end().to_u32()), first.start().to_u32());
        let end = last.end().to_u32();
        let Some(start) = start else { return self.block(body) };
        self.open(Kind::Statement, (start, end), None, 0);
        self.block(body);
        self.close(end);
    }

    fn keyword(&self, keyword: TokenKind, from: u32, to: u32) -> Option<u32> {
        let after = self.tokens.partition_point(|t| t.start().to_u32() < from);
        let between = self.tokens[after..].iter().take_while(|t| t.start().to_u32() < to);
        between.filter(|t| t.kind() == keyword).last().map(|t| t.start().to_u32())
    }
}
