//! Records of declarations: functions, classes, variables, members.

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};
use oxc_syntax::scope::ScopeFlags;
use kaptar_table::{EXPORTED, GETTER, Kind, SETTER, STATIC};

use super::{Records, imports, names};

/// The statement that a declaration stands in: its range and record flags.
#[derive(Clone, Copy)]
pub struct Place {
    pub range: Span,
    pub flags: u32,
}

impl Place {
    pub fn plain(range: Span) -> Self {
        Self { range, flags: 0 }
    }

    pub fn exported(range: Span) -> Self {
        Self { range, flags: EXPORTED }
    }

    /// The place of a class, whose decorators may stand before `export`.
    fn from_decorators(self, decorators: &[Decorator]) -> Self {
        let start = decorators.first().map_or(self.range.start, |d| d.span.start.min(self.range.start));
        Self { range: Span::new(start, self.range.end), ..self }
    }
}

impl Records<'_, '_> {
    pub fn declaration(&mut self, it: &Declaration, place: Place) {
        match it {
            Declaration::VariableDeclaration(it) => self.variables(it, place),
            Declaration::FunctionDeclaration(it) => self.function(it, place),
            Declaration::ClassDeclaration(it) => self.class(it, place),
            Declaration::TSTypeAliasDeclaration(it) => {
                self.define(Kind::TypeAlias, Some(it.id.span), place, |v| walk::walk_ts_type_alias_declaration(v, it));
            }
            Declaration::TSInterfaceDeclaration(it) => self.interface(it, place),
            Declaration::TSEnumDeclaration(it) => {
                self.define(Kind::Enum, Some(it.id.span), place, |v| walk::walk_ts_enum_declaration(v, it));
            }
            Declaration::TSExternalModuleDeclaration(it) => {
                let name = names::unquoted(it.id.span);
                self.define(Kind::Namespace, Some(name), place, |v| walk::walk_ts_external_module_declaration(v, it));
            }
            Declaration::TSNamespaceDeclaration(it) => self.namespace(it, place),
            Declaration::TSGlobalDeclaration(it) => {
                self.define(Kind::Namespace, Some(it.global_span), place, |v| walk::walk_ts_global_declaration(v, it));
            }
            Declaration::TSImportEqualsDeclaration(it) => self.import_equals(it, place),
        }
    }

    pub fn define(&mut self, kind: Kind, name: Option<Span>, place: Place, walk: impl FnOnce(&mut Self)) {
        self.open(kind, place.range, name, place.flags);
        walk(self);
        self.close(place.range);
    }

    pub fn function(&mut self, it: &Function, place: Place) {
        self.named_function(it, it.id.as_ref().map(|id| id.span), place);
    }

    pub fn named_function(&mut self, it: &Function, name: Option<Span>, place: Place) {
        self.define(Kind::Function, name, place, |v| walk::walk_function(v, it, ScopeFlags::Function));
    }

    pub fn class(&mut self, it: &Class, place: Place) {
        self.named_class(it, it.id.as_ref().map(|id| id.span), place);
    }

    pub fn named_class(&mut self, it: &Class, name: Option<Span>, place: Place) {
        let place = place.from_decorators(&it.decorators);
        self.define(Kind::Class, name, place, |v| walk::walk_class(v, it));
    }

    pub fn interface(&mut self, it: &TSInterfaceDeclaration, place: Place) {
        self.define(Kind::Interface, Some(it.id.span), place, |v| walk::walk_ts_interface_declaration(v, it));
    }

    /// `namespace a.b.c {}` is one record with the name `a.b.c`.
    fn namespace(&mut self, it: &TSNamespaceDeclaration, place: Place) {
        let (mut inner, mut end) = (&it.body, it.id.span.end);
        while let TSNamespaceDeclarationBody::TSNamespaceDeclaration(nested) = inner {
            (inner, end) = (&nested.body, nested.id.span.end);
        }
        let name = Span::new(it.id.span.start, end);
        self.define(Kind::Namespace, Some(name), place, |v| v.visit_ts_namespace_declaration_body(inner));
    }

    /// One record a statement, except that with several declarators each bound function has one of its own inside.
    fn variables(&mut self, it: &VariableDeclaration, place: Place) {
        if let [only] = it.declarations.as_slice() {
            return self.declarator(only, place);
        }
        let name = it.declarations.iter().find_map(|d| names::first_bound(&d.id));
        self.define(Kind::Variable, name, place, |v| {
            for declarator in &it.declarations {
                if declarator.init.as_ref().is_some_and(is_bound_kind) {
                    v.declarator(declarator, Place::plain(declarator.span));
                } else {
                    v.visit_variable_declarator(declarator);
                }
            }
        });
    }

    fn declarator(&mut self, it: &VariableDeclarator, place: Place) {
        let name = names::first_bound(&it.id);
        let kind = match &it.init {
            Some(Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)) => Kind::Function,
            Some(Expression::ClassExpression(_)) => Kind::Class,
            Some(init) => match imports::required(init) {
                Some(module) => return self.require(it, module, place),
                None => Kind::Variable,
            },
            None => Kind::Variable,
        };
        self.define(kind, name, place, |v| {
            v.visit_binding_pattern(&it.id);
            if let Some(annotation) = &it.type_annotation {
                v.visit_ts_type_annotation(annotation);
            }
            if let Some(init) = &it.init {
                v.bound_value(init);
            }
        });
    }

    /// Walk a function or class whose record is that of the name it is bound to.
    pub fn bound_value(&mut self, value: &Expression) {
        match value {
            Expression::FunctionExpression(it) => walk::walk_function(self, it, ScopeFlags::Function),
            Expression::ArrowFunctionExpression(it) => walk::walk_arrow_function_expression(self, it),
            Expression::ClassExpression(it) => walk::walk_class(self, it),
            other => self.visit_expression(other),
        }
    }

    /// A property of an object literal with its value.
    pub fn property(&mut self, it: &ObjectProperty) {
        let kind = if is_function(&it.value) { Kind::Method } else { Kind::Field };
        let flags = match it.kind {
            PropertyKind::Get => GETTER,
            PropertyKind::Set => SETTER,
            PropertyKind::Init => 0,
        };
        self.define(kind, names::key(&it.key), Place { range: it.span, flags }, |v| {
            v.visit_property_key(&it.key);
            v.bound_value(&it.value);
        });
    }

    pub fn method(&mut self, it: &MethodDefinition) {
        let accessor = match it.kind {
            MethodDefinitionKind::Get => GETTER,
            MethodDefinitionKind::Set => SETTER,
            MethodDefinitionKind::Method | MethodDefinitionKind::Constructor => 0,
        };
        let place = Place { range: it.span, flags: accessor | of_static(it.r#static) };
        self.define(Kind::Method, names::key(&it.key), place, |v| {
            v.visit_decorators(&it.decorators);
            v.visit_property_key(&it.key);
            walk::walk_function(v, &it.value, ScopeFlags::Function);
        });
    }

    pub fn field(&mut self, it: &PropertyDefinition) {
        let kind = if it.value.as_ref().is_some_and(is_function) { Kind::Method } else { Kind::Field };
        let place = Place { range: it.span, flags: of_static(it.r#static) };
        self.define(kind, names::key(&it.key), place, |v| {
            v.visit_decorators(&it.decorators);
            v.visit_property_key(&it.key);
            if let Some(annotation) = &it.type_annotation {
                v.visit_ts_type_annotation(annotation);
            }
            if let Some(value) = &it.value {
                v.bound_value(value);
            }
        });
    }
}

/// The record flag of a member that may be static.
pub fn of_static(is_static: bool) -> u32 {
    if is_static { STATIC } else { 0 }
}

pub fn is_function(value: &Expression) -> bool {
    matches!(value, Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_))
}

/// Whether a value bound to a name makes a definition of its own.
pub fn is_bound_kind(value: &Expression) -> bool {
    is_function(value) || matches!(value, Expression::ClassExpression(_))
}

/// The range of an exported default declaration or the like, as a place.
pub fn exported_at(it: &impl GetSpan) -> Place {
    Place::exported(it.span())
}
