//! For each rule code that it finds and code next to it that it must leave alone.

use super::{Options, analyze, rules};

fn found(source: &str) -> Vec<(&'static str, String)> {
    let findings = analyze(source.as_bytes(), &Options::default()).unwrap();
    findings.into_iter().map(|f| (f.rule, source[f.start as usize..f.end as usize].to_owned())).collect()
}

/// The rule, sources with exactly one finding of it, sources with none.
type Case = (&'static str, &'static [&'static str], &'static [&'static str]);

const CASES: &[Case] = &[
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
    (
        "security/eval",
        &["eval(x)", "import builtins as b\nb.exec(code)", "def f():\n eval(f'{x}')", "c = '1'\ndef f(c): eval(c)",
          "c = '1'\nc += x\neval(c)", "c = '1'\ndef f():\n for c in x: eval(c)", "c = '1'\nf = lambda c: eval(c)", "c = '1'\nif (c := x): eval(c)",
          "c = '1'\ndef f(*c): eval(c)", "c = '1'\ndef f():\n match x:\n  case [c]: eval(c)", "c = '1'\ndef f():\n try: pass\n except E as c: eval(c)"],
        &["eval('1')", "c = '1'\ndef f(): eval(c)", "x.eval(y)", "def eval(x): pass\neval(y)", "from ast import literal_eval as eval\neval(x)", "# eval(x)\n'eval(x)'", "c = '1'\neval(c)",
          "eval(repr(x), {})", "exec(compile(f.read(), n, 'exec'))"],
    ),
    (
        "security/shell-injection",
        &["import os\nos.system(x)", "from subprocess import run as r\nr(f'ls {x}', shell=True)", "import subprocess as s\ns.Popen('a ' + b, shell=True)",
          "import subprocess\nsubprocess.run(['sh', '-c', f'ls {x}'])", "import subprocess as s\nw = ['/bin/bash', '-lc', 'a ' + b]\ns.run(w)",
          "import asyncio\nasync def f(): await asyncio.create_subprocess_exec('sh', '-c', x)",
          "import os, shlex\nos.system(f'ls {shlex.quote(x)} {y}')", "import os\nx = f'{x}'\nos.system(x)",
          "import os\nfrom urllib.parse import unquote\nos.system('ls ' + unquote(x))", "import os\ndef f(unquoted_path): os.system('ls ' + unquoted_path)",
          "import os\nfrom m import unquote as quote\nos.system('ls ' + quote(x))", "import os, re\nos.system('ls ' + re.escape(x))",
          "import os, sys\nHOST = sys.argv[1]\nos.system('ping ' + HOST)", "import os\nCMD = input()\nos.system(CMD)",
          "import os\ndef f(CMD): os.system(CMD)", "import os\nCMD = 'ls '\nCMD += x\nos.system(CMD)",
          "import os\nif x: CMD = 'ls'\nelse: CMD = y()\ndef f(): os.system(CMD)", "import os\nfor CMD in x: os.system(CMD)",
          "import os\nclass A:\n HOST = input()\n def f(self): os.system('ping ' + self.HOST)", "import os\nos.system('kill %s' % x)",
          "import os\nos.system(' '.join(map(str, x)))", "import os\nos.system(f'kill {x:>{y}d}')"],
        &["import os\nos.system('ls')", "import subprocess\nsubprocess.run([x])", "import subprocess\nsubprocess.run('ls', shell=True)", "run(x, shell=True)",
          "import subprocess, shlex\nsubprocess.run(f'ls {shlex.quote(x)} | head', shell=True)", "import os\nos.system(f'kill {int(x)}')",
          "import os, shlex\nos.system('a ' + shlex.join(b))", "import subprocess\nsubprocess.run(['sh', '-c', 'ls $1', x])",
          "import os\nfrom m import PAGER\nos.system(PAGER)",
          "import os\nif x: CMD = 'ls'\nelse: CMD = 'dir'\nCMD += ' -l'\nos.system(CMD)", "import os, m\nos.system(m.PAGER)",
          "import os\nclass A:\n PAGER = 'less'\n def f(self): os.system(self.PAGER + ' a')", "import os\nROOT = os.path.dirname(__file__)\nos.system(f'ls {ROOT}')",
          "import os\nfrom pathlib import Path\nROOT = Path(__file__).resolve().parent / 'a'\nos.system(f'ls {ROOT}')",
          "import os\nos.system('kill -9 %d' % x)", "import os\nos.system(f'kill {x:d} {os.getpid()}')", "import os, sys\nos.system(sys.executable + ' -m m')",
          "import os, shlex\nos.system(' '.join(map(shlex.quote, x)))", "import os, pipes\nos.system('a ' + pipes.quote(x))", "import os\nfrom shlex import quote as q\nos.system('a ' + q(x))", "import os\nos.system('a ' + quoted_path)", "import subprocess\nsubprocess.run(['ls', '-c', x])"],
    ),
    (
        "security/unsafe-deserialization",
        &["import pickle\npickle.loads(x)", "import yaml\nyaml.load(x)", "from yaml import load, Loader\nload(x, Loader)", "import shelve\nshelve.open(x)"],
        &["import json\njson.loads(x)", "import yaml\nyaml.safe_load(x)", "import yaml\nyaml.load(x, Loader=yaml.SafeLoader)", "import pickle\npickle.dumps(x)", "import pickle\npickle.loads(pickle.dumps(x))", "import pickle\nd = pickle.dumps(x)\npickle.loads(d)"],
    ),
    (
        "security/sql-injection",
        &["c.execute(f'SELECT * FROM t WHERE a={x}')", "c.execute('select %s' % x)", "c.execute('delete from t where a=' + x)", "q = 'insert into {}'.format(t)\nc.execute(q)",
          "from urllib.parse import quote_plus\nc.execute('select ' + quote_plus(x))", "from urllib.parse import quote\nc.execute('select ' + quote(x))",
          "c.execute(f\"select a from b where c = '{unquote(x)}'\")", "T = input()\nc.execute(f'select * from {T}')", "T = input()\nc.execute('select ' + TT)\nTT = T"],
        &["c.execute('SELECT * FROM t WHERE a=?', (x,))", "c.execute(f'{x}')", "c.execute('select ' 'a')", "c.execute('say ' + x)", "c.run(f'select {x}')",
          "c.execute(f'select a from b where c in ({m})', d)\nm = ', '.join(['%s'] * len(d))", "T = 'b'\nc.execute(f'select * from {T}')",
          "c.execute('select * from %s' % quote_name(x))", "c.execute('drop {}'.format(db.quote(x)))", "c.execute(f'pragma x = {int(y)}')",
          "c.execute(f\"select 1 where a in ({','.join('?' for _ in b)})\", b)"],
    ),
    (
        "security/weak-hash",
        &["import hashlib\nhashlib.md5(x)", "from hashlib import sha1\nsha1(x)", "import hashlib\nhashlib.new('MD5')"],
        &["import hashlib\nhashlib.sha256(x)", "import hashlib\nhashlib.md5(x, usedforsecurity=False)", "md5(x)", "import hashlib\nhashlib.new(x)"],
    ),
    (
        "security/insecure-random",
        &["import random\ntoken = random.random()", "from random import choice\nself.api_key = ''.join(choice(a) for _ in b)", "import random\nf(password=random.randint(1, 2))", "import random\nsessionToken = random.random()", "import random\nprivate_key = random.random()"],
        &["import secrets\ntoken = secrets.token_hex()", "import random\nplace = random.random()", "import random\ntoken = random.SystemRandom().random()", "import random\nmonkey = random.random()",
          "import random\ntoken_count = random.random()\ntokenDelay = random.random()\nsort_key = random.random()\nkey_size = random.random()\nkey = random.choice(keys)"],
    ),
    (
        "security/tls-not-verified",
        &["import requests\nrequests.get(u, verify=False)", "import ssl\nssl._create_unverified_context()", "c.check_hostname = False", "import requests\ns = requests.Session()\ns.verify = False", "self.session.get(u, verify=False)", "import httpx\nc = httpx.Client()\nc.get(u, verify=False)", "import httpx\nhttpx.Client(verify=False)"],
        &["import requests\nrequests.get(u, verify=True)", "requests.get(u, verify='ca.pem')", "c.check_hostname = True", "check(verify=False)", "form.verify = False", "cache.get(k, verify=False)", "self.store.send(k, verify=False)"],
    ),
    (
        "security/bind-all-interfaces",
        &["app.run(host='0.0.0.0')", "s.bind(('0.0.0.0', 80))"],
        &["app.run(host='127.0.0.1')", "x = '0.0.0.0'", "s.bind(('', 80))"],
    ),
    (
        "security/archive-traversal",
        &["import tarfile\ntarfile.open(x).extractall(y)", "import tarfile\nwith tarfile.open(x) as t:\n t.extractall(y)"],
        &["import tarfile\nwith tarfile.open(x) as t:\n t.extractall(y, filter='data')", "import zipfile\nzipfile.ZipFile(x).extractall(y)"],
    ),
    (
        "security/path-traversal",
        &["from flask import request\nopen(request.args['p'])", "from flask import request\ndef f():\n p = request.args.get('p')\n open(p)", "import os\ndef f(request): os.path.join(a, request.GET['p'])"],
        &["open(p)", "from flask import request\nopen(secure_filename(request.args['p']))", "request.args['p']"],
    ),
    ("security/temporary-name", &["from tempfile import mktemp as m\nm()"], &["import tempfile\ntempfile.mkstemp()", "mktemp()"]),
    (
        "security/template-autoescape",
        &["import jinja2\njinja2.Environment()", "from jinja2 import Environment as E\nE(autoescape=False)"],
        &["import jinja2\njinja2.Environment(autoescape=jinja2.select_autoescape())", "Environment()", "import jinja2\njinja2.Environment(**o)"],
    ),
    (
        "security/unescaped-markup",
        &["from markupsafe import Markup\nMarkup(x)", "from django.utils.safestring import mark_safe\nmark_safe(f'<b>{x}</b>')",
          "import html\nfrom markupsafe import Markup\nMarkup(html.unescape(x))"],
        &["from markupsafe import Markup\nMarkup('<b>')", "from markupsafe import escape\nescape(x)", "Markup(x)",
          "from markupsafe import Markup, escape\nMarkup(f'<b>{escape(x)}</b>')",
          "import html\nfrom markupsafe import Markup\nMarkup('<b>' + html.escape(x))"],
    ),
];

#[test]
fn each_rule_finds_its_case_and_leaves_the_near_ones() {
    for (rule, hits, misses) in CASES {
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

#[test]
fn each_rule_has_a_case() {
    let long = format!("def f():\n{}", " pass\n".repeat(61));
    assert!(found(&long).iter().any(|(r, _)| *r == "quality/long-function"));
    assert!(!found(&long.replacen(" pass\n pass\n", "", 1)).iter().any(|(r, _)| *r == "quality/long-function"));
    for rule in rules().filter(|r| r.id != "quality/long-function") {
        assert!(CASES.iter().any(|(id, ..)| *id == rule.id), "{} has no case", rule.id);
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
