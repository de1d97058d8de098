//! The list of rules: a new one is a file and a line here.

mod await_in_loop;
mod empty_catch;
mod search_in_loop;
mod security;
pub mod size;
mod string_concat_in_loop;
mod sync_call_in_async;
mod unreachable_code;

use oxc_ast::ast_kind::AST_TYPE_MAX;

use super::options::Rules;
use super::rule::Rule;

const RULES: &[&Rule] = &[
    &await_in_loop::RULE,
    &empty_catch::RULE,
    &search_in_loop::RULE,
    &string_concat_in_loop::RULE,
    &sync_call_in_async::RULE,
    &unreachable_code::RULE,
    &security::command_injection::RULE,
    &security::eval::RULE,
    &security::html_injection::RULE,
    &security::implied_eval::RULE,
    &security::insecure_random::RULE,
    &security::path_traversal::RULE,
    &security::sql_injection::RULE,
    &security::tls_verification::RULE,
    &security::unsafe_deserialization::RULE,
    &security::vm_execution::RULE,
    &security::weak_hash::RULE,
];

pub struct Selected {
    pub nodes: Vec<&'static Rule>,
    pub sizes: Vec<&'static str>,
}

impl Selected {
    /// The rules that want to see a kind of node, by the kind's number.
    pub fn by_kind(&self) -> Vec<Vec<&'static Rule>> {
        let mut table = vec![Vec::new(); AST_TYPE_MAX as usize + 1];
        for rule in &self.nodes {
            for kind in rule.kinds {
                table[*kind as usize].push(*rule);
            }
        }
        table
    }
}

/// The rules of a group or a list. Error: a name that is neither.
pub fn selected(wanted: &Rules) -> Result<Selected, String> {
    let ids = || RULES.iter().map(|r| r.id).chain(size::IDS.iter().copied());
    let takes: Box<dyn Fn(&str) -> bool> = match wanted {
        Rules::Group(group) => match group.as_str() {
            "all" => Box::new(|_| true),
            "security" => Box::new(|id| id.starts_with("security/")),
            "quality" => Box::new(|id| !id.starts_with("security/")),
            other => return Err(format!("unknown group of rules {other:?}: one of quality, security, all")),
        },
        Rules::Ids(list) => {
            if let Some(unknown) = list.iter().find(|w| ids().all(|id| id != w.as_str())) {
                return Err(format!("unknown rule {unknown:?}: one of {}", ids().collect::<Vec<_>>().join(", ")));
            }
            Box::new(|id| list.iter().any(|w| w == id))
        }
    };
    let nodes = RULES.iter().copied().filter(|r| takes(r.id)).collect();
    Ok(Selected { nodes, sizes: size::IDS.iter().copied().filter(|id| takes(id)).collect() })
}
