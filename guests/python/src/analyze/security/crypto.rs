//! Weak digests and predictable secrets.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, first, is_bool, keyword};
use super::super::quoting::parts;
use super::super::{Rule, Severity, rule};

pub const WEAK_HASH: Rule = rule("security/weak-hash", Severity::Info);
pub const INSECURE_RANDOM: Rule = rule("security/insecure-random", Severity::Error);

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

/// `token = random.…`
pub fn random_assigned(context: &Context<'_>, target: &Expr, value: &Expr) {
    let name = match target {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        Expr::Subscript(subscript) => match &*subscript.slice {
            Expr::StringLiteral(key) => key.value.to_str(),
            _ => return,
        },
        _ => return,
    };
    report_random(context, name, value);
}

/// `f(token=random.…)`
pub fn random_argument(context: &Context<'_>, call: &ExprCall, _: &str) {
    for argument in &call.arguments.keywords {
        if let Some(name) = &argument.arg {
            report_random(context, name, &argument.value);
        }
    }
}

fn report_random(context: &Context<'_>, name: &str, value: &Expr) {
    if is_secret(name) && uses_random(context, value) {
        context.report(&INSECURE_RANDOM, value, format!("`{name}` can be predicted: use the secrets module"));
    }
}

/// The last word of a name says what it is: `token_count` is a number.
fn is_secret(name: &str) -> bool {
    const WORDS: [&str; 12] =
        ["token", "secret", "password", "passwd", "passphrase", "apikey", "nonce", "salt", "otp", "csrf", "sessionid", "accesstoken"];
    // A key of what is sorted or looked up is no secret.
    const OF_KEYS: [&str; 10] = ["api", "secret", "private", "signing", "encryption", "session", "access", "auth", "master", "crypto"];
    let words = parts(name.trim_end_matches(|c: char| c.is_ascii_digit()));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => false,
        [.., before, "key"] => OF_KEYS.contains(before),
        [.., before, "id"] => *before == "session",
        [.., last] => WORDS.contains(last),
    }
}

fn uses_random(context: &Context<'_>, value: &Expr) -> bool {
    struct Finder<'c, 'a>(&'c Context<'a>, bool);
    impl<'e> Visitor<'e> for Finder<'_, '_> {
        fn visit_expr(&mut self, expr: &'e Expr) {
            if let Expr::Call(call) = expr
                && let Some(callee) = self.0.callee(call)
                && let Some(function) = callee.strip_prefix("random.")
            {
                self.1 |= !function.starts_with("SystemRandom") && function != "seed";
            }
            walk_expr(self, expr);
        }
    }
    let mut finder = Finder(context, false);
    finder.visit_expr(value);
    finder.1
}
