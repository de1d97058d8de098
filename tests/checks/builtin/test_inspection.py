"""One parse for the checks that want parts of it: shared, waited for, and never kept where the host stood in."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.checks.conftest import Make, event, result

from kaptar.api.programs import Runtime
from kaptar.checks.builtin.inspection import Inspections
from kaptar.checks.check import CheckContext
from kaptar.checks.event import FileChange
from kaptar.checks.settings import make_settings
from kaptar.checks.snapshot import Snapshot, locate, take
from kaptar.config.sections import Config
from kaptar.errors import DeadlineExceeded, OperationFailed
from kaptar.ops.syntax_types import Inspection
from kaptar.runtime.operation import Backend, Result
from kaptar.stop import Stop

CLEAN = Inspection(True, (), ())


class Calls:
    """Counts what is asked; answers when it is let."""

    def __init__(self, backend: Backend = "guest", problem: Exception | None = None) -> None:
        self.asked, self.backend, self.problem = 0, backend, problem
        self.timeouts: list[int | None] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def call(self, _name: str, *_args: Any, timeout_ms: int | None = None, interrupt: Stop | None = None) -> Result:
        self.asked += 1
        self.timeouts.append(timeout_ms)
        self.begun.set()
        self.go_on.wait(10)
        if self.problem is not None:
            raise self.problem
        return Result(CLEAN, self.backend, 1.0)


def context(calls: Calls, root: Path, timeout_s: float = 5.0) -> CheckContext:
    return CheckContext(calls, make_settings(Config(), root), 1 << 20, Inspections(2), timeout_s, Stop())


def snapshot(root: Path, text: bytes = b"x = 1\n") -> Snapshot:
    return take(FileChange(str(root / "a.py"), content=text), "after", locate("a.py", root), 1 << 20)


def test_one_source_is_asked_about_once(root: Path) -> None:
    calls = Calls()
    asks = context(calls, root)
    for _ in range(3):
        assert asks.inspections.of(snapshot(root), asks).value is CLEAN
    assert calls.asked == 1
    for text in (b"a\n", b"b\n", b"x = 1\n"):
        asks.inspections.of(snapshot(root, text), asks)
    assert calls.asked == 4, "two are kept"


def test_who_asks_meanwhile_waits_for_the_same_answer(root: Path) -> None:
    calls = Calls()
    calls.go_on.clear()
    asks = context(calls, root)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(asks.inspections.of, snapshot(root), asks)
        assert calls.begun.wait(10)
        second = threads.submit(asks.inspections.of, snapshot(root), asks)
        calls.go_on.set()
        assert first.result(10) is second.result(10)
    assert calls.asked == 1


def test_who_waited_for_one_that_was_stopped_asks_by_itself(root: Path) -> None:
    """The first one's agent has edited again, so its answer is not needed; another agent's is."""
    stopped, calls = Calls(problem=DeadlineExceeded("stopped")), Calls()
    stopped.go_on.clear()
    first = context(stopped, root)
    second = first._replace(runtime=calls)
    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(first.inspections.of, snapshot(root), first)
        assert stopped.begun.wait(10)
        other = threads.submit(second.inspections.of, snapshot(root), second)
        stopped.go_on.set()
        with pytest.raises(DeadlineExceeded):
            one.result(10)
        assert other.result(10).value is CLEAN


@pytest.mark.parametrize(("took_s", "left_ms"), [(3.0, 2000), (5.0, None)])
def test_who_has_waited_asks_with_the_rest_of_its_time(took_s: float, left_ms: int | None, root: Path) -> None:
    now, waiting = [0.0], threading.Event()

    def clock() -> float:
        waiting.set()
        return now[0]

    stopped, calls = Calls(problem=DeadlineExceeded("stopped")), Calls()
    stopped.go_on.clear()
    first = context(stopped, root)._replace(inspections=Inspections(2, clock))
    second = first._replace(runtime=calls)
    with ThreadPoolExecutor(2) as threads:
        threads.submit(first.inspections.of, snapshot(root), first)
        assert stopped.begun.wait(10)
        other = threads.submit(second.inspections.of, snapshot(root), second)
        assert waiting.wait(10)
        now[0] = took_s
        stopped.go_on.set()
        if left_ms is None:
            with pytest.raises(DeadlineExceeded, match="no answer within 5 s"):
                other.result(10)
        else:
            other.result(10)
    assert calls.timeouts == ([] if left_ms is None else [left_ms])


def test_who_waits_has_a_deadline(root: Path) -> None:
    calls = Calls()
    calls.go_on.clear()
    asks = context(calls, root, 0.01)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(asks.inspections.of, snapshot(root), asks)
        assert calls.begun.wait(10)
        with pytest.raises(DeadlineExceeded):
            asks.inspections.of(snapshot(root), asks)
        calls.go_on.set()
        first.result(10)


@pytest.mark.parametrize("calls", [Calls("host"), Calls(problem=OperationFailed("no"))], ids=["host", "failed"])
def test_what_is_no_answer_of_a_guest_is_asked_again(calls: Calls, root: Path) -> None:
    asks = context(calls, root)
    for _ in range(2):
        if calls.problem is None:
            asks.inspections.of(snapshot(root), asks)
        else:
            with pytest.raises(OperationFailed):
                asks.inspections.of(snapshot(root), asks)
    assert calls.asked == 2


@pytest.mark.guest
@pytest.mark.parametrize(
    ("path", "source", "syntax", "security"),
    [
        ("a.py", b"def f(x):\n    return eval(x)\n", "passed", "findings"),
        ("a.py", b"def f(x):\n    eval(x)\n\nx = = 1\n", "findings", "findings"),
        ("a.py", b"\xff", "findings", "not_run"),
        ("a.js", b"eval(x);\n", "passed", "findings"),
        ("a.js", b"f(\n", "findings", "not_run"),
        ("a.ts", b"let a: number = 1;\nlet a = 2;\n", "findings", "passed"),
    ],
)
def test_both_checks_say_what_they_said_alone(
    path: str, source: bytes, syntax: str, security: str, make: Make, root: Path, runtime: Runtime
) -> None:
    language = {"py": "python", "js": "javascript", "ts": "typescript"}[path.rpartition(".")[2]]
    pipeline = make()
    both = pipeline.check_event(event(FileChange(str(root / path), content=source)), 30)
    assert (result(both, "syntax").state, result(both, "security").state) == (syntax, security)
    alone = make(checks={"security": False}).check_event(event(FileChange(str(root / path), content=source)), 30)
    assert result(alone, "syntax").findings == result(both, "syntax").findings
    if security == "findings":
        found = runtime.call("syntax.analyze", source, language, {"rules": "security"}).value
        assert [(f.rule, f.line, f.column) for f in found] == [
            (f.rule, f.line, f.column) for f in result(both, "security").findings
        ]


@pytest.mark.guest
def test_memory_of_a_guest_that_answers_again_and_again_stays(runtime: Runtime) -> None:
    """Blocks that are freed are used again."""
    sources = [b"def f%d(a):\n    return [a, %d]\n" % (n, n) * 200 for n in range(20)]
    for source in sources * 5:
        runtime.call("syntax.inspect", source, "python", {"rules": "security"}, backend="guest")
        runtime.call("syntax.inspect", b"function f(a) { return [a]; }\n" * 200, "javascript", {}, backend="guest")
    used = {row.module: row.memory for row in (runtime.statistics().pool or pytest.fail("no pool")).instances}
    assert max(used.get("python", 0), used.get("javascript", 0)) < 16 << 20


@pytest.mark.guest
@pytest.mark.parametrize(
    ("language", "source", "rule"),
    [
        ("python", "import os\nos.system('ls ' + unquote(x))\n", "security/shell-injection"),
        ("python", "import os\nos.system('ls ' + unquoted_path)\n", "security/shell-injection"),
        ("python", "import os, shlex\nos.system('ls ' + shlex.quote(x))\n", None),
        ("python", "import os\nos.system('ls ' + quoted_path)\n", None),
        ("python", "from urllib.parse import quote_plus\nc.execute('select ' + quote_plus(x))\n", "security/sql-injection"),
        ("python", "import os, sys\nHOST = sys.argv[1]\nos.system('ping ' + HOST)\n", "security/shell-injection"),
        ("python", "import os\nHOST = 'example.org'\nos.system('ping ' + HOST)\n", None),
        ("python", "import os\nfrom m import HOST\nos.system('ping ' + HOST)\n", None),
        ("python", "import os\nclass A:\n    HOST = input()\nos.system('ping ' + A.HOST)\n", "security/shell-injection"),
        ("python", "import os\nos.system('kill %d' % pid)\n", None),
        ("python", "cache.get(key, verify=False)\n", None),
        ("python", "self.session.get(url, verify=False)\n", "security/tls-not-verified"),
        ("python", "import random\ntoken_count = random.randint(1, 9)\n", None),
        ("python", "import random\nsession_token = str(random.random())\n", "security/insecure-random"),
        ("python", "import random\nnext_token = random.choices(range(10), weights=w)[0]\n", None),
        ("python", "import random\nsecret_santa = random.choice(people)\n", None),
        ("python", "import os\nfor t in ['a', 'b']: os.system(f'make {t}')\n", None),
        ("python", "import os\nparts = ['ls']\nparts.append(x)\nos.system(' '.join(parts))\n", "security/shell-injection"),
        ("python", "c.execute(f'EXPLAIN SELECT {x}')\n", "security/sql-injection"),
        ("python", "log.execute(f'Update of {x} has begun')\n", None),
        ("javascript", "import { exec as run } from 'node:child_process'; run(`ls ${x}`);\n", "security/command-injection"),
        ("javascript", "import { exec } from './database.js'; exec(`ls ${x}`);\n", None),
        ("javascript", "for (const t of ['a', 'b']) execSync(`make ${t}`);\n", None),
        ("javascript", "db.query(`SELECT * FROM t WHERE a IN (${ids.map(() => '?').join(',')})`, ids);\n", None),
        ("javascript", "el.innerHTML = unescape(location.hash);\n", "security/html-injection"),
        ("javascript", "el.innerHTML = escapeHtml(location.hash);\n", None),
        ("javascript", "cp.exec('ls ' + unquote(x));\n", "security/command-injection"),
        ("javascript", "const tokenDelay = Math.random();\n", None),
        ("javascript", "const sessionToken = `${Math.random()}`;\n", "security/insecure-random"),
    ],
)
def test_names_are_judged_by_their_words_and_constants_by_their_values(
    language: str, source: str, rule: str | None, runtime: Runtime
) -> None:
    found = runtime.call("syntax.analyze", source.encode(), language, {"rules": "security"}, backend="guest").value
    assert [finding.rule for finding in found] == ([rule] if rule else [])


@pytest.mark.guest
@pytest.mark.parametrize(
    ("path", "severities"),
    [
        ("src/a.py", ["error", "info"]),
        ("tests/a.py", ["info"]),
        ("src/test_a.py", ["info"]),
        ("src/latest/a.py", ["error", "info"]),
        ("examples/a.py", ["info", "info"]),
        ("scripts/a.py", ["info", "info"]),
        ("src/scripts/a.py", ["error", "info"]),
        ("third_party/a.py", ["info", "info"]),
        ("plugins/pack-1.4.2/a.py", ["info", "info"]),
        ("src/pack-1.4/a.py", ["error", "info"]),
        ("playwright/a.py", ["info"]),
        ("src/loginTestUtils.py", ["info"]),
    ],
)
def test_nothing_comes_from_outside_in_a_test(path: str, severities: list[str], make: Make, root: Path) -> None:
    source = b"import os\n\n\ndef f(x):\n    os.system('ls ' + x)\n    eval(x)\n"
    verdict = make().check_event(event(FileChange(str(root / path), content=source)), 30)
    assert [finding.severity for finding in result(verdict, "security").findings] == severities


@pytest.mark.guest
@pytest.mark.parametrize(
    ("path", "head", "severity"),
    [
        ("src/a.js", "/*! Lib v1.2.3 (c) 2020 Ann | MIT */", "info"),
        ("src/a.ts", "// lib.js 2.0.1, https://lib.io\n// Copyright Ann", "info"),
        ("src/a.js", "/* Copyright Ann, under the Apache License, Version 2.0, https://apache.org */", "error"),
        ("src/a.js", "// makes a list", "error"),
    ],
)
def test_in_a_library_with_its_banner_all_are_infos(path: str, head: str, severity: str, make: Make, root: Path) -> None:
    source = f"{head}\nfunction f(el, x) {{ el.innerHTML = '<b>' + x; }}\n".encode()
    verdict = make().check_event(event(FileChange(str(root / path), content=source)), 30)
    assert [finding.severity for finding in result(verdict, "security").findings] == [severity]


@pytest.mark.guest
@pytest.mark.parametrize(
    ("language", "source", "severity"),
    [
        ("python", "def f(c, x): c.execute(f\"select a from b where c = '{x}'\")\n", "warning"),
        ("python", "def f(c, x): c.execute('insert into b values (%s, %s)' % (1, x))\n", "warning"),
        ("python", "def f(c, t): c.execute(f'select a from {t} where b = ?', p)\n", "info"),
        ("python", "def f(c, x: int): c.execute(f'select a from b where c = {x}')\n", "info"),
        (
            "python",
            "from flask import request\ndef f(c): c.execute('select a from b order by ' + request.args['o'])\n",
            "warning",
        ),
        ("python", "import pickle\nclass A:\n  def f(self):\n    with open(self.path, 'rb') as f: pickle.load(f)\n", "info"),
        ("python", "import pickle\ndef f(p):\n  with open(p, 'rb') as f: pickle.load(f)\n", "info"),
        ("python", "import pickle\ndef f(sock): pickle.loads(sock.recv(9))\n", "warning"),
        ("python", "import pickle\n@app.post('/a')\ndef f(data): pickle.loads(data)\n", "warning"),
        ("python", "def f(x): eval(x)\n", "warning"),
        ("python", "def f(x, names): exec(x, names)\n", "info"),
        ("python", "import tarfile\ndef f(p): tarfile.open(p).extractall(q)\n", "info"),
        ("python", "import tarfile\ndef f(download): tarfile.open(download).extractall(q)\n", "warning"),
        ("python", "import os\nclass A:\n  def f(self): os.system(self.hook)\n", "info"),
        ("python", "import jinja2\njinja2.Template(x)\n", "info"),
        ("python", "import jinja2\nT = 'a.html'\njinja2.Template(x)\n", "info"),
        ("python", "import jinja2, flask\njinja2.Template(x)\n", "warning"),
        ("python", "from bottle import request\neval(request.query.q)\n", "error"),
        ("python", "class H:\n  def post(self): exec(self.get_argument('code'))\n", "error"),
        ("python", "async def f(request):\n  data = await request.post()\n  eval(data['q'])\n", "error"),
        ("python", "import pickle\ndef f(request): pickle.loads(request.json_body['q'].encode())\n", "error"),
        ("python", "import pickle\ndef on_post(self, req, r): pickle.loads(req.bounded_stream.read())\n", "error"),
        ("python", "import django.views\nclass A(V):\n  def get(self, request): eval(self.kwargs['q'])\n", "error"),
        ("python", "class A:\n  def get(self): eval(self.kwargs['q'])\n", "info"),
        ("python", "from flask import request\nexec(compile(request.files['f'].read(), 'a', 'exec'))\n", "error"),
        ("python", "import pickle, io\ndef f(request): pickle.load(io.BytesIO(request.body))\n", "error"),
        ("python", "import pickle\ndef f(own, request): pickle.loads(own.read(request.GET['p']))\n", "info"),
        ("javascript", "db.query(`SELECT * FROM ${table} WHERE a = $1`, [a]);\n", "info"),
        ("javascript", "db.query(`SELECT * FROM t WHERE a = ${x}`);\n", "error"),
        ("javascript", "el.innerHTML = `<p>${t(key)}</p>`;\n", "error"),
        ("javascript", "el.innerHTML = `<p>${t('key')} ${o.offsetWidth}</p>`;\n", None),
        ("javascript", "const token = Math.random().toString(36); this.a = token; if (this.a === token) f();\n", None),
        ("python", "from a import Handler\nyaml = Handler()\nyaml.load(x)\n", None),
    ],
)
def test_how_sure_a_finding_is(language: str, source: str, severity: str | None, runtime: Runtime) -> None:
    found = runtime.call("syntax.analyze", source.encode(), language, {"rules": "security"}, backend="guest").value
    assert [finding.severity for finding in found] == ([severity] if severity else [])


@pytest.mark.guest
@pytest.mark.parametrize("language", ["javascript", "mjs", "cjs"])
def test_a_variable_of_a_block_may_have_the_name_of_a_function_around_it(language: str, runtime: Runtime) -> None:
    def valid(source: str) -> bool:
        return bool(runtime.call("syntax.validate", source.encode(), language, backend="guest").value.valid)

    assert valid("function f(x) { function t() {} for (;;) { var t = x; } }")
    assert valid("const f = () => { function t() {} try { t(); } catch (e) { var t = null; } };")
    assert not valid("function f() { { function t() {} var t; } }")
    assert not valid("function f() { function t() {} let t; }")


_OFF = "context.check_hostname = False"


@pytest.mark.guest
@pytest.mark.parametrize(
    ("body", "severity"),
    [
        (f"if verify is False:\n        {_OFF}", "info"),
        (f"if not options['validate_certs']:\n        {_OFF}", "info"),
        (f"if x:\n        pass\n    elif self.ssl_insecure:\n        {_OFF}", "info"),
        (f"if verify:\n        pass\n    else:\n        {_OFF}", "info"),
        ("return None if validate_certs else ssl._create_unverified_context()", "info"),
        (_OFF, "error"),
        (f"if x:\n        {_OFF}", "error"),
        (f"if verify:\n        pass\n    {_OFF}", "error"),
        (f"if check_mode:\n        {_OFF}", "error"),
    ],
)
def test_checks_of_certificates_that_an_option_switches_off(body: str, severity: str, make: Make, root: Path) -> None:
    source = f"import ssl\n\n\ndef f(x, verify, context):\n    {body}\n".encode()
    verdict = make().check_event(event(FileChange(str(root / "a.py"), content=source)), 30)
    assert [finding.severity for finding in result(verdict, "security").findings] == [severity]


@pytest.mark.guest
def test_a_file_and_its_copy_in_the_tests_are_judged_each_by_its_place(make: Make, root: Path) -> None:
    """The answers are kept by content."""
    source = b"import os\n\n\ndef f(x):\n    os.system('ls ' + x)\n"
    checker = make()
    for path, severity in (("a.py", "error"), ("tests/a.py", "info"), ("b.py", "error")):
        verdict = checker.check_event(event(FileChange(str(root / path), content=source)), 30)
        assert [finding.severity for finding in result(verdict, "security").findings] == [severity], path
