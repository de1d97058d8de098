//! SQL that is put together from text.

use kaptar_words::sql::is_sql;
use ruff_python_ast::{Expr, ExprCall};

use super::super::context::{Context, first, keyword, method};
use super::super::input::from_request;
use super::super::quoting::Target;
use super::super::safe::is_safe;
use super::super::{Rule, Severity, rule};
use super::built::{built, is_built, text};
use super::statement::takes_value_from_outside;
use super::web::is_command;

pub const SQL_INJECTION: Rule = rule("security/sql-injection", Severity::Warning);

/// A statement whose parts are most often the program's own: it is put together step by step, of names of tables and columns, or of
/// what no function is given.
const DOUBTFUL: Rule = rule(SQL_INJECTION.id, Severity::Info);

/// Methods that take a statement first: of the database API, Django, asyncpg, pandas.
const METHODS: [&str; 11] = [
    "execute", "executemany", "executescript", "raw", "execute_sql", "fetch", "fetchrow", "fetchval", "read_sql", "read_sql_query", "execute_async",
];

/// `cursor.execute(f"… {value}")` and the same by `%`, `+` or `.format`, at once or step by step.
pub fn sql_injection(context: &Context<'_>, call: &ExprCall, callee: &str) {
    if let Some(clause) = clause(context, call, callee) {
        let rule = if is_given(context, context.resolve(clause)) { &SQL_INJECTION } else { &DOUBTFUL };
        return context.report(rule, clause, "this part of a statement is built from text: pass the values as parameters");
    }
    if !method(call).is_some_and(|name| METHODS.contains(&name)) {
        return;
    }
    let Some(argument) = first(&call.arguments, &["sql", "query", "statement"]) else { return };
    let pieces = pieces(context, marked(context, argument));
    let unsafe_piece = |piece: &&Expr| built(piece).is_some() && !is_safe(context, piece, Target::Sql);
    if pieces.iter().any(|piece| is_sql(&text(piece))) && pieces.iter().any(unsafe_piece) {
        let sure = matches!(pieces.as_slice(), [whole] if is_given(context, whole) && (!is_definition(whole) || from_request(context, whole)));
        let rule = if sure { &SQL_INJECTION } else { &DOUBTFUL };
        context.report(rule, argument, "this statement is built from text: pass the values as parameters");
    }
}

/// Whether a value of a statement comes from somebody who has less rights than the program.
fn is_given(context: &Context<'_>, statement: &Expr) -> bool {
    if is_command(context) { from_request(context, statement) } else { takes_value_from_outside(context, statement) }
}

/// Whether a statement defines or sets something: no parameter may stand in one.
fn is_definition(statement: &Expr) -> bool {
    let word = text(statement).split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    matches!(word.as_str(), "alter" | "create" | "drop" | "grant" | "revoke" | "set" | "pragma" | "comment")
}

/// What `sqlalchemy.text("…")` marks as a statement.
fn marked<'e>(context: &'e Context<'_>, argument: &'e Expr) -> &'e Expr {
    match context.resolve(argument) {
        Expr::Call(inner) if context.callee(inner).is_some_and(|name| matches!(name.as_str(), "sqlalchemy.text" | "sqlalchemy.sql.text" | "text")) => {
            inner.arguments.args.first().unwrap_or(argument)
        }
        _ => argument,
    }
}

/// A statement, or all that its name is bound to and what is added to it.
fn pieces<'e>(context: &'e Context<'_>, argument: &'e Expr) -> Vec<&'e Expr> {
    let Expr::Name(name) = argument else { return vec![argument] };
    context.binding(&name.id).map(|values| values.known(&name.id).collect()).unwrap_or_default()
}

/// Django's `extra(where=[f"a = {x}"])` and `RawSQL(f"…")`.
fn clause<'e>(context: &'e Context<'_>, call: &'e ExprCall, callee: &str) -> Option<&'e Expr> {
    let found = match method(call) {
        Some("extra") => keyword(&call.arguments, "where").and_then(|list| list.as_list_expr()).map(|list| list.elts.as_slice()),
        _ if callee == "django.db.models.expressions.RawSQL" => call.arguments.args.get(..1),
        _ => None,
    };
    found?.iter().find(|part| is_built(context, part) && !is_safe(context, part, Target::Sql))
}
