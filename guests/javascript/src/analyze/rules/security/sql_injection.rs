//! `security/sql-injection`: a statement put together from text and values, given to a database.

use kaptar_words::places::Reader;
use kaptar_words::sql::is_sql;
use oxc_ast::ast::{BinaryOperator, CallExpression, Expression, IdentifierReference};
use oxc_ast::{AstKind, AstType};
use oxc_semantic::AstNode;

use crate::analyze::input::from_request;
use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::symbols::Declared;
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
    let message = "values in the text of an SQL statement can change what it does; pass them as parameters";
    // Names of tables and columns cannot be passed so, and most programs make them themselves.
    let sure = from_request(cx, statement) || cx.pieces(statement).into_iter().any(|piece| takes_value(cx, piece));
    if sure { Found::new(call.span, message) } else { Found::doubtful(call.span, message) }
}

/// Whether something that is not safe stands in the place of a value.
fn takes_value<'a>(cx: &Context<'a, '_>, statement: &Expression<'a>) -> bool {
    let (mut reader, mut found) = (Reader::default(), false);
    read(cx, statement, DEPTH, &mut |part| match part {
        Part::Text(text) => reader.read(text),
        Part::Value(value) => {
            found |= reader.is_of_value() && !cx.is_safe(value) && !is_fragment(cx, value);
            reader.put_in();
        }
    });
    found
}

/// A part of a statement that the program makes itself: a function that is given nothing (`sqlOffset()`, `Dialect.now()`), one that
/// the file declares or imports (`literal(id)`, `ids.map(literal).join()`), or what the object keeps (`this.least`). A method of
/// another object answers with what that keeps, which may be input.
fn is_fragment<'a>(cx: &Context<'a, '_>, value: &Expression<'a>) -> bool {
    is_made(cx, value, DEPTH)
}

fn is_made<'a>(cx: &Context<'a, '_>, value: &Expression<'a>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let made = |each: &Expression<'a>| cx.is_safe(each) || is_made(cx, each, depth);
    match cx.value_of(value).get_inner_expression() {
        Expression::StaticMemberExpression(of) => matches!(of.object.get_inner_expression(), Expression::ThisExpression(_)),
        Expression::LogicalExpression(either) => made(&either.left) && made(&either.right),
        Expression::ConditionalExpression(either) => made(&either.consequent) && made(&either.alternate),
        Expression::CallExpression(call) => is_made_by(cx, call, depth),
        _ => false,
    }
}

fn is_made_by<'a>(cx: &Context<'a, '_>, call: &CallExpression<'a>, depth: usize) -> bool {
    match call.callee.get_inner_expression() {
        Expression::Identifier(name) => {
            is_of_program(cx, name) || call.arguments.is_empty() && !matches!(name.name.as_str(), "prompt" | "input" | "readline")
        }
        Expression::StaticMemberExpression(of) => match of.property.name.as_str() {
            "join" => is_made(cx, &of.object, depth),
            "map" => syntax::argument(&call.arguments, 0).is_some_and(|function| makes(cx, function, depth)),
            _ => {
                let class = matches!(of.object.get_inner_expression(), Expression::Identifier(class) if class.name.starts_with(|c: char| c.is_ascii_uppercase()));
                class && call.arguments.is_empty()
            }
        },
        _ => false,
    }
}

/// Whether a function that goes over a list makes parts of a statement: `literal`, `(x) => literal(x)`.
fn makes<'a>(cx: &Context<'a, '_>, function: &Expression<'a>, depth: usize) -> bool {
    match function.get_inner_expression() {
        Expression::Identifier(name) => is_of_program(cx, name),
        Expression::ArrowFunctionExpression(arrow) => arrow.get_expression().is_some_and(|value| is_made(cx, value, depth)),
        _ => false,
    }
}

/// Whether a name is that of a function that the file declares or imports: one of the language says nothing of what it hands on.
fn is_of_program<'a>(cx: &Context<'a, '_>, name: &IdentifierReference<'a>) -> bool {
    match cx.declared(name) {
        Declared::Function | Declared::Imported(..) => true,
        Declared::Variable(_) => matches!(cx.initialiser(name), Some(Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_))),
        _ => false,
    }
}

enum Part<'e, 'a> {
    Text(&'e str),
    Value(&'e Expression<'a>),
}

/// How deep the parts of a statement are looked at, by way of names too.
const DEPTH: usize = 8;

/// The parts of a text, in their order.
fn read<'a>(cx: &Context<'a, '_>, it: &Expression<'a>, depth: usize, each: &mut dyn FnMut(Part<'_, 'a>)) {
    let Some(depth) = depth.checked_sub(1) else { return each(Part::Value(it)) };
    match it.get_inner_expression() {
        Expression::StringLiteral(text) => each(Part::Text(&text.value)),
        Expression::TemplateLiteral(template) => {
            for (number, text) in template.quasis.iter().enumerate() {
                each(Part::Text(&text.value.raw));
                template.expressions.get(number).into_iter().for_each(|value| put_in(cx, value, depth, each));
            }
        }
        Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => {
            let (mut left, mut right) = (&binary.left, vec![&binary.right]);
            while let Expression::BinaryExpression(inner) = left.get_inner_expression()
                && inner.operator == BinaryOperator::Addition
            {
                right.push(&inner.right);
                left = &inner.left;
            }
            put_in(cx, left, depth, each);
            right.into_iter().rev().for_each(|value| put_in(cx, value, depth, each));
        }
        _ => each(Part::Value(it)),
    }
}

/// A part that may be text itself, also under the name of a constant.
fn put_in<'a>(cx: &Context<'a, '_>, it: &Expression<'a>, depth: usize, each: &mut dyn FnMut(Part<'_, 'a>)) {
    let whole = cx.value_of(it);
    if syntax::is_built_text(whole) || syntax::is_literal_text(whole) { read(cx, whole, depth, each) } else { each(Part::Value(it)) }
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
                "db.query(`SELECT * FROM t WHERE a = ${placeholder}`)",
                "const values = rows.map((r) => place(r)).join(', '); db.query(`INSERT INTO t (a, b) VALUES ${values}`)",
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
                "const valuePlaceholders = rows.map((_, i) => place(i)).join(', '); db.query(`INSERT INTO t (a, b) VALUES ${valuePlaceholders}`, rows.flat())",
                "db.query(`SELECT * FROM t WHERE id IN (${placeholders})`, ids)",
                "log(`SELECT * FROM users WHERE id = ${id}`)",
                "const a = 'db.query(`SELECT 1 FROM t WHERE ${id}`)';",
            ],
        );
    }

    #[test]
    fn names_of_tables_are_doubtful() {
        use crate::analyze::rule::Severity;
        let severity = |source: &str| {
            let found = crate::analyze::testing::findings("security/sql-injection", source);
            assert_eq!(found.len(), 1, "{source}");
            found[0].severity
        };
        for source in ["db.query(`SELECT * FROM ${table} WHERE a = $1`, [a])", "db.exec('DROP TABLE ' + name)", "db.query(`SELECT a FROM b ORDER BY ${column}`)",
            "const w = `${c} = ?`; db.query(`SELECT a FROM b WHERE ${w}`)", "const o = Database.sqlOffset(); db.exec('DELETE FROM t WHERE time < ' + o, [a])",
            "db.query(`SELECT a FROM b WHERE t < ${currentTime()}`)", "import { literal } from './sql'; db.query(`SELECT a FROM b WHERE c = ${literal(x)}`)",
            "const ref = (x) => typeof x === 'string' ? quote(x) : x; db.query(`DELETE FROM b WHERE c IN (${xs.map(ref).join(',')})`)",
            "function ref(x) {} const all = xs.map(({ id }) => ref(id)).join(','); db.query(`DELETE FROM b WHERE c IN (${all})`)",
            "class A { f() { db.query(`SELECT a FROM b WHERE c <= ${this.least}`) } }", "import { f } from './f'; db.query(`SELECT a FROM b WHERE c = ${x ? f(x) : 'null'}`)"]
        {
            assert_eq!(severity(source), Severity::Info, "{source}");
        }
        for source in ["db.query(`SELECT * FROM ${t} WHERE a = ${x}`)", "db.query('INSERT INTO a VALUES (1, ' + b + ')')", "const w = `a = '${x}'`; db.query(`SELECT a FROM b WHERE ${w}`)",
            "db.query(`SELECT * FROM ${req.query.table}`)",
            "db.query(`SELECT a FROM b WHERE t < ${Database.offset(x)}`)", "db.query(`SELECT a FROM b WHERE t = ${form.value()}`)", "db.query('SELECT a FROM b WHERE t = ' + prompt())",
            "db.query(`SELECT a FROM b WHERE t = '${decodeURIComponent(x)}'`)", "import { f } from './f'; db.query(`SELECT a FROM b WHERE c = ${f(req.query.c)}`)",
            "import { f } from './f'; db.query(`SELECT a FROM b WHERE c = ${y ? f(x) : x}`)", "db.query(`DELETE FROM b WHERE c IN (${xs.join(',')})`)",
            "import xs from './xs'; db.query(`DELETE FROM b WHERE c IN (${ys.map((y) => y.id).join(',')})`)", "let q = 'SELECT * FROM t'; if (x) q += ` WHERE a = '${x}'`; db.query(q)"]
        {
            assert_eq!(severity(source), Severity::Error, "{source}");
        }
    }
}
