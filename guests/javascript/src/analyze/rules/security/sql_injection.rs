//! `security/sql-injection`: a statement put together from text and values, given to a database.

use oxc_ast::{AstKind, AstType};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/sql-injection", severity: Severity::Error, kinds: &[AstType::CallExpression], check };

const CALLS: &[&str] = &["query", "execute", "exec", "raw", "run", "all", "get", "each", "prepare", "$queryRawUnsafe", "$executeRawUnsafe", "unsafe", "whereRaw"];
const VERBS: &[&str] = &["select ", "insert ", "update ", "delete ", "replace ", "drop ", "alter ", "create ", "truncate ", "with ", "merge ", "call "];

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    if !syntax::last_name(&call.callee).is_some_and(|n| CALLS.contains(&n)) {
        return None;
    }
    let statement = cx.value_of(syntax::argument(&call.arguments, 0)?);
    if !cx.is_built_of_values(statement) || !is_sql(&syntax::literal_parts(statement)) {
        return None;
    }
    Found::new(call.span, "values in the text of an SQL statement can change what it does; pass them as parameters")
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    VERBS.iter().any(|v| text.starts_with(v)) && [" from ", " into ", " set ", " table ", " where ", " values"].iter().any(|w| text.contains(w))
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/sql-injection",
            &[
                "db.query(`SELECT * FROM users WHERE id = ${id}`)",
                "conn.execute('DELETE FROM t WHERE a = ' + a + ' AND b')",
                "db.query(`SELECT * FROM users WHERE id = '${unquote(id)}'`)",
                "const sql = 'select a from t where b = ' + b; await pool.query(sql)",
            ],
            &[
                "db.query('SELECT * FROM users WHERE id = $1', [id])",
                "db.query(sql`SELECT * FROM users WHERE id = ${id}`)",
                "cache.get(`user:${id}`)",
                "db.query(`SELECT * FROM users WHERE id = ${mysql.escape(id)}`)",
                "log(`SELECT * FROM users WHERE id = ${id}`)",
                "const a = 'db.query(`SELECT 1 FROM t WHERE ${id}`)';",
            ],
        );
    }
}
