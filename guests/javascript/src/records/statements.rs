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
            Statement::IfStatement(it) => self.within(Kind::Statement, it.span, None, |v| v.if_parts(it)),
            Statement::TryStatement(it) => self.within(Kind::Statement, it.span, None, |v| v.try_parts(it)),
            Statement::ImportDeclaration(it) => self.import(it),
            Statement::ExportDeclaration(it) => self.declaration(&it.declaration, exported_at(&**it)),
            Statement::ExportDefaultDeclaration(it) => self.default_export(it),
            Statement::ExportAllDeclaration(from) => self.export_from(from.span, &from.source),
            Statement::ExportFromDeclaration(from) => self.export_from(from.span, &from.source),
            Statement::ExportNamedDeclaration(_)
            | Statement::TSExportAssignment(_)
            | Statement::TSNamespaceExportDeclaration(_) => {
                self.define(Kind::Export, None, exported_at(it), |v| walk::walk_statement(v, it));
            }
            Statement::BlockStatement(_) | Statement::EmptyStatement(_) => walk::walk_statement(self, it),
            _ => self.within(Kind::Statement, it.span(), None, |v| walk::walk_statement(v, it)),
        }
    }

    fn default_export(&mut self, it: &ExportDefaultDeclaration) {
        let place = exported_at(it);
        match &it.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                let name = function.id.as_ref().map_or_else(|| self.default_word(it), |id| Some(id.span));
                self.named_function(function, name, place);
            }
            ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                let name = class.id.as_ref().map_or_else(|| self.default_word(it), |id| Some(id.span));
                self.named_class(class, name, place);
            }
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) => self.interface(interface, place),
            _ => self.define(Kind::Export, None, place, |v| walk::walk_export_default_declaration(v, it)),
        }
    }

    /// The word `default`, which stands for the name that an exported function or class does not have.
    fn default_word(&self, it: &ExportDefaultDeclaration) -> Option<Span> {
        let export = it.span.start + "export".len() as u32;
        let start = gap::find(self.source, export, it.declaration.span().start, b"default")?;
        Some(Span::new(start, start + "default".len() as u32))
    }

    fn expression_statement(&mut self, it: &ExpressionStatement) {
        match &it.expression {
            Expression::CallExpression(call) if !call.arguments.is_empty() => self.call_statement(it, call),
            Expression::AssignmentExpression(assignment) => self.assignment_statement(it, assignment),
            other => self.within(Kind::Statement, it.span, None, |v| v.visit_expression(other)),
        }
    }

    fn call_statement(&mut self, it: &ExpressionStatement, call: &CallExpression) {
        match names::test_title(call) {
            Some(title) => self.within(Kind::Test, it.span, Some(title), |v| v.visit_call_expression(call)),
            None => self.within(Kind::Statement, it.span, None, |v| v.visit_call_expression(call)),
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
            _ => {
                let name = names::plain_target(&assignment.left);
                return self.within(Kind::Statement, it.span, name, |v| v.visit_assignment_expression(assignment));
            }
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
            Some(start) => self.within(Kind::Statement, Span::new(start, end), None, |v| v.visit_statement(alternate)),
            None => self.visit_statement(alternate),
        }
    }

    fn try_parts(&mut self, it: &TryStatement) {
        self.visit_block_statement(&it.block);
        let mut from = it.block.span.end;
        if let Some(handler) = &it.handler {
            self.within(Kind::Statement, handler.span, None, |v| walk::walk_catch_clause(v, handler));
            from = handler.span.end;
        }
        let Some(finalizer) = &it.finalizer else { return };
        match gap::find(self.source, from, finalizer.span.start, b"finally") {
            Some(start) => {
                let range = Span::new(start, finalizer.span.end);
                self.within(Kind::Statement, range, None, |v| v.visit_block_statement(finalizer));
            }
            None => self.visit_block_statement(finalizer),
        }
    }
}
