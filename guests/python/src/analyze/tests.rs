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
        ("def f(x): eval(x, globals())", "info"),
        ("def f(x):\n c = kept.get(x)\n if not c: c = compile(x, '', 'eval')\n eval(c)", "info"),
        ("def f(x): eval(x[1:-1])", "warning"),
        ("def f(x): eval(f'a({x})')", "warning"),
        ("def f(x): [eval(y) for y in x]", "warning"),
        ("def f(x): return map(lambda y: eval(x + y), z)", "warning"),
        ("def f(node): eval(node.attributes.get('a', 'b'))", "info"),
        ("def f(options): eval(options['test'])", "info"),
        ("def f(options):\n test = options.test.strip()\n eval(test)", "info"),
        ("def f(use):\n def g(*a): return eval(use)\n return g", "info"),
        ("def f(response): eval(response['a'])", "warning"),
        ("def f(x): eval(x, {'__builtins__': {}})", "warning"),
        ("def f(x):\n names = {'__builtins__': None}\n eval(x, names)", "warning"),
        ("def f(x): eval(x, None, {})", "warning"),
        ("def f(x, names): eval(x, names)", "info"),
        ("def f(x, m): exec(x, vars(m))", "info"),
        ("def f(x): exec(x, {'a': 1})", "info"),
        ("def f(response): exec(response.text, {})", "warning"),
        ("import requests\ndef f(u): exec(requests.get(u).text, names)", "warning"),
        ("@app.get('/a/{x}')\ndef f(x): eval(x, names)", "warning"),
        ("@app.get\ndef f(x): eval(x, names)", "info"),
        ("p = a.parse_args()\neval(p.code, names)", "warning"),
        ("import pickle\npickle.loads(x)", "info"),
        ("import pickle\ndef f(data): pickle.loads(data)", "info"),
        ("import pickle\ndef f(sock): pickle.loads(sock.recv(99))", "warning"),
        ("import pickle\nclass H:\n def do_POST(self): pickle.load(self.rfile)", "warning"),
        ("import pickle, requests\ndef f(a):\n r = requests.get(a)\n pickle.loads(r.content)", "warning"),
        ("import pickle, io\ndef f(response): pickle.load(io.BytesIO(response.content))", "warning"),
        ("import pickle, zlib\nasync def f(ws):\n got = await ws.receive()\n pickle.loads(zlib.decompress(got))", "warning"),
        ("import pickle\nfrom urllib.request import urlopen\npickle.load(urlopen(a))", "warning"),
        ("import pickle, base64\ndef f(text): pickle.loads(base64.b64decode(text))", "warning"),
        ("import pickle, base64\ndef f(row): pickle.loads(base64.b64decode(row.state))", "info"),
        ("import pickle, base64\ndef f(r): pickle.loads(base64.b64decode(r.cookies['s']))", "warning"),
        ("import pickle\n@app.route('/a', methods=['POST'])\ndef f(data): pickle.loads(data)", "warning"),
        ("import pickle, sys\nwith open(sys.argv[1], 'rb') as f: pickle.load(f)", "warning"),
        ("import pickle, sys\npickle.load(sys.stdin.buffer)", "info"),
        ("import pickle\ndef f(uploaded): pickle.load(uploaded.open())", "warning"),
        ("import pickle\ndef f(cache, url): pickle.loads(cache[url])", "info"),
        ("import pickle\nURL = 'a.bin'\npickle.load(open(URL, 'rb'))", "info"),
        ("import pickle\ndef f(request): pickle.loads(request.body)", "error"),
        ("from flask import request\nimport pickle\ndef f(session): pickle.loads(session[request.args['t']])", "info"),
        ("import yaml\nyaml.load(x)", "warning"),
        ("import yaml\nyaml.load(x, Loader=yaml.Loader)", "warning"),
        ("import yaml\nfrom yaml import UnsafeLoader\nyaml.load(x, UnsafeLoader)", "warning"),
        ("import yaml\nfrom yaml.loader import Loader\nyaml.load(x, Loader=Loader)", "warning"),
        ("import yaml\nyaml.load(x, Loader=yaml.CLoader)", "warning"),
        ("import yaml\nfrom pack import yaml_file\nyaml.load(x, Loader=yaml_file.Loader)", "info"),
        ("import yaml\nfrom .loaders import Loader\nyaml.load(x, Loader=Loader)", "info"),
        ("import yaml\nfrom .loaders import Loader\ndef f(response): yaml.load(response.text, Loader=Loader)", "warning"),
        ("import yaml\nyaml.load(x, Loader=yaml.FullLoader)", "info"),
        ("import yaml\ndef f(response): yaml.load(response.text, Loader=yaml.FullLoader)", "warning"),
        ("import yaml\ndef load(x, Loader=yaml.SafeLoader): yaml.load(x, Loader=Loader)", "info"),
        ("def f(x):\n assert x in ['a', 'b']\n eval('g_' + x)", "info"),
        ("def f(x):\n if re.match('[a-z]+$', x): eval(f'a.{x}')", "info"),
        ("def f(x):\n if isinstance(x, str): eval(x)", "warning"),
        ("import sys\nif sys.argv[1] in names: exec(sys.argv[1])", "warning"),
        ("build.exec_command('ls ' + x)", "info"),
        ("import paramiko\nbuild.exec_command('ls ' + x)", "warning"),
        ("def f(c, x): c.execute(f'alter table a add check (b = {x}')", "info"),
        ("from flask import request\ndef f(c): c.execute('alter table a add check (b = ' + request.args['x'])", "warning"),
        ("import yaml\nl = loader_of(x)\nyaml.load(x, Loader=l)", "info"),
        (&format!("{request}pickle.loads(request.data)"), "error"),
        ("import os\nos.system('ls ' + x)", "error"),
        ("client.exec_command('ls ' + x)", "warning"),
        ("ssh.exec_command('ls ' + config.fetch(x))", "warning"),
        ("import yaml\nyaml.load(x, Loader=UnsafeLoader)", "warning"),
        ("from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)", "info"),
        ("from flask import Flask\napp = Flask(__name__)\napp.run(host='127.0.0.1', port=1, debug=True)", "info"),
        ("from flask import Flask\napp = Flask(__name__)\nHOST = 'localhost'\napp.run(HOST, debug=True)", "info"),
        ("from flask import Flask\napp = Flask(__name__)\napp.run(host='10.0.0.5', debug=True)", "warning"),
        ("from flask import Flask\napp = Flask(__name__)\napp.run(host, debug=True)", "warning"),
        ("from flask import request\ndef f():\n p = request.args['x']\n d = {'a': 1, 'b': 2}\n k = d[p]\n open('./' + p)", "warning"),
        ("from flask import request\ndef f():\n p = request.args['x']\n d = {'a': 1, 'b': 2}\n k = d[p]\n open(p)", "info"),
        ("from flask import request\ndef f():\n p = request.args['x']\n d = {'a': 1, **more}\n k = d[p]\n open(p)", "error"),
        ("from flask import request\ndef f(d):\n p = request.args['x']\n k = d[p]\n open(p)", "error"),
        ("from flask import request\ndef f():\n p = request.args['x']\n d = {'a': 1}\n d[p] = 2\n open(p)", "error"),
        ("from flask import request\ndef f():\n p = request.args['x']\n d = {'a': 1}\n k = d.get(p)\n open(p)", "error"),
        ("ssh.exec_command(f'du -s {config[\"path\"]} | cut -f 1')", "info"),
        ("p = self.settings.path\nssh.exec_command('ls %s %s' % (p, 'a'))", "info"),
        ("ssh.exec_command('ls {}'.format(cfg.get('path')))", "info"),
        ("ssh.exec_command(f'ls {app_config.a[0]} {1}')", "info"),
        ("ssh.exec_command(f'ls {config[\"path\"]} {name}')", "warning"),
        ("ssh.exec_command('ls ' + config_reader(x))", "warning"),
        ("ssh.exec_command('ls ' + options['path'])", "warning"),
        ("p = config['a']\np = x\nssh.exec_command('ls ' + p)", "warning"),
        ("def f(config_path): ssh.exec_command('ls ' + config_path)", "warning"),
        ("from flask import render_template_string as r\nr('a' + x)", "warning"),
        ("from flask import request, render_template_string as r\nr('a' + request.args['x'])", "error"),
        ("from flask import request\nopen(request.args['x'])", "error"),
        ("import os\nfrom flask import request\nos.path.join(a, request.args['x'])", "warning"),
        ("from flask import request\ndef f():\n p = request.args['x']\n if p in a: open(p)", "info"),
        ("def f(c, x): c.execute(f\"select a from b where c = '{x}'\")", "warning"),
        ("from django.core.management.base import BaseCommand\ndef f(c, x): c.execute(f'select a from b where c = {x}')", "info"),
        ("from django.core.management import call_command\ndef f(c, x): c.execute('select a from b where c in (%s)' % ','.join(x))", "info"),
        ("from django.core import signing\ndef f(c, x): c.execute(f'select a from b where c = {x}')", "warning"),
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
        ("def f(c, x): c.execute(f'alter table a rename to {x}')", "info"),
        ("def f(x):\n def g(c): c.execute(f\"select a from b where c = '{x}'\")\n return g", "info"),
        ("def f(c, x): return map(lambda y: c.execute(f\"select a from b where c = '{x}'\"), z)", "warning"),
        ("def f(c, x): c.execute('select a from b order by ' + x)", "info"),
        ("def f(c, x: int): c.execute(f'select a from b where c = {x}')", "info"),
        ("def f(c, x): c.execute(f'select a from b where c = {literal_string(x)}')", "info"),
        ("class A:\n def f(self): self.c.execute(f\"select a from b where c = '{self.meta.name}'\")", "info"),
        ("def f(c, x): c.execute('select {} from b where a = {}'.format(x, 1))", "info"),
        ("for t in names(): c.execute(f'drop table {t}')", "info"),
        ("import pickle\nclass A:\n def f(self):\n  with open(self.path, 'rb') as f: pickle.load(f)", "info"),
        ("import pickle, os\nfrom m import settings\npickle.loads(open(os.path.join(settings.HOME, 'a'), 'rb').read())", "info"),
        ("import pickle\ndef f(p):\n with open(p, 'rb') as f: pickle.load(f)", "info"),
        ("import pickle\ndef f(f): pickle.load(f)", "info"),
        ("import joblib\ndef f(): joblib.load(download())", "warning"),
        ("import joblib\nM = 'a.bin'\njoblib.load(M)", "info"),
        ("import jinja2\njinja2.Template(x)", "info"),
        ("import jinja2\nT = 'a.html'\njinja2.Template(x)", "info"),
        ("import jinja2\nfrom django.core.management import base\njinja2.Environment()", "info"),
        ("import jinja2\nfrom starlette.responses import HTMLResponse\njinja2.Template(x)", "warning"),
        ("import tarfile\ndef f(p): tarfile.open(p).extractall(q)", "info"),
        ("import tarfile\ndef f(download): tarfile.open(download).extractall(q)", "warning"),
        ("import tarfile, io\ndef f(resp): tarfile.open(fileobj=io.BytesIO(resp.content)).extractall(q)", "warning"),
        ("import tarfile, sys\ntarfile.open(sys.argv[1]).extractall(q)", "warning"),
        ("import tarfile, requests\ndef f(p):\n with tarfile.open(p) as t: t.extractall(q)", "warning"),
        ("import tarfile\nfrom urllib import request\ndef f(p):\n with tarfile.open(p) as t: t.extractall(q, None)", "warning"),
        ("import tarfile, requests\ndef f(p):\n with tarfile.open(p) as t: t.extractall(q, inside(t))", "info"),
        ("import tarfile, requests\nt = tarfile.open(p)\nif hasattr(tarfile, 'data_filter'): t.extractall(q, filter='data')\nelse: t.extractall(q)", "info"),
        ("import os\nclass A:\n def f(self): os.system(self.hook)", "info"),
        ("import subprocess, shlex\nclass A:\n def f(self, x): subprocess.run(self.hook % shlex.quote(x), shell=True)", "info"),
        ("import subprocess, shlex\nfrom m import settings\ndef f(x): subprocess.run(settings.HOOK_LINE_of.format(a=shlex.quote(x)), shell=True)", "info"),
        ("import subprocess\nclass A:\n def f(self, x): subprocess.run(self.hook % x, shell=True)", "error"),
        ("import os\nclass A:\n def f(self): os.system('ls ' + self.x)", "error"),
        ("import os\ndef f(self): os.system(self.request.args)", "error"),
        ("import os\ndef f(x): os.system(x)", "error"),
        ("import os\nos.system(os.environ.x)", "error"),
        ("from flask import request\ndef f():\n p = inside(request.args['x'])\n if p: open(p)", "info"),
        ("from flask import request\ndef f():\n p = str(request.args['x'])\n if p: open(p)", "warning"),
        ("from flask import request\ndef f():\n n = request.args['x']\n if not re.match('[a-z]+$', n): return\n open(n)", "info"),
        ("from flask import request\ndef f():\n n = request.args['x']\n p = base + n\n if not inside(p): return\n open(p)", "info"),
        ("import os\nfrom flask import request\ndef f():\n n = request.args['x']\n if os.path.exists(n): open(n)", "warning"),
        ("from flask import request\ndef f():\n n = request.args['x']\n if n and len(n) < 9: open(n)", "warning"),
        ("from flask import request\ndef f(): open(name_of(request.args['x']))", "error"),
        ("import jinja2, flask\njinja2.Environment()", "warning"),
    ] {
        assert_eq!(severity(source), expected, "{source:?}");
    }
}

#[test]
fn parts_of_a_request_are_known_by_the_ways_of_each_framework() {
    let severity = |source: &str| {
        let findings = analyze(source.as_bytes(), &Options::default()).unwrap();
        assert_eq!(findings.len(), 1, "{source:?}: {findings:?}");
        findings[0].severity
    };
    for (source, expected) in [
        ("from bottle import request\neval(request.query.q)", "error"),
        ("import bottle\neval(bottle.request.forms['q'])", "error"),
        ("from bottle import request\ndb.execute(\"SELECT * FROM t WHERE n = '\" + request.query.n + \"'\")", "warning"),
        ("from quart import request\neval(request.args['q'])", "error"),
        ("class H:\n def post(self): exec(self.get_argument('code'))", "error"),
        ("class H:\n def post(self): exec(self.get_body_argument('code').strip())", "error"),
        ("class H:\n def post(self): exec(self.request.arguments['code'][0])", "error"),
        ("class H:\n def get(self):\n  n = self.get_query_argument('n')\n  db.execute(f\"SELECT * FROM t WHERE n = '{n}'\")", "warning"),
        ("import base64, pickle\nclass H:\n def get(self): pickle.loads(base64.b64decode(self.get_argument('s')))", "error"),
        ("class H:\n def get_argument(self, n): return self.own[n]\n def f(self): eval(self.get_argument('a'))", "info"),
        ("async def f(request): eval(request.query['q'])", "error"),
        ("async def f(request):\n data = await request.post()\n eval(data['q'])", "error"),
        ("async def f(request): eval(await request.text())", "error"),
        ("import pickle\nasync def f(request): pickle.loads(await request.read())", "error"),
        ("import pickle\ndef f(request, url): pickle.loads(request.post(url))", "info"),
        ("async def f(request): eval((await request.form())['q'])", "error"),
        ("import pickle\nasync def f(request): pickle.loads(await (await request.form())['f'].read())", "error"),
        ("def f(request): return eval(request.params['q'])", "error"),
        ("def f(request): return eval(request.matchdict['q'])", "error"),
        ("import pickle\ndef f(request): return pickle.loads(request.json_body['q'].encode('latin1'))", "error"),
        ("def on_get(self, req, resp): eval(req.get_param('q'))", "error"),
        ("def on_post(self, req, resp): eval(req.media['q'])", "error"),
        ("import pickle\ndef on_post(self, req, resp): pickle.loads(req.bounded_stream.read())", "error"),
        ("import pickle\ndef f():\n req = made()\n pickle.loads(req.media)", "info"),
        ("import pickle\ndef on_get(self, req): pickle.loads(req.get_param_as_int('q'))", "info"),
        ("from django.views import View\nclass A(View):\n def get(self, request): eval(self.kwargs['q'])", "error"),
        ("class A:\n def f(self): eval(self.kwargs['q'])", "info"),
        ("import django.db\nclass A:\n def __init__(self, **kwargs): self.kwargs = kwargs\n def f(self): eval(self.kwargs['q'])", "info"),
        ("class H:\n def get(self): open(self.get_argument('p'))", "error"),
    ] {
        assert_eq!(severity(source), expected, "{source:?}");
    }
}

#[test]
fn an_upload_that_is_read_is_a_part_of_the_request_and_a_file_of_the_program_is_none() {
    for (code, expected) in [
        ("pickle.loads(request.files['f'].read())", Some("error")),
        ("pickle.load(io.BytesIO(request.data))", Some("error")),
        ("pickle.loads(io.BytesIO(request.data).getvalue())", Some("error")),
        ("pickle.loads(BytesIO(request.data).read())", Some("error")),
        ("pickle.load(request.files['f'].stream)", Some("error")),
        ("pickle.loads(request.FILES['f'].read())", Some("error")),
        ("f = request.files.get('f')\n pickle.loads(f.read())", Some("error")),
        ("exec(request.files['f'].read().decode())", Some("error")),
        ("eval(request.stream.read())", Some("error")),
        ("eval(io.StringIO(request.form['q']).read())", Some("error")),
        ("exec(compile(request.files['f'].read(), 'up', 'exec'))", Some("error")),
        ("c = compile(request.files['f'].read(), 'up', 'exec')\n exec(c)", Some("error")),
        ("pickle.loads(open(own[request.args['p']], 'rb').read())", Some("info")),
        ("pickle.loads(own.read(request.args['p']))", Some("info")),
        ("pickle.loads(folder.open(request.args['p']).read())", Some("info")),
        ("pickle.loads((folder / request.args['p']).read())", Some("info")),
        ("p = folder / request.args['p']\n pickle.loads(p.open().read())", Some("info")),
        ("with folder.open(request.args['p']) as f: pickle.loads(f.read())", Some("info")),
        ("eval(int(request.files['f'].read()))", Some("info")),
        ("exec(compile(f.read(), 'n', 'exec'))", None),
        ("flask.send_file(io.BytesIO(request.data))", None),
        ("open(request.files['f'].read())", None),
        ("os.path.join(folder, request.FILES['f'].name)", None),
        ("os.path.join(folder, request.files['f'].filename)", Some("warning")),
    ] {
        let source = format!("import flask, io, os, pickle\nfrom flask import request\nfrom io import BytesIO\ndef g(folder):\n {code}");
        let findings = analyze(source.as_bytes(), &Options::default()).unwrap();
        assert_eq!(findings.iter().map(|finding| finding.severity).collect::<Vec<_>>(), expected.into_iter().collect::<Vec<_>>(), "{code}");
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
