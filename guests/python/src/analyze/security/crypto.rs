//! Weak digests.

use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, first, is_bool, keyword};
use super::super::{Rule, Severity, rule};

pub const WEAK_HASH: Rule = rule("security/weak-hash", Severity::Info);

/// MD5 and SHA-1, unless said not to be used for security.
pub fn weak_hash(context: &Context<'_>, call: &ExprCall, callee: &str) {
    let name = match callee {
        "hashlib.md5" => "md5",
        "hashlib.sha1" => "sha1",
        "hashlib.new" => match first(&call.arguments, &["name"]) {
            Some(Expr::StringLiteral(name)) => match name.value.to_str().to_ascii_lowercase().as_str() {
                "md5" => "md5",
                "sha1" | "sha-1" => "sha1",
                _ => return,
            },
            _ => return,
        },
        _ => return,
    };
    if !keyword(&call.arguments, "usedforsecurity").is_some_and(|v| is_bool(v, false)) {
        let message = format!("{name} is broken: use sha256, or say usedforsecurity=False");
        context.report(&WEAK_HASH, call, message);
    }
}
