//! Where functions come from: modules that are imported or required, under whatever name.

use oxc_ast::ast::*;

use super::rule::Context;
use super::symbols::{Declared, taken};
use super::syntax;

/// How many names are followed, one bound by way of the other.
const DEPTH: usize = 5;

impl<'a> Context<'a, '_> {
    /// The path of a function as its module knows it: `child_process.exec` of `cp.exec`, of an `exec` that is imported or taken out of
    /// `require(…)`, and of what `promisify(exec)` makes. A name that the file does not declare stands for itself. None: anything else.
    pub fn origin(&self, it: &Expression<'a>) -> Option<String> {
        self.origin_within(it, DEPTH)
    }

    fn origin_within(&self, it: &Expression<'a>, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        match it.get_inner_expression() {
            Expression::Identifier(id) => self.origin_of_name(id, depth),
            Expression::StaticMemberExpression(member) => {
                let object = self.origin_within(&member.object, depth)?;
                // `module.default.f`, as some compilers write it.
                if member.property.name == "default" { Some(object) } else { Some(format!("{object}.{}", member.property.name)) }
            }
            Expression::CallExpression(call) if call.callee.is_specific_id("require") => required(call),
            Expression::CallExpression(call) if syntax::last_name(&call.callee) == Some("promisify") => {
                self.origin_within(syntax::argument(&call.arguments, 0)?, depth)
            }
            Expression::AwaitExpression(it) => self.origin_within(&it.argument, depth),
            Expression::ImportExpression(it) => match &it.source {
                Expression::StringLiteral(module) => Some(plain(module.value.as_str())),
                _ => None,
            },
            _ => None,
        }
    }

    fn origin_of_name(&self, id: &IdentifierReference<'a>, depth: usize) -> Option<String> {
        match self.declared(id) {
            Declared::Nowhere => Some(id.name.to_string()),
            Declared::Imported(module, Some(name)) if name != "default" => Some(format!("{}.{name}", plain(module))),
            Declared::Imported(module, _) => Some(plain(module)),
            Declared::Variable(declarator) => {
                let symbol = self.symbol(id)?;
                if self.semantic.scoping().symbol_is_mutated(symbol) {
                    return None;
                }
                let from = self.origin_within(declarator.init.as_ref()?, depth)?;
                if declarator.id.is_binding_identifier() { Some(from) } else { Some(format!("{from}.{}", taken(&declarator.id, symbol)?)) }
            }
            _ => None,
        }
    }
}

fn required(call: &CallExpression) -> Option<String> {
    match call.arguments.first() {
        Some(Argument::StringLiteral(module)) => Some(plain(module.value.as_str())),
        _ => None,
    }
}

fn plain(module: &str) -> String {
    module.strip_prefix("node:").unwrap_or(module).to_owned()
}

#[cfg(test)]
mod tests {
    use crate::analyze::testing::lines;

    #[test]
    fn a_function_is_known_by_whatever_name() {
        for source in [
            "import { exec as run } from 'node:child_process'; run(`a ${x}`)",
            "import * as c from 'child_process'; c.exec(`a ${x}`)",
            "import c from 'child_process'; c.exec(`a ${x}`)",
            "const { exec: run } = require('child_process'); run(`a ${x}`)",
            "const c = await import('node:child_process'); c.exec(`a ${x}`)",
            "const run = util.promisify(require('child_process').exec); run(`a ${x}`)",
            "import { exec } from 'child_process'; import { promisify } from 'util'; const run = promisify(exec); await run(`a ${x}`)",
            "const c = require('child_process'); const { exec } = c; const e = exec; e(`a ${x}`)",
        ] {
            assert_eq!(lines("security/command-injection", source), [1], "{source}");
        }
        for source in [
            "import { exec } from '@actions/exec'; exec(`a ${x}`)",
            "const { exec } = require('./database'); exec(`a ${x}`)",
            "function exec(a) {} exec(`a ${x}`)",
            "import cp from './cp'; cp.exec(`a ${x}`)",
            "let run = require('child_process').exec; run = other; run(`a ${x}`)",
        ] {
            assert!(lines("security/command-injection", source).is_empty(), "{source}");
        }
    }
}
