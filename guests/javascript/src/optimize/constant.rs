//! Values that are known from the text alone, and exact arithmetic on them.
//!
//! Numbers are folded only where both sides and the result are integers below 2^53 and not a negative zero, so that no
//! rounding and no spelling of a float comes in.

use oxc_ast::ast::{BinaryExpression, BinaryOperator, Expression, StringLiteral, UnaryExpression, UnaryOperator};

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    /// A string as it is written between its quotes, the quote, and its meaning.
    Text { raw: String, quote: char, value: String },
    Bool(bool),
    Null,
}

const LARGEST: f64 = 9_007_199_254_740_991.0;

impl Value {
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Number(n) => *n != 0.0 && !n.is_nan(),
            Self::Text { value, .. } => !value.is_empty(),
            Self::Bool(b) => *b,
            Self::Null => false,
        }
    }

    /// How the value is written.
    pub fn source(&self) -> String {
        match self {
            Self::Number(n) => format!("{n:.0}"),
            Self::Text { raw, quote, .. } => format!("{quote}{raw}{quote}"),
            Self::Bool(b) => b.to_string(),
            Self::Null => "null".to_owned(),
        }
    }

    fn integer(&self) -> Option<f64> {
        match self {
            Self::Number(n) => exact(*n),
            _ => None,
        }
    }

    fn type_name(&self) -> &'static str {
        match self {
            Self::Number(_) => "number",
            Self::Text { .. } => "string",
            Self::Bool(_) => "boolean",
            Self::Null => "object",
        }
    }
}

/// `n` if it is an integer that a double holds without doubt.
fn exact(n: f64) -> Option<f64> {
    (n.fract() == 0.0 && n.abs() <= LARGEST && !(n == 0.0 && n.is_sign_negative())).then_some(n)
}

/// The value of an expression that reads nothing and calls nothing. `source` is the text that the spans point into.
pub fn evaluate(it: &Expression, source: &str) -> Option<Value> {
    match it {
        Expression::BooleanLiteral(literal) => Some(Value::Bool(literal.value)),
        Expression::NullLiteral(_) => Some(Value::Null),
        Expression::NumericLiteral(literal) => Some(Value::Number(literal.value)),
        Expression::StringLiteral(literal) => text(literal, source),
        Expression::ParenthesizedExpression(it) => evaluate(&it.expression, source),
        Expression::UnaryExpression(it) => unary(it, source),
        Expression::BinaryExpression(it) => binary(it, source),
        _ => None,
    }
}

fn text(literal: &StringLiteral, source: &str) -> Option<Value> {
    let raw = &source[literal.span.start as usize..literal.span.end as usize];
    let quote = raw.chars().next().filter(|q| matches!(q, '"' | '\''))?;
    let value = (!literal.lone_surrogates).then(|| literal.value.to_string())?;
    Some(Value::Text { raw: raw[1..raw.len() - 1].to_owned(), quote, value })
}

pub fn unary(it: &UnaryExpression, source: &str) -> Option<Value> {
    let value = evaluate(&it.argument, source)?;
    match it.operator {
        UnaryOperator::LogicalNot => Some(Value::Bool(!value.is_truthy())),
        UnaryOperator::UnaryNegation => exact(-value.integer()?).map(Value::Number),
        UnaryOperator::Typeof => {
            let name = value.type_name().to_owned();
            Some(Value::Text { raw: name.clone(), quote: '"', value: name })
        }
        _ => None,
    }
}

pub fn binary(it: &BinaryExpression, source: &str) -> Option<Value> {
    let (left, right) = (evaluate(&it.left, source)?, evaluate(&it.right, source)?);
    if it.operator == BinaryOperator::Addition
        && let Some(joined) = join(&left, &right)
    {
        return Some(joined);
    }
    compare(it.operator, &left, &right).map(Value::Bool).or_else(|| arithmetic(it.operator, left.integer()?, right.integer()?))
}

/// A string with a string or an integer, in the quotes of the first string.
fn join(left: &Value, right: &Value) -> Option<Value> {
    let quote = match (left, right) {
        (Value::Text { quote, .. }, _) | (_, Value::Text { quote, .. }) => *quote,
        _ => return None,
    };
    let (l, r) = (part(left, quote)?, part(right, quote)?);
    // A digit behind an escape such as \0 would become part of it.
    if l.0.contains('\\') && r.0.starts_with(|c: char| c.is_ascii_hexdigit()) {
        return None;
    }
    Some(Value::Text { raw: l.0 + &r.0, quote, value: l.1 + &r.1 })
}

/// Raw text and meaning of an operand, if it can stand between `quote`s as it is.
fn part(value: &Value, quote: char) -> Option<(String, String)> {
    match value {
        Value::Text { raw, quote: own, value } => {
            (*own == quote || !raw.contains(quote)).then(|| (raw.clone(), value.clone()))
        }
        Value::Number(_) => value.integer().map(|n| (format!("{n:.0}"), format!("{n:.0}"))),
        _ => None,
    }
}

/// Comparisons of values of one type. Strings are compared for equality only.
fn compare(operator: BinaryOperator, left: &Value, right: &Value) -> Option<bool> {
    use BinaryOperator::{Equality, GreaterEqualThan, GreaterThan, Inequality, LessEqualThan, LessThan, StrictEquality, StrictInequality};
    let equal = match (left, right) {
        (Value::Number(a), Value::Number(b)) => a == b,
        (Value::Text { value: a, .. }, Value::Text { value: b, .. }) => a == b,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Null, Value::Null) => true,
        _ => return None,
    };
    match operator {
        StrictEquality | Equality => return Some(equal),
        StrictInequality | Inequality => return Some(!equal),
        _ => {}
    }
    let (Value::Number(a), Value::Number(b)) = (left, right) else { return None };
    match operator {
        LessThan => Some(a < b),
        LessEqualThan => Some(a <= b),
        GreaterThan => Some(a > b),
        GreaterEqualThan => Some(a >= b),
        _ => None,
    }
}

fn arithmetic(operator: BinaryOperator, a: f64, b: f64) -> Option<Value> {
    let result = match operator {
        BinaryOperator::Addition => a + b,
        BinaryOperator::Subtraction => a - b,
        BinaryOperator::Multiplication => a * b,
        BinaryOperator::Division if b != 0.0 => a / b,
        BinaryOperator::Remainder if b > 0.0 && a >= 0.0 => a % b,
        BinaryOperator::Exponential if (0.0..=53.0).contains(&b) => power(a, b),
        BinaryOperator::BitwiseAnd => f64::from(int32(a) & int32(b)),
        BinaryOperator::BitwiseOR => f64::from(int32(a) | int32(b)),
        BinaryOperator::BitwiseXOR => f64::from(int32(a) ^ int32(b)),
        BinaryOperator::ShiftLeft => f64::from(int32(a) << (int32(b) & 31)),
        BinaryOperator::ShiftRight => f64::from(int32(a) >> (int32(b) & 31)),
        BinaryOperator::ShiftRightZeroFill => f64::from((int32(a) as u32) >> (int32(b) & 31)),
        _ => return None,
    };
    exact(result).map(Value::Number)
}

/// By multiplication, so that each step is exact or the result is out of range and refused.
fn power(a: f64, b: f64) -> f64 {
    (0..b as u32).fold(1.0, |product, _| if f64::abs(product) > LARGEST { f64::NAN } else { product * a })
}

/// `ToInt32` of an integer below 2^53.
fn int32(n: f64) -> i32 {
    (n as i64) as i32
}
