use super::{Level, optimize};
use crate::dialect::Dialect;

#[track_caller]
fn becomes(level: Level, before: &str, after: &str) {
    let outcome = optimize(before.as_bytes(), Dialect::JavaScript, level);
    let text = String::from_utf8(outcome.output).unwrap();
    assert_eq!((outcome.status, text.as_str()), (if before == after { "unchanged" } else { "changed" }, after), "{:?}", outcome.reason);
    let mut again = before.to_owned();
    for edit in outcome.edits.iter().rev() {
        again.replace_range(edit.start as usize..edit.end as usize, &edit.text);
    }
    assert_eq!(again, after, "the edits lead to the output");
}

#[track_caller]
fn stays(level: Level, source: &str) {
    becomes(level, source, source);
}

#[test]
fn constants_are_folded_exactly() {
    becomes(Level::Safe, "f(1 + 2 * 3, (4 - 1) * x, 'a' + 'b' + c); // 1 + 1", "f(7, 3 * x, 'ab' + c); // 1 + 1");
    becomes(Level::Safe, "function g() { return(1 + 2)in x; } g();", "function g() { return 3 in x; } g();");
    becomes(Level::Safe, "x = 2 - 5; y = a-(1 + 1); z = 1 < 2; w = 7 & 3; v = typeof 1;", "x = -3; y = a-2; z = true; w = 3; v = \"number\";");
    becomes(Level::Safe, "x = a - (1 - 3);", "x = a - (-2);");
    becomes(Level::Safe, "x = ('a' + 1).length;", "x = ('a1').length;");
    stays(Level::Safe, "f(0.1 + 0.2, 1 / 3, 0 * -1, x + 1 + 2, '\\0' + '1', 9007199254740991 + 1, 1n + 2n, 'a' < 'b');");
    stays(Level::Safe, "'use' + ' strict';");
    stays(Level::Safe, "f(2 ** 32 - 1);");
    stays(Level::Safe, "f(!0, 'a' +\n  'b');");
}

#[test]
fn constant_branches_keep_what_runs() {
    becomes(Level::Safe, "if (1 + 1 === 2) { a(); /* c */ } else { b(); }\n", "{ a(); /* c */ }\n");
    becomes(Level::Safe, "a();\nif (false) {\n  b();\n}\nc();\n", "a();\nc();\n");
    becomes(Level::Safe, "if (x) a(); else if (false) b();", "if (x) a(); else {}");
    becomes(Level::Safe, "if (x) a(); else if (true) b();", "if (x) a(); else b();");
    becomes(Level::Safe, "x = true ? f(1 + 1) : g();", "x = f(2);");
    becomes(Level::Safe, "x = true && y || z;", "x = y || z;");
    stays(Level::Safe, "function g(c) { if (false) { var v = 1; } v = c; return v; } z(g);");
    stays(Level::Safe, "if (false) { function q() {} }");
    stays(Level::Safe, "(true ? a.b : c)();");
    stays(Level::Safe, "const f = true ? function () {} : 0; z(f);");
}

#[test]
fn unreachable_statements_go() {
    becomes(
        Level::Safe,
        "function g(x) {\n  return h();\n  // why\n  k();\n  function h() { return 1; }\n  var w = 2;\n  m();\n}\ng();\n",
        "function g(x) {\n  return h();\n  // why\n  function h() { return 1; }\n  var w = 2;\n}\ng();\n",
    );
    becomes(Level::Safe, "for (;;) { if (x) { break; a(); } b(); }", "for (;;) { if (x) { break;  } b(); }");
    stays(Level::Safe, "function g() { return f(); let x = 1; function f() { return x; } } g();");
}

#[test]
fn unused_imports_leave_their_side_effect() {
    let before = "import a, { b, c as d } from 'm';\nimport * as n from \"o\";\nimport 'p';\nd();\n";
    becomes(Level::Default, before, "import { c as d } from 'm';\nimport \"o\";\nimport 'p';\nd();\n");
    stays(Level::Safe, before);
    stays(Level::Default, "import { b } from 'm';\n/** @type {b} */\nf();\n");
    stays(Level::Default, "import React from 'react';\nexport default () => <a/>;\n");
    stays(Level::Default, "import { b } from 'm';\neval('b');\n");
    stays(Level::Default, "import { b } from 'm';\nexport { b };\n");
}

#[test]
fn unused_variables_without_effect_go() {
    becomes(
        Level::Default,
        "function g() {\n  const a = { b: [1, () => 2] };\n  let c, d = h(), e = 'x';\n  return 1;\n}\ng();\n",
        "function g() {\n  let d = h();\n  return 1;\n}\ng();\n",
    );
    stays(Level::Default, "var a = 1;\n");
    stays(Level::Default, "export const a = 1;\nconst b = h();\nfor (let i = 0; ;) { z(); }\n");
    becomes(Level::Default, "const a = 1;\nexport {};\n", "export {};\n");
    stays(Level::Default, "function g() { let a = 1; a = 2; } g();");
}

#[test]
fn aggressive_repeats() {
    let before = "import { a } from 'm';\nfunction f() { return a; }\nfunction g() {\n  if (false) {\n    f();\n  }\n}\nexport { g };\n";
    becomes(Level::Aggressive, before, "import 'm';\nfunction g() {\n}\nexport { g };\n");
}

#[test]
fn comments_for_tools_are_kept() {
    stays(Level::Safe, "if (false) { /* istanbul ignore next */ a(); }");
    stays(Level::Safe, "function g() { return; // eslint-disable-next-line\n k(); } g();");
}

#[test]
fn what_is_refused() {
    let reason = |source: &str, dialect| {
        let outcome = optimize(source.as_bytes(), dialect, Level::Safe);
        assert_eq!((outcome.status, outcome.output.as_slice(), outcome.edits.len()), ("refused", source.as_bytes(), 0));
        outcome.reason.unwrap()
    };
    assert!(reason("let a: number = 1 + 1;", Dialect::TypeScript).contains("TypeScript"));
    assert!(reason("f(1 + ;", Dialect::JavaScript).contains("errors"));
}

#[test]
fn a_second_run_changes_nothing() {
    let source = "import { a, b } from 'm';\nfunction g() {\n  const q = 1, r = a(1 + 2);\n  if (!false) { return r; } else { h(); }\n  k();\n}\nx = g() + ('p' + 'q');\nif (0) y();\n";
    let once = optimize(source.as_bytes(), Dialect::JavaScript, Level::Aggressive);
    assert_eq!(once.status, "changed", "{:?}", once.reason);
    let twice = optimize(&once.output, Dialect::JavaScript, Level::Aggressive);
    assert_eq!(twice.status, "unchanged", "{:?}", twice.edits);
}
