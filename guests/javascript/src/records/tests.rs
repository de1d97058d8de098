mod mixed;

use kaptar_table::{EXPORTED, GETTER, Kind, NONE, SETTER, STATIC, TOLERANT, Table};

use super::table;
use crate::dialect::Dialect;

/// One line a record: indented by depth, kind, marks of the flags (`+` is exported), name, first and last line.
fn show(source: &str, dialect: Dialect) -> String {
    let table = checked(source.as_bytes(), dialect);
    let mut out = String::new();
    for r in &table.records {
        let name = if r.name_start == NONE { "-" } else { &source[r.name_start as usize..r.name_end as usize] };
        let marks = [(EXPORTED, "+"), (GETTER, "<"), (SETTER, ">"), (STATIC, "!")];
        let mark: String = marks.iter().filter(|(flag, _)| r.flags & flag != 0).map(|(_, mark)| *mark).collect();
        out += &format!("{}{:?}{mark} {name} {}-{}\n", "  ".repeat(r.depth as usize), r.kind, r.first_line, r.last_line);
    }
    out
}

/// The table, after a check of what the format promises.
fn checked(source: &[u8], dialect: Dialect) -> Table {
    let table = table(source, dialect);
    assert_eq!(Table::decode(&table.encode()).unwrap(), table);
    let mut last_child = vec![0; table.records.len() + 1];
    for r in &table.records {
        let at = if r.parent == NONE { table.records.len() } else { r.parent as usize };
        assert!(r.start >= last_child[at], "siblings out of order: {r:?}");
        last_child[at] = r.end;
        if r.parent != NONE {
            let parent = &table.records[r.parent as usize];
            assert!(parent.start <= r.start && r.end <= parent.end, "{r:?} leaves {parent:?}");
        }
    }
    table
}

#[track_caller]
fn same(source: &str, dialect: Dialect, wanted: &str) {
    let got = show(source, dialect);
    assert_eq!(got.trim_end(), wanted.trim_matches('\n').trim_end(), "\n{got}");
}

#[test]
fn definitions_of_javascript() {
    same(
        "#!/usr/bin/env node\nimport a, { b } from 'm'; // why\nconst c = require('c').d;\nexport const f = () => {\n  return 1;\n};\n\
         var x = 1, g = function () {};\nclass A extends B {\n  #p = 1;\n  static m() {}\n  h = () => 2;\n  static { go(); }\n}\n\
         res.send = function send(v) { };\nexports.k = async () => {};\nmodule.exports = { a };\nexport { b };\nexport default class {}\n",
        Dialect::JavaScript,
        "
Head - 1-1
  Comment - 1-1
Import a 2-2
  Binding a 2-2
  Binding b 2-2
  Source m 2-2
Comment - 2-2
Import c 3-3
  Binding c 3-3
  Source c 3-3
Function+ f 4-6
  Block - 4-6
    Statement - 5-5
Variable x 7-7
  Function g 7-7
    Block - 7-7
Class A 8-13
  Block - 8-13
    Field #p 9-9
    Method! m 10-10
      Block - 10-10
    Method h 11-11
    Block - 12-12
      Statement - 12-12
Function send 14-14
  Block - 14-14
Function+ k 15-15
  Block - 15-15
Export+ - 16-16
Export+ - 17-17
Class+ default 18-18
  Block - 18-18",
    );
}

#[test]
fn statements_and_collections_that_span_lines() {
    same(
        "if (a) {\n  b();\n} else /* c */ if (d) {\n  e();\n} else { f(); }\ntry {\n} catch (e) {\n} finally {\n}\n\
         switch (x) {\n  case 1:\n    y();\n}\nfoo(\n  { a: 1, b: `x\n${[\n1]}` },\n  function () {},\n);\nfor (const q of r) s();\n",
        Dialect::JavaScript,
        "
Statement - 1-5
  Block - 1-3
    Statement - 2-2
  Statement - 3-5
    Comment - 3-3
    Statement - 3-5
      Block - 3-5
        Statement - 4-4
      Statement - 5-5
        Block - 5-5
          Statement - 5-5
Statement - 6-9
  Block - 6-7
  Statement - 7-8
    Block - 7-8
  Statement - 8-9
    Block - 8-9
Statement - 10-13
  Statement - 11-12
    Statement - 12-12
Statement - 14-19
  Collection - 14-19
    Collection - 15-17
      Field a 15-15
      Field b 15-17
        Text - 15-17
          Collection - 16-17
    Block - 18-18
Statement - 20-20
  Statement - 20-20",
    )
}

#[test]
fn typescript_definitions() {
    same(
        "@dec({ a: 1 })\nexport class A {\n  @p() private x: number;\n  constructor(private y: string) {}\n}\ninterface I {\n  a: { b: string };\n  m(): void;\n}\n\
         type T = {\n  q: number;\n};\nenum E { A = 1, 'b-c' }\nnamespace n.m { export function f(): void; }\ndeclare module 'x' {}\nimport fs = require('fs');\nexport = A;\n\
         export abstract class B { abstract go(): void; accessor z = 1 }\n",
        Dialect::TypeScript,
        "
Class+ A 1-5
  Decorator dec 1-1
  Block - 2-5
    Field x 3-3
      Decorator p 3-3
    Method constructor 4-4
      Block - 4-4
Interface I 6-9
  Block - 6-9
    Field a 7-7
    Method m 8-8
TypeAlias T 10-12
  Collection - 10-12
    Field q 11-11
Enum E 13-13
  Block - 13-13
    Field A 13-13
    Field b-c 13-13
Namespace n.m 14-14
  Block - 14-14
    Function+ f 14-14
Namespace x 15-15
  Block - 15-15
Import fs 16-16
  Binding fs 16-16
  Source fs 16-16
Export+ - 17-17
Class+ B 18-18
  Block - 18-18
    Method go 18-18
    Field z 18-18",
    );
}

#[test]
fn every_statement_has_a_record() {
    same(
        "x = 1;\na.b = 2;\n[c] = d;\nmain();\nx++;\n;\nfunction f() {\n  let y = 1, z;\n  y += 2; return y;\n}\n\
         if (a) b(); else c();\nfor (;;) break;\nl: while (a) continue l;\ntry { t(); } catch { u(); } finally { v(); }\n\
         switch (q) { case 1: w(); default: throw w; }\ndebugger;\n{ n(); }\napp.use(cors());\nawait m;\n",
        Dialect::Mjs,
        "
Statement x 1-1
Statement - 2-2
Statement - 3-3
Statement - 4-4
Statement - 5-5
Function f 7-10
  Block - 7-10
    Variable y 8-8
    Statement y 9-9
    Statement - 9-9
Statement - 11-11
  Statement - 11-11
  Statement - 11-11
    Statement - 11-11
Statement - 12-12
  Statement - 12-12
Statement - 13-13
  Statement - 13-13
    Statement - 13-13
Statement - 14-14
  Block - 14-14
    Statement - 14-14
  Statement - 14-14
    Block - 14-14
      Statement - 14-14
  Statement - 14-14
    Block - 14-14
      Statement - 14-14
Statement - 15-15
  Statement - 15-15
    Statement - 15-15
  Statement - 15-15
    Statement - 15-15
Statement - 16-16
Block - 17-17
  Statement - 17-17
Statement - 18-18
Statement - 19-19",
    );
}

#[test]
fn directives() {
    same(
        "'use client';\nfunction f() {\n  \"use strict\"; // why\n  return 1;\n}\n('no directive');\n",
        Dialect::JavaScript,
        "
Directive use client 1-1
Function f 2-5
  Block - 2-5
    Directive use strict 3-3
    Comment - 3-3
    Statement - 4-4
Statement - 6-6",
    );
}

#[test]
fn imports_say_what_they_bind_and_where_from() {
    let source = "import 'effect';\nimport a, { b as c, /* d */ type e, default as f } from \"m\";\nimport * as g from 'n' with { type: 'json' };\n\
         const { h, i: j = 1, k: { l }, ...o } = require('p').q;\nimport r = s.t;\nexport { u } from 'v';\nexport * as w from 'x';\nexport { y };\nimport {} from 'z';\n";
    same(
        source,
        Dialect::TypeScript,
        "
Import - 1-1
  Source effect 1-1
Import a 2-2
  Binding a 2-2
  Binding c 2-2
  Comment - 2-2
  Binding e 2-2
  Binding f 2-2
  Source m 2-2
Import g 3-3
  Binding g 3-3
  Source n 3-3
Import h 4-4
  Binding h 4-4
  Binding j 4-4
  Binding l 4-4
  Binding o 4-4
  Source p 4-4
Import r 5-5
  Binding r 5-5
  Source s.t 5-5
Export+ - 6-6
  Source v 6-6
Export+ - 7-7
  Source x 7-7
Export+ - 8-8
Import - 9-9
  Source z 9-9",
    );
    let table = checked(source.as_bytes(), Dialect::TypeScript);
    let ranges: Vec<&str> = table.records.iter().filter(|r| r.kind == Kind::Binding).map(|r| &source[r.start as usize..r.end as usize]).collect();
    assert_eq!(ranges, ["a", "b as c", "type e", "default as f", "* as g", "h", "i: j = 1", "l", "...o", "r"]);
}

#[test]
fn members_are_getters_setters_and_static() {
    same(
        "class A {\n  get x() { return 1; }\n  set x(v) {}\n  static get y() {}\n  static z = 1;\n  static f = () => {};\n  static accessor w = 1;\n  [k: string]: any;\n}\n\
         const o = {\n  get x() {},\n  set x(v) {},\n  m() {},\n};\ninterface I { get a(): number; set a(v: number); }\n",
        Dialect::TypeScript,
        "
Class A 1-9
  Block - 1-9
    Method< x 2-2
      Block - 2-2
        Statement - 2-2
    Method> x 3-3
      Block - 3-3
    Method<! y 4-4
      Block - 4-4
    Field! z 5-5
    Method! f 6-6
      Block - 6-6
    Field! w 7-7
    Statement - 8-8
Variable o 10-14
  Collection - 10-14
    Method< x 11-11
      Block - 11-11
    Method> x 12-12
      Block - 12-12
    Method m 13-13
      Block - 13-13
Interface I 15-15
  Block - 15-15
    Method< a 15-15
    Method> a 15-15",
    );
}

#[test]
fn default_exports_without_a_name_are_called_default() {
    for source in ["export default function () {}", "export /* a */ default async function* () {}", "export default class extends B {}", "@d export default class {}"] {
        let table = checked(source.as_bytes(), Dialect::TypeScript);
        let record = &table.records[0];
        assert_eq!(&source[record.name_start as usize..record.name_end as usize], "default", "{source}");
    }
    same("export default function f() {}\n", Dialect::JavaScript, "Function+ f 1-1\n  Block - 1-1");
    same("export default { a };\n", Dialect::JavaScript, "Export+ - 1-1");
}

#[test]
fn decorators_have_names() {
    same(
        "@a.b.c({ d: 1 })\n@e\n@f()()\nclass A {\n  @g() static h() {}\n}\n",
        Dialect::TypeScript,
        "
Class A 1-6
  Decorator a.b.c 1-1
  Decorator e 2-2
  Decorator f 3-3
  Block - 4-6
    Method! h 5-5
      Decorator g 5-5
      Block - 5-5",
    );
}

#[test]
fn tests_and_elements() {
    same(
        "describe('a b', () => {\n  it.only(`c`, async function () {});\n  test.each([1])('d %s', (n) => {});\n  it('todo');\n});\nconst v = <A.b x={1}>\n  <p>t</p><></>\n</A.b>;\n",
        Dialect::JavaScript,
        "
Test a b 1-5
  Collection - 1-5
    Block - 1-5
      Test c 2-2
        Block - 2-2
      Test d %s 3-3
        Block - 3-3
      Statement - 4-4
Variable v 6-8
  Element A.b 6-8
    Element p 7-7
    Element - 7-7",
    );
}

#[test]
fn offsets_count_the_byte_order_mark_and_carriage_returns() {
    let source = "\u{feff}// é\r\nfunction f() {\r\n}\r\n";
    let table = checked(source.as_bytes(), Dialect::JavaScript);
    let texts: Vec<&str> = table.records.iter().map(|r| &source[r.start as usize..r.end as usize]).collect();
    assert_eq!(texts, ["// é", "function f() {\r\n}", "{\r\n}"]);
    assert_eq!(table.records[1].first_line, 2);
    let head = "\u{feff}// a\r\n// é\r\n\r\nf();";
    let table = checked(head.as_bytes(), Dialect::JavaScript);
    let found: Vec<_> = table.records.iter().map(|r| (r.kind, r.depth, &head[r.start as usize..r.end as usize])).collect();
    let comments = [(Kind::Comment, 1, "// a"), (Kind::Comment, 1, "// é")];
    assert_eq!(found, [(Kind::Head, 0, "// a\r\n// é"), comments[0], comments[1], (Kind::Statement, 0, "f();")]);
}

#[test]
fn errors_leave_the_comments() {
    let fatal = checked(b"// a\nfunction f( {\n /* b */", Dialect::JavaScript);
    assert!(!fatal.problems.is_empty() && fatal.flags & TOLERANT == 0);
    assert_eq!(fatal.records.iter().filter(|r| r.kind == Kind::Comment).count(), 2, "{fatal:?}");
    let recovered = checked(b"let a; let a = @; function g() {}", Dialect::JavaScript);
    assert!(!recovered.problems.is_empty());
    let invalid = checked(b"a\xff", Dialect::JavaScript);
    assert_eq!((invalid.problems[0].start, invalid.problems[0].column), (1, 2));
    let deep = checked("(".repeat(100_000).as_bytes(), Dialect::JavaScript);
    assert!(deep.problems[0].message.contains("nested"));
}

#[test]
fn return_at_top_level_is_common_js() {
    assert!(checked(b"if (a) return;\nmodule.exports = 1;", Dialect::JavaScript).problems.is_empty());
    assert!(!checked(b"if (a) return;\nexport default 1;", Dialect::JavaScript).problems.is_empty());
}
