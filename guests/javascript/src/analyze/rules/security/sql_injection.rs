//! `security/sql-injection`: a statement put together from text and values, given to a database.

use oxc_ast::{AstKind, AstType};
use kaptar_words::sql::is_sql;
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/sql-injection", severity: Severity::Error, kinds: &[AstType::CallExpression], check };

const CALLS: &[&str] = &["query", "execute", "exec", "raw", "run", "all", "get", "each", "prepare", "$queryRawUnsafe", "$executeRawUnsafe", "unsafe", "whereRaw"];

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    if !syntax::last_name(&call.callee).is_some_and(|n| CALLS.contains(&n)) {
        return None;
    }
    let statement = syntax::argument(&call.arguments, 0)?;
    let is_statement = || cx.pieces(statement).into_iter().any(|piece| is_sql(&syntax::literal_parts(piece)));
    if !cx.is_built_of_values(statement) || !is_statement() {
        return None;
    }
    Found::new(call.span, "values in the text of an SQL statement can change what it does; pass them as parameters")
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
                "prisma.$queryRawUnsafe(`SELECT ${req.query.id}`)",
                "knex.raw('SELECT ' + x)",
                "let q = 'SELECT * FROM t'; if (x) q += ` WHERE a = '${x}'`; db.query(q)",
                "db.query(`/* q */ SELECT * FROM t WHERE a = ${x}`)",
                "db.query(`EXPLAIN SELECT * FROM t WHERE a = ${x}`)",
            ],
            &[
                "db.query('SELECT * FROM users WHERE id = $1', [id])",
                "db.query(sql`SELECT * FROM users WHERE id = ${id}`)",
                "cache.get(`user:${id}`)",
                "db.query(`SELECT * FROM users WHERE id = ${mysql.escape(id)}`)",
                "db.query(`SELECT * FROM t WHERE id IN (${ids.map(() => '?').join(',')})`, ids)",
                "db.query(`SELECT * FROM t WHERE id IN (${ids.map((_, i) => `$${i + 1}`).join(', ')})`, ids)",
                "db.query(`SELECT * FROM t WHERE id IN (${Array(ids.length).fill('?').join(',')})`, ids)",
                "db.query(`SELECT * FROM t WHERE id IN (${new Array(n).fill('?')})`, ids)",
                "pool.query(`SELECT * FROM ${TABLE}`); const TABLE = 't';",
                "import { TABLES } from './t'; db.query(`SELECT * FROM ${TABLES.USERS} LIMIT ${Number(n)}`)",
                "runner.run(`Create ${thing} now`)",
                "let q = 'SELECT * FROM t'; if (x) q += ' WHERE a = ?'; db.query(q, [x])",
                "log(`SELECT * FROM users WHERE id = ${id}`)",
                "const a = 'db.query(`SELECT 1 FROM t WHERE ${id}`)';",
            ],
        );
    }
}
