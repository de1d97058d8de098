//! For each rule code that it finds and code next to it that it must leave alone. Those of security are in `security_cases.rs`.

use super::security_cases::SECURITY;
use super::{Options, analyze, rules};

fn found(source: &str) -> Vec<(&'static str, String)> {
    let findings = analyze(source.as_bytes(), &Options::default()).unwrap();
    findings.into_iter().map(|f| (f.rule, source[f.start as usize..f.end as usize].to_owned())).collect()
}

/// The rule, sources with exactly one finding of it, sources with none.
pub type Case = (&'static str, &'static [&'static str], &'static [&'static str]);

const QUALITY: &[Case] = &[
    (
        "quality/await-in-loop",
        &["async def f():\n for x in y:\n  await x", "async def f():\n return [await x for x in y]"],
        &["async def f():\n async for x in y:\n  await x", "async def f():\n for x in await y:\n  async def g(): await x", "async def f(): await x"],
    ),
    (
        "quality/string-concat-in-loop",
        &["s = ''\nfor x in y:\n s += x", "def f(s):\n while s:\n  s += f'{x}'", "for x in y:\n s += str(x)"],
        &["n = 0\nfor x in y:\n n += x", "s = ''\nfor x in y:\n pass\ns += x", "s = ''\nfor x in y:\n s = 1\n s += x"],
    ),
    (
        "quality/list-membership-in-loop",
        &["a = [1]\nfor x in y:\n if x in a: pass", "a = list(b)\nc = [x for x in y if x not in a]"],
        &["a = {1}\nfor x in y:\n if x in a: pass", "a = [1]\nif x in a: pass", "a = [1]\nfor x in a: pass", "def f(a):\n for x in y:\n  if x in a: pass"],
    ),
    (
        "quality/blocking-call-in-async",
        &["import time\nasync def f(): time.sleep(1)", "from subprocess import run as r\nasync def f(): r(x)", "async def f(): return open(p).read()"],
        &["import time\ndef f(): time.sleep(1)", "from asyncio import sleep\nasync def f(): await sleep(1)", "import time\nasync def f():\n def g(): time.sleep(1)", "async def f(): 'time.sleep(1)' # time.sleep(1)"],
    ),
    (
        "quality/unreachable-code",
        &["def f():\n return 1\n a()\n b()", "for x in y:\n continue\n a()", "raise x\ny"],
        &["def f():\n if x: return\n a()", "def f():\n return\n yield"],
    ),
    ("quality/none-comparison", &["x == None", "None != x", "if (x)==None: pass"], &["x is None", "x == 'None'", "x == y == None"]),
    (
        "quality/bare-except",
        &["try: a()\nexcept: b()"],
        &["try: a()\nexcept E: b()", "try: a()\nexcept:\n b()\n raise"],
    ),
    (
        "quality/except-pass",
        &["try: a()\nexcept: pass", "try: a()\nexcept Exception: ..."],
        &["try: a()\nexcept KeyError: pass", "try: a()\nexcept Exception: b()"],
    ),
    (
        "quality/mutable-default",
        &["def f(a=[]): pass", "def f(*, a=dict()): pass", "lambda a={}: a", "from collections import deque as d\ndef f(a=d()): pass"],
        &["def f(a=()): pass", "def f(a=None): a = []", "def list(): pass\ndef f(a=list()): pass"],
    ),
    ("quality/complexity", &["def f():\n return a or b or c or d or e or f or g or h or i or j or k"], &["def f():\n return a or b or c or d or e or f or g or h or i or j"]),
    ("quality/deep-nesting", &["def f():\n if a:\n  for b in c:\n   with d:\n    while e:\n     if g: pass"], &["def f():\n if a:\n  for b in c:\n   with d:\n    while e: pass"]),
    ("quality/too-many-parameters", &["def f(a, b, c, d, e, f, g): pass"], &["class A:\n def f(self, a, b, c, d, e, f): pass"]),
];

#[test]
fn each_rule_finds_its_case_and_leaves_the_near_ones() {
    for (rule, hits, misses) in QUALITY.iter().chain(SECURITY) {
        for source in *hits {
            let all = found(source);
            assert_eq!(all.iter().filter(|(r, _)| r == rule).count(), 1, "{rule} in {source:?}: {all:?}");
        }
        for source in *misses {
            let all = found(source);
            assert!(all.iter().all(|(r, _)| r != rule), "{rule} in {source:?}: {all:?}");
        }
    }
}

/// A form of a rule that is surer or more doubtful than the others.
#[test]
fn some_forms_have_a_severity_of_their_own() {
    let severity = |source: &str| {
        let findings = analyze(source.as_bytes(), &Options::default()).unwrap();
        assert_eq!(findings.len(), 1, "{source:?}: {findings:?}");
        findings[0].severity
    };
    let request = "from flask import request\nimport pickle\n";
    for (source, expected) in [
        ("eval(x)", "warning"),
        ("def f(x): exec(x.strip())", "warning"),
        ("import sys\nexec(sys.argv[-1])", "warning"),
        ("def f():\n with open('a') as f: exec(f.read())", "info"),
        ("class A:\n def f(self): eval(self.rule)", "info"),
        ("eval(input())", "error"),
        ("def f():\n a = input()\n b = a.strip()\n exec(b)", "error"),
        ("from flask import request\neval(request.args['x'])", "error"),
        ("import pickle\npickle.loads(x)", "warning"),
        (&format!("{request}pickle.loads(request.data)"), "error"),
        ("import os\nos.system('ls ' + x)", "error"),
        ("client.exec_command('ls ' + x)", "warning"),
        ("from flask import render_template_string as r\nr('a' + x)", "warning"),
        ("from flask import request, render_template_string as r\nr('a' + request.args['x'])", "error"),
        ("from flask import request\nopen(request.args['x'])", "error"),
        ("import os\nfrom flask import request\nos.path.join(a, request.args['x'])", "warning"),
        ("from flask import request\ndef f():\n p = request.args['x']\n if p in a: open(p)", "warning"),
        ("def f(c, x): c.execute(f\"select a from b where c = '{x}'\")", "warning"),
        ("def f(c, x): c.execute('select a from b where c = ' + x.strip())", "warning"),
        ("def f(c, x): c.execute('insert into b values (%s, %s)' % (1, x))", "warning"),
        ("def f(c, x): c.execute('select a from {} where b = {b}'.format(T, b=x))", "warning"),
        ("def f(c, x):\n w = f\"a like '%{x['q']}%'\"\n c.execute(f'select a from b where {w}')", "warning"),
        ("def f(c, x): c.execute(f\"select a from b where c = '{clean(x)}'\")", "info"),
        ("def f(c, tbl_name): c.execute(f\"select a from b where c = '{tbl_name}'\")", "info"),
        ("from flask import request\ndef f(c): c.execute('select a from b order by ' + request.args['o'])", "warning"),
        ("def f(q, x): return q.objects.extra(where=[f'a = {x}'])", "warning"),
        ("import sys\nc.execute(f'delete from a where b = {sys.argv[1]}')", "warning"),
        ("def f(c, t): c.execute(f'select a from {t} where b = ?', p)", "info"),
        ("def f(c, x): c.execute('select a from b order by ' + x)", "info"),
        ("def f(c, x: int): c.execute(f'select a from b where c = {x}')", "info"),
        ("def f(c, x): c.execute(f'select a from b where c = {literal_string(x)}')", "info"),
        ("class A:\n def f(self): self.c.execute(f\"select a from b where c = '{self.meta.name}'\")", "info"),
        ("def f(c, x): c.execute('select {} from b where a = {}'.format(x, 1))", "info"),
        ("for t in names(): c.execute(f'drop table {t}')", "info"),
        ("import pickle\nclass A:\n def f(self):\n  with open(self.path, 'rb') as f: pickle.load(f)", "info"),
        ("import pickle, os\nfrom m import settings\npickle.loads(open(os.path.join(settings.HOME, 'a'), 'rb').read())", "info"),
        ("import pickle\ndef f(p):\n with open(p, 'rb') as f: pickle.load(f)", "warning"),
        ("import pickle\ndef f(f): pickle.load(f)", "warning"),
        ("import joblib\ndef f(): joblib.load(download())", "warning"),
        ("import joblib\nM = 'a.bin'\njoblib.load(M)", "info"),
        ("import jinja2\njinja2.Template(x)", "info"),
        ("import jinja2\nT = 'a.html'\njinja2.Template(x)", "warning"),
        ("import jinja2, flask\njinja2.Environment()", "warning"),
    ] {
        assert_eq!(severity(source), expected, "{source:?}");
    }
}

#[test]
fn each_rule_has_a_case() {
    let long = format!("def f():\n{}", " pass\n".repeat(61));
    assert!(found(&long).iter().any(|(r, _)| *r == "quality/long-function"));
    assert!(!found(&long.replacen(" pass\n pass\n", "", 1)).iter().any(|(r, _)| *r == "quality/long-function"));
    for rule in rules().filter(|r| r.id != "quality/long-function") {
        assert!(QUALITY.iter().chain(SECURITY).any(|(id, ..)| *id == rule.id), "{} has no case", rule.id);
    }
}

#[test]
fn a_value_of_very_many_parts_is_not_followed_to_its_end() {
    let levels = (0..6).map(|n| format!("A{n} = ({})\n", format!("A{}, ", n + 1).repeat(300)));
    let source = format!("import os\n{}os.system(f'ls {{A0}}')\n", levels.collect::<String>());
    assert_eq!(found(&source).len(), 1);
}

#[test]
fn findings_stand_at_what_they_speak_of() {
    assert_eq!(found("x = (y)== None\n"), [("quality/none-comparison", "==".to_owned())]);
    let options = Options::default();
    let fixed = analyze(b"a==None", &options).unwrap();
    assert_eq!((fixed[0].fix.as_deref(), fixed[0].line, fixed[0].column), (Some(" is "), 1, 2));
    assert_eq!(found("def f():\n return\n é()\n b()\n"), [("quality/unreachable-code", "é()\n b()".to_owned())]);
}

#[test]
fn options_choose_rules_and_limits() {
    let count = |options: &str| {
        let value: serde_json::Value = serde_json::from_str(options).unwrap();
        let options = Options::read(&rmp_serde::to_vec_named(&value).unwrap())?;
        Ok::<_, String>(analyze(b"def f(a=[]):\n eval(a or b)\n", &options).unwrap().len())
    };
    assert_eq!(count("null"), Ok(2));
    assert_eq!(count(r#"{"rules": "security"}"#), Ok(1));
    assert_eq!(count(r#"{"rules": "quality", "max_complexity": 1}"#), Ok(2));
    assert_eq!(count(r#"{"rules": ["security/eval", "security/shell-injection"]}"#), Ok(1));
    assert!(count(r#"{"rules": ["security/evil"]}"#).unwrap_err().contains("security/evil"));
    assert!(count(r#"{"max_complexity": -1}"#).is_err() && count(r#"{"limit": 1}"#).is_err());
}
