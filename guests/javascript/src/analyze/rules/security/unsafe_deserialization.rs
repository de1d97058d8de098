//! `security/unsafe-deserialization`: data that may carry code.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::{Expression, IdentifierReference};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/unsafe-deserialization", severity: Severity::Warning, kinds: &[AstType::CallExpression], check };

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    let Expression::StaticMemberExpression(member) = &call.callee else { return None };
    let method = member.property.name.as_str();
    if !matches!(method, "unserialize" | "deserialize" | "load" | "loadAll") {
        return None;
    }
    let module = module_of(cx, &member.object)?;
    let schema = call.arguments.get(1).is_some();
    let unsafe_call = match module.as_str() {
        "node-serialize" | "serialize-to-js" | "funcster" | "cryo" => method != "load",
        // js-yaml before version 4 makes functions of `!!js/function`; a second argument is taken for a safe schema.
        "js-yaml" => matches!(method, "load" | "loadAll") && !schema,
        _ => false,
    };
    if !unsafe_call {
        return None;
    }
    let message = format!("`{module}` can make code of data; use JSON, or a loader with a safe schema (js-yaml: version 4, or JSON_SCHEMA)");
    // Since 2021 js-yaml makes no code, and the version is not seen here.
    if module == "js-yaml" { Found::doubtful(call.span, message) } else { Found::new(call.span, message) }
}

/// The module that an object was imported or required from.
fn module_of<'a>(cx: &Context<'a, '_>, object: &Expression<'a>) -> Option<String> {
    match object {
        Expression::Identifier(id) => imported(cx, id).or_else(|| match cx.initialiser(id)? {
            init @ Expression::CallExpression(_) => syntax::path(init),
            _ => None,
        }),
        call @ Expression::CallExpression(_) => syntax::path(call),
        _ => None,
    }
}

fn imported<'a>(cx: &Context<'a, '_>, id: &IdentifierReference<'a>) -> Option<String> {
    let scoping = cx.semantic.scoping();
    let symbol = scoping.get_reference(id.reference_id.get()?).symbol_id()?;
    let declaration = cx.semantic.symbol_declaration(symbol).id();
    match cx.semantic.nodes().parent_kind(declaration) {
        AstKind::ImportDeclaration(it) => Some(it.source.value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/unsafe-deserialization",
            &[
                "const s = require('node-serialize'); s.unserialize(x)",
                "import yaml from 'js-yaml'; yaml.load(text)",
                "require('js-yaml').load(text)",
                "import * as y from 'js-yaml'; y.loadAll(text)",
            ],
            &[
                "import yaml from 'js-yaml'; yaml.load(text, { schema: yaml.JSON_SCHEMA })",
                "import { load } from 'x'; y.load(text)",
                "import yaml from 'yaml'; yaml.load(text)",
                "JSON.parse(text)",
                "const a = \"require('node-serialize').unserialize(x)\"",
            ],
        );
    }
}
