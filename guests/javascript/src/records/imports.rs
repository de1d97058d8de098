//! Records of imports: the names that they bind, and where from.

use oxc_ast::ast::*;
use oxc_span::{GetSpan, Span};
use kaptar_table::Kind;

use super::definitions::Place;
use super::{Records, names};

impl Records<'_, '_> {
    pub fn import(&mut self, it: &ImportDeclaration) {
        let specifiers = it.specifiers.as_ref().map_or(&[][..], |s| s.as_slice());
        let name = specifiers.first().map(|s| s.local().span);
        self.within(Kind::Import, it.span, name, |v| {
            for specifier in specifiers {
                v.binding(specifier.span(), specifier.local().span);
            }
            v.source(&it.source);
        });
    }

    /// `export … from "m"`.
    pub fn export_from(&mut self, range: Span, module: &StringLiteral) {
        self.define(Kind::Export, None, Place::exported(range), |v| v.source(module));
    }

    /// `import a = require("m")`, `import a = b.c`.
    pub fn import_equals(&mut self, it: &TSImportEqualsDeclaration, place: Place) {
        self.define(Kind::Import, Some(it.id.span), place, |v| {
            v.binding(it.id.span, it.id.span);
            match &it.module_reference {
                TSModuleReference::ExternalModuleReference(module) => v.source(&module.expression),
                other => v.part(Kind::Source, other.span(), other.span()),
            }
        });
    }

    /// `const { a, b: c } = require("m")`.
    pub fn require(&mut self, it: &VariableDeclarator, module: &StringLiteral, place: Place) {
        self.define(Kind::Import, names::first_bound(&it.id), place, |v| {
            v.bindings(&it.id, it.id.span());
            v.source(module);
        });
    }

    /// Each name that a pattern binds; `range` is what the pattern is the whole or the value of.
    fn bindings(&mut self, pattern: &BindingPattern, range: Span) {
        match pattern {
            BindingPattern::BindingIdentifier(id) => self.binding(range, id.span),
            BindingPattern::AssignmentPattern(it) => self.bindings(&it.left, range),
            BindingPattern::ObjectPattern(it) => {
                it.properties.iter().for_each(|p| self.bindings(&p.value, p.span));
                it.rest.iter().for_each(|rest| self.bindings(&rest.argument, rest.span));
            }
            BindingPattern::ArrayPattern(it) => {
                it.elements.iter().flatten().for_each(|e| self.bindings(e, e.span()));
                it.rest.iter().for_each(|rest| self.bindings(&rest.argument, rest.span));
            }
        }
    }

    fn binding(&mut self, range: Span, name: Span) {
        self.part(Kind::Binding, range, name);
    }

    fn source(&mut self, module: &StringLiteral) {
        self.part(Kind::Source, module.span, names::unquoted(module.span));
    }

    fn part(&mut self, kind: Kind, range: Span, name: Span) {
        self.open(kind, range, Some(name), 0);
        self.close(range);
    }
}

/// The module, if `init` is `require("…")` or a property of it.
pub fn required<'i>(init: &'i Expression<'_>) -> Option<&'i StringLiteral<'i>> {
    match init {
        Expression::CallExpression(call) => match (&call.callee, call.arguments.as_slice()) {
            (Expression::Identifier(id), [Argument::StringLiteral(module)]) if id.name == "require" => Some(module),
            _ => None,
        },
        Expression::StaticMemberExpression(member) => required(&member.object),
        _ => None,
    }
}
