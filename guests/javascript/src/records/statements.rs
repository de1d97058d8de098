//! Records of statements and clauses.

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};
use kaptar_table::{EXPORTED, Kind};

use super::definitions::{Place, exported_at, is_function};
use super::{Records, names};
use crate::gap;

impl Records<'_, '_> {
    pub fn statement(&mut self, it: &Statement) {
        if let Some(declaration) = it.as_declaration() {
            return self.declaration(declaration, Place::plain(declaration.span()));
        }
        match it {
            Statement::ExpressionStatement(it) => self.expression_statement(it),
            Statement::IfStatement(it) => self.spanning(Kind::Statement, it.span, |v| v.if_parts(it)),
            Statement::TryStatement(it) => self.spanning(Kind::Statement, it.span, |v| v.try_parts(it)),
            Statement::ImportDeclaration(it) => {
                self.within(Kind::Import, it.span, names::import(it), |v| walk::walk_import_declaration(v, it));
            }
            Statement::ExportDeclaration(it) => self.declaration(&it.declaration, exported_at(&**it)),
            Statement::ExportDefaultDeclaration(it) => self.default_export(it),
            Statement::ExportAllDeclaration(_)
            | Statement::ExportNamedDeclaration(_)
            | Statement::ExportFromDeclaration(_)
            | Statement::TSExportAssignment(_)
            | Statement::TSNamespaceExportDeclaration(_) => {
                self.define(Kind::Export, None, exported_at(it), |v| walk::walk_statement(v, it));
            }
            Statement::BlockStatement(_) => walk::walk_statement(self, it),
            _ => self.spanning(Kind::Statement, it.span(), |v| walk::walk_statement(v, it)),
        }
    }

    fn default_export(&mut self, it: &ExportDefaultDeclaration) {
        let place = exported_at(it);
        match &it.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => self.function(function, place),
            ExportDefaultDeclarationKind::ClassDeclaration(class) => self.class(class, place),
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) => self.interface(interface, place),
            _ => self.define(Kind::Export, None, place, |v| walk::walk_export_default_declaration(v, it)),
        }
    }

    fn expression_statement(&mut self, it: &ExpressionStatement) {
        match &it.expression {
            Expression::CallExpression(call) if !call.arguments.is_empty() => self.call_statement(it, call),
            Expression::AssignmentExpression(assignment) => self.assignment_statement(it, assignment),
            other => self.spanning(Kind::Statement, it.span, |v| v.visit_expression(other)),
        }
    }

    fn call_statement(&mut self, it: &ExpressionStatement, call: &CallExpression) {
        match names::test_title(call) {
            Some(title) => self.within(Kind::Test, it.span, Some(title), |v| v.visit_call_expression(call)),
            None => self.spanning(Kind::Statement, it.span, |v| v.visit_call_expression(call)),
        }
    }

    /// `a.b = function () {}` defines `b`; `module.exports = …` exports.
    fn assignment_statement(&mut self, it: &ExpressionStatement, assignment: &AssignmentExpression) {
        let plain = assignment.operator == AssignmentOperator::Assign;
        let member = match &assignment.left {
            AssignmentTarget::StaticMemberExpression(member) => Some(&**member),
            _ => None,
        };
        if plain && member.is_some_and(names::is_module_exports) {
            return self.define(Kind::Export, None, Place::exported(it.span), |v| v.visit_assignment_expression(assignment));
        }
        let kind = match &assignment.right {
            right if is_function(right) => Kind::Function,
            Expression::ClassExpression(_) => Kind::Class,
            _ => return self.spanning(Kind::Statement, it.span, |v| v.visit_assignment_expression(assignment)),
        };
        let exported = plain && member.is_some_and(|m| names::is_exports(&m.object));
        let place = Place { range: it.span, flags: if exported { EXPORTED } else { 0 } };
        self.define(kind, names::target(&assignment.left), place, |v| {
            v.visit_assignment_target(&assignment.left);
            v.bound_value(&assignment.right);
        });
    }

    fn if_parts(&mut self, it: &IfStatement) {
        self.visit_expression(&it.test);
        self.visit_statement(&it.consequent);
        let Some(alternate) = &it.alternate else { return };
        let end = alternate.span().end;
        match gap::find(self.source, it.consequent.span().end, alternate.span().start, b"else") {
            Some(start) => self.spanning(Kind::Statement, Span::new(start, end), |v| v.visit_statement(alternate)),
            None => self.visit_statement(alternate),
        }
    }

    fn try_parts(&mut self, it: &TryStatement) {
        self.visit_block_statement(&it.block);
        let mut from = it.block.span.end;
        if let Some(handler) = &it.handler {
            self.spanning(Kind::Statement, handler.span, |v| walk::walk_catch_clause(v, handler));
            from = handler.span.end;
        }
        let Some(finalizer) = &it.finalizer else { return };
        match gap::find(self.source, from, finalizer.span.start, b"finally") {
            Some(start) => {
                let range = Span::new(start, finalizer.span.end);
                self.spanning(Kind::Statement, range, |v| v.visit_block_statement(finalizer));
            }
            None => self.visit_block_statement(finalizer),
        }
    }
}
