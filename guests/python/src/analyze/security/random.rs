//! Secrets that can be predicted: text or bytes that are made of what `random` picks, under the name of a secret.
//!
//! The form of the value decides, not the name alone: a number that counts or a pick out of people is no secret.

use kaptar_words::names::is_secret;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Operator, StmtAugAssign};

use super::super::context::{Context, is_text};
use super::super::{Rule, Severity, rule};

pub const INSECURE_RANDOM: Rule = rule("security/insecure-random", Severity::Error);

/// How deep a value is looked into.
const DEPTH: usize = 10;

/// `token = "".join(random.choice(letters) for _ in range(20))`
pub fn assigned(context: &Context<'_>, target: &Expr, value: &Expr) {
    if let Some(name) = name_of(target) {
        report(context, name, value);
    }
}

/// `token += random.choice(letters)`, where the token is text.
pub fn added(context: &Context<'_>, assign: &StmtAugAssign) {
    let Some(name) = name_of(&assign.target) else { return };
    let text = matches!(&*assign.target, Expr::Name(name) if context.binding(&name.id).is_some_and(|values| values.known(&name.id).any(is_text)));
    if assign.op == Operator::Add && is_secret(name) && (text && picks(context, &assign.value) || is_made(context, &assign.value, DEPTH)) {
        complain(context, name, &assign.value);
    }
}

/// `f(token=…)`
pub fn argument(context: &Context<'_>, call: &ExprCall, _: &str) {
    for argument in &call.arguments.keywords {
        if let Some(name) = &argument.arg {
            report(context, name, &argument.value);
        }
    }
}

fn name_of(target: &Expr) -> Option<&str> {
    match target {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        Expr::Subscript(subscript) => subscript.slice.as_string_literal_expr().map(|key| key.value.to_str()),
        _ => None,
    }
}

fn report(context: &Context<'_>, name: &str, value: &Expr) {
    if is_secret(name) && is_made(context, value, DEPTH) {
        complain(context, name, value);
    }
}

fn complain(context: &Context<'_>, name: &str, value: &Expr) {
    context.report(&INSECURE_RANDOM, value, format!("`{name}` can be predicted: use the secrets module"));
}

/// Whether a value is text or bytes made of random picks: joined, written as text, formatted, hashed, or drawn as bytes.
fn is_made(context: &Context<'_>, value: &Expr, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let made = |expr: &Expr| is_made(context, expr, depth);
    match value {
        Expr::Call(call) => is_made_by(context, call, depth),
        Expr::FString(text) => text.value.elements().filter_map(|part| part.as_interpolation()).any(|part| picks(context, &part.expression)),
        Expr::BinOp(op) => match op.op {
            Operator::Mod => is_text(&op.left) && picks(context, &op.right),
            Operator::Add => is_text(value) && picks(context, value) || made(&op.left) || made(&op.right) || both(context, [&op.left, &op.right]),
            _ => false,
        },
        Expr::Subscript(part) => made(&part.value),
        Expr::If(test) => made(&test.body) || made(&test.orelse),
        Expr::BoolOp(either) => either.values.iter().any(made),
        _ => false,
    }
}

/// `random.choice(letters) + random.choice(letters)`
fn both(context: &Context<'_>, sides: [&Expr; 2]) -> bool {
    sides.into_iter().all(|side| matches!(side, Expr::Call(call) if context.callee(call).as_deref() == Some("random.choice")))
}

fn is_made_by(context: &Context<'_>, call: &ExprCall, depth: usize) -> bool {
    let callee = context.callee(call).unwrap_or_default();
    let arguments = || call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value));
    let random = || arguments().any(|argument| picks(context, argument));
    match &*callee {
        "random.randbytes" => return true,
        "random.getrandbits" => return call.arguments.args.first().is_some_and(|bits| number(bits).is_none_or(|bits| bits >= 64)),
        // A number with all digits of a code: 100000 to 999999.
        "random.randint" | "random.randrange" => return matches!(&*call.arguments.args, [low, high] if is_code(number(low), number(high))),
        "str" | "repr" | "hex" | "bytes" | "bytearray" | "uuid.UUID" => return random(),
        path if ["hashlib.", "base64.", "binascii.", "hmac."].iter().any(|module| path.starts_with(module)) => {
            return arguments().any(|argument| is_made(context, argument, depth));
        }
        _ => {}
    }
    let Expr::Attribute(attribute) = &*call.func else { return false };
    match attribute.attr.as_str() {
        "join" => random(),
        "format" => is_text(&attribute.value) && random(),
        "to_bytes" => picks(context, &attribute.value),
        "encode" | "decode" | "hexdigest" | "digest" | "upper" | "lower" | "strip" | "replace" | "zfill" | "hex" | "title" | "rjust" | "ljust" => {
            is_made(context, &attribute.value, depth)
        }
        _ => false,
    }
}

fn number(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::NumberLiteral(number) => number.value.as_int().and_then(|value| value.as_u64()),
        Expr::BinOp(op) => {
            let (left, right) = (number(&op.left)?, number(&op.right)?);
            match op.op {
                Operator::Pow => left.checked_pow(u32::try_from(right).ok()?),
                Operator::Sub => left.checked_sub(right),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_code(low: Option<u64>, high: Option<u64>) -> bool {
    let (Some(low), Some(high)) = (low, high) else { return false };
    let digits = |power: u32| 10_u64.checked_pow(power);
    (3..=18).any(|power| digits(power) == Some(low) && digits(power + 1).is_some_and(|end| high == end || high == end - 1))
}

/// Whether `random` picks something anywhere in an expression, or in what a name in it stands for.
fn picks(context: &Context<'_>, value: &Expr) -> bool {
    struct Finder<'c, 'a>(&'c Context<'a>, usize, bool);
    impl<'e> Visitor<'e> for Finder<'_, '_> {
        fn visit_expr(&mut self, expr: &'e Expr) {
            match expr {
                Expr::Call(call) => {
                    let callee = self.0.callee(call).unwrap_or_default();
                    self.2 |= callee.strip_prefix("random.").is_some_and(|name| !name.starts_with("SystemRandom") && name != "seed");
                }
                Expr::Name(name) if self.1 > 0 => {
                    let value = self.0.binding(&name.id).and_then(|values| values.only(&name.id));
                    // It is told where it is made: a password is no worse for a salt behind it.
                    let value = value.filter(|value| !is_secret(&name.id) || !is_made(self.0, value, DEPTH));
                    let mut inner = Finder(self.0, self.1 - 1, false);
                    value.into_iter().for_each(|value| inner.visit_expr(value));
                    self.2 |= inner.2;
                }
                _ => {}
            }
            walk_expr(self, expr);
        }
    }
    let mut finder = Finder(context, 2, false);
    finder.visit_expr(value);
    finder.2
}
