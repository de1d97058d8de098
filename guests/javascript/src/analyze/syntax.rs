//! Questions that several rules ask about the tree.

use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::{AstNode, NodeId};
use oxc_span::{GetSpan, Span};

use super::rule::Context;

/// The dotted path of a callee or object: `fs.promises.readFile`, `this.db.query`; None for anything computed.
pub fn path(it: &Expression) -> Option<String> {
    let mut path = String::new();
    push_path(it, &mut path).then_some(path)
}

fn push_path(it: &Expression, path: &mut String) -> bool {
    let member = match it.get_inner_expression() {
        Expression::Identifier(id) => return push(path, id.name.as_str()),
        Expression::ThisExpression(_) => return push(path, "this"),
        Expression::CallExpression(call) if is_require(call) => match call.arguments.first() {
            Some(Argument::StringLiteral(module)) => return push(path, module.value.trim_start_matches("node:")),
            _ => return false,
        },
        Expression::StaticMemberExpression(member) => member,
        Expression::ChainExpression(chain) => match &chain.expression {
            ChainElement::StaticMemberExpression(member) => member,
            _ => return false,
        },
        _ => return false,
    };
    push_path(&member.object, path) && push(path, ".") && push(path, member.property.name.as_str())
}

fn push(path: &mut String, part: &str) -> bool {
    path.push_str(part);
    true
}

fn is_require(call: &CallExpression) -> bool {
    call.callee.is_specific_id("require")
}

/// The last name of a callee: `query` of `this.db.query`, also where the object is computed.
pub fn last_name<'e>(callee: &'e Expression) -> Option<&'e str> {
    match callee.get_inner_expression() {
        Expression::Identifier(id) => Some(id.name.as_str()),
        Expression::StaticMemberExpression(member) => Some(member.property.name.as_str()),
        _ => None,
    }
}

/// The argument at `index`, unless it or one before it is a spread.
pub fn argument<'c, 'a>(arguments: &'c [Argument<'a>], index: usize) -> Option<&'c Expression<'a>> {
    arguments.iter().take(index + 1).all(|a| !a.is_spread()).then(|| arguments.get(index))?.and_then(Argument::as_expression)
}

/// Whether the expression is put together from literals only.
pub fn is_literal_text(it: &Expression) -> bool {
    match it.get_inner_expression() {
        Expression::TemplateLiteral(template) => template.expressions.is_empty(),
        Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => {
            is_literal_text(&binary.left) && is_literal_text(&binary.right)
        }
        Expression::ConditionalExpression(it) => is_literal_text(&it.consequent) && is_literal_text(&it.alternate),
        inner => inner.is_literal(),
    }
}

/// Whether the expression is text with values put in: a template with holes, a `+` of a string and something else, a list that is joined.
pub fn is_built_text(it: &Expression) -> bool {
    match it.get_inner_expression() {
        Expression::TemplateLiteral(template) => !template.expressions.iter().all(is_literal_text),
        Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => has_text(it) && !is_literal_text(it),
        Expression::CallExpression(call) => joined(call).is_some_and(|list| list.elements.iter().any(|each| !each.as_expression().is_some_and(is_literal_text))),
        _ => false,
    }
}

/// The list of `[…].join(" ")`.
fn joined<'e, 'a>(call: &'e CallExpression<'a>) -> Option<&'e ArrayExpression<'a>> {
    let Expression::StaticMemberExpression(member) = call.callee.get_inner_expression() else { return None };
    match member.object.get_inner_expression() {
        Expression::ArrayExpression(list) if member.property.name == "join" => Some(list),
        _ => None,
    }
}

/// Whether one side of a `+` is text, so that the other becomes a part of it.
pub fn has_text(it: &Expression) -> bool {
    match it.get_inner_expression() {
        Expression::StringLiteral(_) | Expression::TemplateLiteral(_) => true,
        Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => has_text(&binary.left) || has_text(&binary.right),
        _ => false,
    }
}

/// The literal parts of a built text, one after the other.
pub fn literal_parts(it: &Expression) -> String {
    match it.get_inner_expression() {
        Expression::StringLiteral(string) => string.value.to_string(),
        Expression::TemplateLiteral(template) => template.quasis.iter().map(|q| q.value.raw.as_str()).collect::<Vec<_>>().join(" "),
        Expression::BinaryExpression(binary) => format!("{} {}", literal_parts(&binary.left), literal_parts(&binary.right)),
        Expression::CallExpression(call) => match joined(call) {
            Some(list) => list.elements.iter().filter_map(ArrayExpressionElement::as_expression).map(literal_parts).collect::<Vec<_>>().join(" "),
            None => String::new(),
        },
        _ => String::new(),
    }
}

impl<'a> Context<'a, '_> {
    /// The only value of a variable: what a name stands for that is initialised once and never assigned.
    pub fn value_of<'e>(&self, it: &'e Expression<'a>) -> &'e Expression<'a>
    where
        'a: 'e,
    {
        let Expression::Identifier(id) = it.get_inner_expression() else { return it };
        self.initialiser(id).unwrap_or(it)
    }

    pub fn initialiser(&self, id: &IdentifierReference<'a>) -> Option<&'a Expression<'a>> {
        let scoping = self.semantic.scoping();
        let symbol = scoping.get_reference(id.reference_id.get()?).symbol_id()?;
        if scoping.symbol_is_mutated(symbol) {
            return None;
        }
        match self.semantic.symbol_declaration(symbol).kind() {
            AstKind::VariableDeclarator(it) if it.id.get_binding_identifier().is_some() => it.init.as_ref(),
            _ => None,
        }
    }

    /// The declarator of a variable, assigned again or not.
    pub fn declarator(&self, id: &IdentifierReference<'a>) -> Option<&'a VariableDeclarator<'a>> {
        let scoping = self.semantic.scoping();
        let symbol = scoping.get_reference(id.reference_id.get()?).symbol_id()?;
        match self.semantic.symbol_declaration(symbol).kind() {
            AstKind::VariableDeclarator(it) => Some(it),
            _ => None,
        }
    }

    /// The body of the innermost loop of the same function that runs the node again and again.
    pub fn loop_body(&self, node: &AstNode<'a>) -> Option<Span> {
        let at = node.kind().span();
        for kind in self.semantic.nodes().ancestor_kinds(node.id()) {
            if kind.is_function_like() || matches!(kind, AstKind::Class(_)) {
                return None;
            }
            if let Some(body) = repeated(kind).filter(|b| b.start <= at.start && at.end <= b.end) {
                return Some(body);
            }
        }
        None
    }

    /// The function around a node: its node and whether it is async.
    pub fn enclosing_function(&self, id: NodeId) -> Option<(&AstNode<'a>, bool)> {
        self.semantic.nodes().ancestors(id).find_map(|node| match node.kind() {
            AstKind::Function(it) => Some((node, it.r#async)),
            AstKind::ArrowFunctionExpression(it) => Some((node, it.r#async)),
            _ => None,
        })
    }
}

/// What a loop repeats: its body, and the test of those that have one.
fn repeated(kind: AstKind) -> Option<Span> {
    match kind {
        AstKind::ForStatement(it) => Some(it.body.span()),
        AstKind::ForInStatement(it) => Some(it.body.span()),
        AstKind::ForOfStatement(it) => Some(it.body.span()),
        AstKind::WhileStatement(it) => Some(it.body.span()),
        AstKind::DoWhileStatement(it) => Some(it.body.span()),
        _ => None,
    }
}
