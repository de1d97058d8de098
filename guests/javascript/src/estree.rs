//! Operation 10: is this JSON an ESTree? Types, fields, kinds of fields, and ranges that lie in each other.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::estree_nodes::NODES;
use crate::nesting;

/// Most errors that are answered.
pub const MAX_ERRORS: usize = 100;
/// Deepest nesting of JSON that is read.
pub const MAX_DEPTH: usize = 1000;

#[derive(Debug, Serialize)]
pub struct Report {
    pub valid: bool,
    pub errors: Vec<Problem>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where in the JSON: `body[0].expression.left`; empty for the whole.
    pub path: String,
    pub message: String,
}

pub fn validate_ast(json: &[u8]) -> Report {
    let mut checker = Checker::default();
    match read(json) {
        Ok(tree) => checker.node(&tree, None),
        Err(message) => checker.say(message),
    }
    Report { valid: checker.errors.is_empty(), errors: checker.errors }
}

fn read(json: &[u8]) -> Result<Value, String> {
    if nesting::deeper_than(json, MAX_DEPTH).is_some() {
        return Err(format!("nested deeper than {MAX_DEPTH} levels: not read"));
    }
    let mut reader = serde_json::Deserializer::from_slice(json);
    reader.disable_recursion_limit();
    let tree = serde::Deserialize::deserialize(&mut reader).map_err(|e| format!("not JSON: {e}"))?;
    reader.end().map_err(|e| format!("not JSON: {e}"))?;
    Ok(tree)
}

#[derive(Default)]
struct Checker {
    errors: Vec<Problem>,
    path: Vec<String>,
}

impl Checker {
    fn say(&mut self, message: impl Into<String>) {
        if self.errors.len() < MAX_ERRORS {
            let path = self.path.concat();
            self.errors.push(Problem { path: path.trim_start_matches('.').to_owned(), message: message.into() });
        }
    }

    fn at(&mut self, step: String, check: impl FnOnce(&mut Self)) {
        self.path.push(step);
        check(self);
        self.path.pop();
    }

    fn node(&mut self, value: &Value, outer: Option<(u64, u64)>) {
        let Some(object) = value.as_object() else { return self.say("a node should be an object") };
        let Some(name) = object.get("type").and_then(Value::as_str) else { return self.say("a node needs a text field `type`") };
        let range = self.range(object, outer).or(outer);
        let Ok(found) = ORDER.with(|order| order.binary_search_by_key(&name, |i| NODES[*i].0).map(|at| order[at])) else {
            return self.say(format!("unknown node type `{name}`"));
        };
        for field in NODES[found].1.split_whitespace() {
            self.field(object, field);
        }
        self.children(object, range);
    }

    /// The range of a node; a word if it is upside down or leaves the outer one.
    fn range(&mut self, object: &Map<String, Value>, outer: Option<(u64, u64)>) -> Option<(u64, u64)> {
        let pair = object.get("range").and_then(Value::as_array);
        let start = object.get("start").or_else(|| pair?.first())?;
        let end = object.get("end").or_else(|| pair?.get(1))?;
        let (Some(start), Some(end)) = (start.as_u64(), end.as_u64()) else {
            self.say("`start` and `end` should be whole numbers");
            return None;
        };
        if start > end {
            self.say(format!("the range {start}..{end} is upside down"));
        } else if let Some((from, to)) = outer.filter(|(from, to)| start < *from || end > *to) {
            self.say(format!("the range {start}..{end} leaves that of the parent, {from}..{to}"));
        }
        Some((start, end))
    }

    fn field(&mut self, object: &Map<String, Value>, field: &str) {
        let (name, kind) = field.split_once(':').unwrap_or((field, "any"));
        let (name, optional) = name.strip_suffix('?').map_or((name, false), |n| (n, true));
        match object.get(name) {
            None if optional => {}
            None => self.say(format!("the field `{name}` is missing")),
            Some(value) if fits(value, kind) => {}
            Some(_) => self.at(format!(".{name}"), |c| c.say(format!("should be {}", in_words(kind)))),
        }
    }

    /// Whatever has a `type` below a node is a node, in fields that are not in the table too.
    fn children(&mut self, object: &Map<String, Value>, own: Option<(u64, u64)>) {
        for (name, value) in object {
            // The decorators of a class may stand before `export`, where its declaration has not begun.
            let range = own.filter(|_| name != "decorators");
            match value {
                Value::Object(inner) if inner.contains_key("type") => self.at(format!(".{name}"), |c| c.node(value, range)),
                Value::Array(list) => {
                    for (i, item) in list.iter().enumerate().filter(|(_, v)| v.get("type").is_some()) {
                        self.at(format!(".{name}[{i}]"), |c| c.node(item, range));
                    }
                }
                _ => {}
            }
        }
    }
}

std::thread_local! {
    /// The rows of the table by type, for the search.
    static ORDER: Vec<usize> = {
        let mut order: Vec<usize> = (0..NODES.len()).collect();
        order.sort_by_key(|i| NODES[*i].0);
        order
    };
}

fn fits(value: &Value, kind: &str) -> bool {
    let is_node = |v: &Value| v.get("type").is_some_and(Value::is_string);
    match kind {
        "node" => is_node(value),
        "node?" => value.is_null() || is_node(value),
        "list" => value.as_array().is_some_and(|a| a.iter().all(is_node)),
        "holes" => value.as_array().is_some_and(|a| a.iter().all(|v| v.is_null() || is_node(v))),
        "str" => value.is_string(),
        "str?" => value.is_null() || value.is_string(),
        "bool" => value.is_boolean(),
        _ => true,
    }
}

fn in_words(kind: &str) -> &'static str {
    match kind {
        "node" => "a node",
        "node?" => "a node or null",
        "list" => "a list of nodes",
        "holes" => "a list of nodes and nulls",
        "str" => "text",
        "str?" => "text or null",
        _ => "true or false",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;
    use crate::tree;

    fn errors(json: &str) -> Vec<(String, String)> {
        validate_ast(json.as_bytes()).errors.into_iter().map(|e| (e.path, e.message)).collect()
    }

    #[test]
    fn what_the_parser_writes_is_valid() {
        let sources = [
            ("import a, { b as c } from 'm' with { type: 'json' }; export * as d from 'x'; label: for await (const [x, , ...y] of z) { break label; }", Dialect::Mjs),
            ("class A extends B { #p = 1; static { } get x() { return super.x ?? new.target } async *g() { yield* await 1 } } a?.b?.[c]; `q${r}`; x = <a b={1} {...c}>t<></></a>", Dialect::JavaScript),
            ("try { } catch { } finally { } switch (a) { case 1: default: } do ; while (0); var f = async (x = 1, { y }) => /a/g, n = 1n; if (a) ; else debugger; throw a", Dialect::Cjs),
            ("@d export class A<T extends U = V> implements I { constructor(private x?: number) { super() } abstract y: string; declare z; [k: string]: any }\n\
              interface I extends J { (a: string): void; new (): I; m?(): asserts this is K; readonly p: typeof q[] }\n\
              enum E { A = 1, 'b' } declare module 'x' { export = y } namespace n.m {} type T = { [K in keyof U as `a${K}`]?: U[K] extends infer R ? [a: R, b?: S, ...c: W[]] : never } & Q;\n\
              import q = require('q'); declare global { var g: unique symbol } let v = <any>w! satisfies X as const; function o(this: void): x is string; abstract class Z { abstract m(): void }", Dialect::TypeScript),
        ];
        for (source, dialect) in sources {
            let report = validate_ast(&tree::estree(source.as_bytes(), dialect).unwrap());
            assert!(report.valid, "{source}: {:?}", report.errors);
        }
    }

    #[test]
    fn mistakes_have_a_path() {
        assert!(errors("{")[0].1.starts_with("not JSON"));
        assert_eq!(errors("[]")[0].1, "a node should be an object");
        let program = |statement: &str| format!(r#"{{"type":"Program","sourceType":"script","body":[{statement}],"start":0,"end":9}}"#);
        assert_eq!(errors(&program(r#"{"type":"Nope"}"#)), [("body[0]".to_owned(), "unknown node type `Nope`".to_owned())]);
        assert_eq!(errors(&program(r#"{"type":"ExpressionStatement"}"#))[0].1, "the field `expression` is missing");
        let wrong = errors(&program(r#"{"type":"ReturnStatement","argument":1}"#));
        assert_eq!(wrong, [("body[0].argument".to_owned(), "should be a node or null".to_owned())]);
        assert!(errors(&program(r#"{"type":"EmptyStatement","start":3,"end":12}"#))[0].1.contains("leaves that of the parent, 0..9"));
        assert!(errors(&program(r#"{"type":"EmptyStatement","range":[3,2]}"#))[0].1.contains("upside down"));
        assert!(errors(&program("1"))[0].1.contains("list of nodes"));
    }

    #[test]
    fn errors_and_depth_are_bounded() {
        let many = vec![r#"{"type":"x"}"#; 500].join(",");
        assert_eq!(errors(&format!(r#"{{"type":"Program","sourceType":"module","body":[{many}]}}"#)).len(), MAX_ERRORS);
        assert!(errors(&"[".repeat(50_000))[0].1.contains("nested"));
    }
}
