//! SQL that is put together from text.

use ruff_python_ast::{Expr, ExprCall, Operator};

use super::super::context::{Context, first, is_literal, method};
use super::super::quoting::Target;
use super::super::safe::is_safe;
use super::super::{Rule, Severity, rule};

pub const SQL_INJECTION: Rule = rule("security/sql-injection", Severity::Warning);

/// `cursor.execute(f"… {value}")` and the same by `%`, `+` or `.format`.
pub fn sql_injection(context: &Context<'_>, call: &ExprCall, _: &str) {
    if !matches!(method(call), Some("execute" | "executemany" | "executescript" | "raw" | "execute_sql")) {
        return;
    }
    let Some(argument) = first(&call.arguments, &["sql", "query", "statement"]) else { return };
    let statement = match context.resolve(argument) {
        // sqlalchemy.text("…") marks a statement.
        Expr::Call(inner) if context.callee(inner).as_deref() == Some("sqlalchemy.text") => {
            inner.arguments.args.first().map_or(argument, |a| context.resolve(a))
        }
        other => other,
    };
    if !is_safe(context, statement, Target::Sql) && built(statement).is_some_and(|text| is_sql(&text)) {
        context.report(&SQL_INJECTION, argument, "this statement is built from text: pass the values as parameters");
    }
}

/// The literal text of a string that is built at run time; nothing if it is not built at run time.
fn built(expr: &Expr) -> Option<String> {
    if is_literal(expr) {
        return None;
    }
    match expr {
        Expr::FString(_) => Some(text(expr)),
        Expr::BinOp(op) if matches!(op.op, Operator::Add | Operator::Mod) => Some(text(expr)),
        Expr::Call(call) if method(call) == Some("format") => Some(text(&call.func.as_attribute_expr()?.value)),
        _ => None,
    }
}

fn text(expr: &Expr) -> String {
    match expr {
        Expr::StringLiteral(string) => string.value.to_str().to_owned(),
        Expr::FString(string) => {
            let own = string.value.literals().map(|l| l.as_str().to_owned());
            let inner = string.value.elements().filter_map(|e| e.as_literal()).map(|l| l.value.to_string());
            own.chain(inner).collect::<Vec<_>>().join(" ")
        }
        Expr::BinOp(op) if op.op == Operator::Mod => text(&op.left),
        Expr::BinOp(op) => text(&op.left) + &text(&op.right),
        _ => String::new(),
    }
}

fn is_sql(text: &str) -> bool {
    const VERBS: [&str; 11] =
        ["select", "insert", "update", "delete", "create", "drop", "alter", "replace", "truncate", "with", "pragma"];
    let first = text.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    VERBS.contains(&first.to_ascii_lowercase().as_str())
}
