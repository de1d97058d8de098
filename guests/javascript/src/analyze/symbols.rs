//! What the names of a file are declared as, and where else they get a value.

use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::{AstNode, SymbolId};
use oxc_span::GetSpan;

use super::rule::Context;

/// What declares a name.
pub enum Declared<'a> {
    /// Nothing in this file.
    Nowhere,
    /// `import { name as x } from "module"`; without a name: the module, or its default.
    Imported(&'a str, Option<&'a str>),
    /// A variable, with what it is first.
    Variable(&'a VariableDeclarator<'a>),
    /// The items of a list, one after the other: `for (const x of list)`, `list.map((x) => …)`.
    ItemOf(&'a Expression<'a>),
    /// The position in a list: `list.map((_, i) => …)`.
    Position,
    Function,
    Otherwise,
}

impl<'a> Context<'a, '_> {
    pub fn symbol(&self, id: &IdentifierReference<'a>) -> Option<SymbolId> {
        self.semantic.scoping().get_reference(id.reference_id.get()?).symbol_id()
    }

    pub fn declared(&self, id: &IdentifierReference<'a>) -> Declared<'a> {
        let Some(symbol) = self.symbol(id) else { return Declared::Nowhere };
        let node = self.semantic.symbol_declaration(symbol);
        let nodes = self.semantic.nodes();
        let module = || match nodes.parent_kind(node.id()) {
            AstKind::ImportDeclaration(it) => Some(it.source.value.as_str()),
            _ => None,
        };
        match node.kind() {
            AstKind::ImportSpecifier(it) => module().map_or(Declared::Otherwise, |module| Declared::Imported(module, Some(imported_name(it)))),
            AstKind::ImportDefaultSpecifier(_) | AstKind::ImportNamespaceSpecifier(_) => {
                module().map_or(Declared::Otherwise, |module| Declared::Imported(module, None))
            }
            AstKind::VariableDeclarator(it) => self.looped(node).map_or(Declared::Variable(it), Declared::ItemOf),
            AstKind::FormalParameter(it) => self.parameter(node, it),
            AstKind::Function(_) => Declared::Function,
            _ => Declared::Otherwise,
        }
    }

    /// The list of `for (const x of list)`.
    fn looped(&self, declarator: &AstNode<'a>) -> Option<&'a Expression<'a>> {
        let nodes = self.semantic.nodes();
        match nodes.parent_kind(nodes.parent_id(declarator.id())) {
            AstKind::ForOfStatement(it) if it.left.span().contains_inclusive(declarator.kind().span()) => Some(&it.right),
            _ => None,
        }
    }

    /// A parameter of a function that is written out in `list.map(…)` and its like.
    fn parameter(&self, node: &AstNode<'a>, it: &FormalParameter<'a>) -> Declared<'a> {
        let nodes = self.semantic.nodes();
        let Some((function, _)) = self.enclosing_function(node.id()) else { return Declared::Otherwise };
        let (AstKind::ArrowFunctionExpression(ArrowFunctionExpression { params, .. }), AstKind::CallExpression(call)) =
            (function.kind(), nodes.parent_kind(function.id()))
        else {
            return Declared::Otherwise;
        };
        let Expression::StaticMemberExpression(callee) = call.callee.get_inner_expression() else { return Declared::Otherwise };
        let goes_over = matches!(callee.property.name.as_str(), "map" | "forEach" | "flatMap" | "filter" | "find" | "some" | "every");
        let place = params.items.iter().position(|each| each.span == it.span);
        let plain = it.pattern.is_binding_identifier() && it.initializer.is_none();
        match place {
            Some(0) if goes_over && plain => Declared::ItemOf(&callee.object),
            Some(1) if goes_over && plain => Declared::Position,
            _ => Declared::Otherwise,
        }
    }

    /// What is assigned or added to a variable after its declaration. None: something that is not seen here.
    pub fn reassigned(&self, symbol: SymbolId) -> Option<Vec<&'a AssignmentExpression<'a>>> {
        let nodes = self.semantic.nodes();
        let writes = self.semantic.symbol_references(symbol).filter(|reference| reference.is_write());
        writes
            .map(|reference| match nodes.parent_kind(reference.node_id()) {
                AstKind::AssignmentExpression(it) => Some(it),
                _ => None,
            })
            .collect()
    }

    /// Whether a list or an object gets parts after its declaration: `list.push(x)`, `object.a = x`, `list[i] = x`.
    pub fn is_filled(&self, symbol: SymbolId) -> bool {
        let nodes = self.semantic.nodes();
        self.semantic.symbol_references(symbol).any(|reference| {
            let member = nodes.parent_node(reference.node_id());
            let at = nodes.kind(reference.node_id()).span();
            let outer = nodes.parent_kind(member.id());
            let assigned = matches!(outer, AstKind::AssignmentExpression(it) if it.left.span() == member.kind().span());
            match member.kind() {
                AstKind::StaticMemberExpression(it) => {
                    let fills = matches!(it.property.name.as_str(), "push" | "unshift" | "splice" | "fill" | "copyWithin" | "set");
                    assigned || fills && matches!(outer, AstKind::CallExpression(_))
                }
                // In `other[name] = x` the name is no list.
                AstKind::ComputedMemberExpression(it) => assigned && it.object.span() == at,
                _ => false,
            }
        })
    }
}

fn imported_name<'a>(it: &ImportSpecifier<'a>) -> &'a str {
    match &it.imported {
        ModuleExportName::IdentifierName(name) => name.name.as_str(),
        ModuleExportName::IdentifierReference(name) => name.name.as_str(),
        ModuleExportName::StringLiteral(name) => name.value.as_str(),
    }
}

/// The name of the property that an object pattern takes a symbol from.
pub fn taken<'a>(pattern: &BindingPattern<'a>, symbol: SymbolId) -> Option<&'a str> {
    let BindingPattern::ObjectPattern(object) = pattern else { return None };
    let property = object.properties.iter().find(|each| each.value.get_binding_identifier().is_some_and(|id| id.symbol_id.get() == Some(symbol)))?;
    match &property.key {
        PropertyKey::StaticIdentifier(key) => Some(key.name.as_str()),
        PropertyKey::StringLiteral(key) => Some(key.value.as_str()),
        _ => None,
    }
}
