"""What an edit that quotes brings is not there a second time; overloads and conditional definitions may be."""

import pytest
from judging import Judge
from proof.plans import CUTS

from kaptar.edit.account.facts.lines import Difference, compare
from kaptar.edit.account.facts.matching import Side
from kaptar.edit.account.facts.records import Records
from kaptar.edit.account.rules.keyed_twice import check_keyed_twice
from kaptar.edit.account.rules.named_twice import check_named_twice
from kaptar.edit.outcome import Complaint

PY = "def f():\n    return 1\n\n\ndef g():\n    return 2\n"
JSON = '{\n  "a": 1,\n  "b": 2,\n  "d": 4\n}\n'
YAML = "services:\n  web:\n    image: a\n  db:\n    image: b\n  cache:\n    image: c\n"
TOML = "[a]\nx = 1\ny = 2\n\n[c]\nz = 3\n"
JAVA = "class A {\n    int f() {\n        return 1;\n    }\n\n    int g() {\n        return 2;\n    }\n}\n"
TS = "interface A {\n  x: number;\n  z: string;\n}\nconst c = 3;\n"
CSS = ".a {\n  color: red;\n  margin: 0;\n}\n"
PROPERTY = "class A:\n    @property\n    def p(self):\n        return 1\n\n    def q(self):\n        return 2\n"
GO = 'package a\n\nimport "fmt"\n\nfunc (a *A) F() int { return 1 }\n\nfunc init() {}\n'
RUST = "fn f() {}\n\nimpl A {}\n\nfn g() {}\n"

TWICE = [
    ("a function", "a.py", PY, "def f", "def g():\n    return 3\n\n\ndef f", "g"),
    ("a function with other parameters", "a.py", PY, "def f", "def g(x):\n    return x\n\n\ndef f", "g"),
    ("a method", "a.java", JAVA, "    int f", "    int g() {\n        return 3;\n    }\n\n    int f", "g"),
    ("a key of JSON", "a.json", JSON, '  "b"', '  "d": 5,\n  "b"', "d"),
    ("a key of YAML", "a.yml", YAML, "  db:", "  cache:\n    image: redis\n  db:", "cache"),
    ("a key below its head", "a.yml", YAML, "  db:\n", "  db:\n    image: d\n", "image"),
    ("a key of TOML", "a.toml", TOML, "x = 1", "y = 4\nx = 1", "y"),
    ("a table of TOML", "a.toml", TOML, "[a]", "[c]\nz = 4\n\n[a]", "c"),
    ("a member of an interface", "a.ts", TS, "  x:", "  z: string;\n  x:", "z"),
    ("a constant", "a.ts", "const b = 1;\nconst c = 3;\n", "const b", "const c = 4;\nconst b", "c"),
    ("a field of a class", "a.py", "class A:\n    x = 1\n    z = 3\n", "    x", "    z = 4\n    x", "z"),
    ("an import", "a.py", "import os\nfrom c import d\n", "import os", "from c import d\nimport os", "from c import d"),
    ("a method of one type", "a.go", GO, "func init", "func (a *A) F() int { return 2 }\n\nfunc init", "F"),
    ("a function of Rust", "a.rs", RUST, "fn f", "fn g() {}\n\nfn f", "g"),
    ("properties of CSS", "a.css", CSS, "  color", "  color: blue;\n  margin: 1px;\n  color", "color"),
]
BESIDE = [
    ("an overload", "a.java", JAVA, "    int f", "    int g(int x) {\n        return 3;\n    }\n\n    int f"),
    ("a signature", "a.ts", "function f(a: any) {\n  return a;\n}\n", "function f", "function f(a: string): void;\nfunction f"),
    ("a setter", "a.py", PROPERTY, "    def q", "    @p.setter\n    def p(self, v):\n        pass\n\n    def q"),
    ("an overload of Python", "a.py", PY, "def f", "@overload\ndef g(x: int) -> int: ...\n\n\ndef f"),
    ("another type", "a.go", GO, "func init", "func (b *B) F() int { return 2 }\n\nfunc init"),
    ("init of Go", "a.go", GO, "func init", "func init() { a() }\n\nfunc init"),
    ("several impl", "a.rs", RUST, "fn f", "impl A {}\n\nfn f"),
    ("a condition of Rust", "a.rs", RUST, "fn f", "#[cfg(x)]\nfn g() {}\n\nfn f"),
    ("a condition of C", "a.c", "#ifdef X\nint f(void) { return 1; }\n#endif\n", "#endif",
     "#else\nint f(void) { return 2; }\n#endif"),
    ("a condition of Swift", "a.swift", "#if os(iOS)\nfunc f() { a() }\n#endif\n", "#endif", "#else\nfunc f() { b() }\n#endif"),
    ("a condition of Python", "a.py", "if a:\n    def f():\n        pass\nb()\n", "b()",
     "else:\n    def f():\n        return 1\nb()"),
    ("one property of CSS", "a.css", CSS, "  margin", "  color: var(--x);\n  margin"),
    ("a rule of CSS", "a.css", CSS, ".a {", ".a {\n  top: 0;\n}\n.a {"),
    ("a table of a list", "a.toml", "[[b]]\nx = 1\n", "[[b]]", "[[b]]\nx = 2\n\n[[b]]"),
    ("another document", "a.yml", "a: 1\n---\nb: 2\n", "b: 2", "b: 2\na: 3"),
    ("a list's entry", "a.yml", "- name: a\n  v: 1\n", "- name", "- name: b\n  v: 2\n- name"),
    ("another value of a variable", "a.py", "x = 1\ny = 2\n", "y = 2", "y = 2\nx = 3"),
    ("a name that is there twice", "a.py", f"{PY}\n\ndef g():\n    return 4\n", "def f", "def g():\n    return 3\n\n\ndef f"),
    ("a prototype", "a.c", "int g(int x) { return 1; }\n", "int g", "int g(int);\nint g"),
    ("a heading", "a.md", "# A\n\n## Added\n\nx\n", "# A\n", "# A\n\n## Added\n\ny\n"),
    ("a class that goes on", "a.rb", "class A\n  def y\n  end\nend\n\nB = 1\n", "B = 1", "class A\n  def x\n  end\nend\n\nB = 1"),
    ("a name of nothing", "a.go", "package a\n\nvar _ = x\n\nvar b = 1\n", "var b", "var _ = y\n\nvar b"),
]  # fmt: skip


def asked(judge: Judge, path: str, before: str, after: str) -> Complaint | None:
    tables = judge.table(path, before), judge.table(path, after)
    assert tables[0] is not None
    assert tables[1] is not None
    old, new = before.encode(), after.encode()
    sides = Side(old, Records(tables[0], old), []), Side(new, Records(tables[1], new), [])
    return check_named_twice(compare(old, new, CUTS["lines"](old, new), path), *sides)


@pytest.mark.guest
@pytest.mark.parametrize(("path", "source", "old", "new", "name"), [each[1:] for each in TWICE], ids=[each[0] for each in TWICE])
def test_a_name_does_not_come_a_second_time(by_tables: Judge, path: str, source: str, old: str, new: str, name: str) -> None:
    complaint = asked(by_tables, path, source, source.replace(old, new, 1))
    assert complaint is not None
    assert complaint[0] == "ambiguous"
    assert f"`{name}`" in complaint[1]


@pytest.mark.guest
@pytest.mark.parametrize(("path", "source", "old", "new"), [each[1:] for each in BESIDE], ids=[each[0] for each in BESIDE])
def test_what_may_stand_there_twice_comes(by_tables: Judge, path: str, source: str, old: str, new: str) -> None:
    assert asked(by_tables, path, source, source.replace(old, new, 1)) is None


@pytest.mark.guest
@pytest.mark.parametrize("path", ["a.py", "a.json"])
def test_what_moves_comes(by_tables: Judge, path: str) -> None:
    moved = {
        "a.py": (PY, "def g():\n    return 2\n\n\ndef f():\n    return 1\n"),
        "a.json": (JSON, '{\n  "d": 4,\n  "a": 1,\n  "b": 2\n}\n'),
    }
    assert asked(by_tables, path, *moved[path]) is None


def difference(path: str, before: str, after: str) -> Difference:
    old, new = before.encode(), after.encode()
    return compare(old, new, CUTS["lines"](old, new), path)


ENV = "A=1\nB=2\nC=3\n"
TF = 'provider = {\n  source = "a"\n  version = "1"\n}\nother = {\n  source = "b"\n}\n'
SQL = "CREATE TABLE a (id int);\nCREATE TABLE c (id int);\n"


@pytest.mark.parametrize(
    ("path", "source", "old", "new"),
    [
        (".env", ENV, "A=1", "A=1\nC=4"),
        ("prod.env", ENV, "A=1", "A=1\nexport C=4"),
        ("a.ini", "[a]\nx=1\ny=2\n[b]\nz=1\n", "x=1", "y = 3\nx=1"),
        ("a.tf", TF, '  source = "a"', '  version = "2"\n  source = "a"'),
        ("requirements-dev.txt", "a==1\nFlask==2\n", "a==1", "a==1\nflask[x]>=3"),
        ("a.sql", SQL, "CREATE TABLE a", "create table if not exists c (id int);\nCREATE TABLE a"),
    ],
)
def test_a_key_does_not_come_a_second_time_where_no_table_tells(path: str, source: str, old: str, new: str) -> None:
    complaint = check_keyed_twice(difference(path, source, source.replace(old, new, 1)), path)
    assert complaint is not None
    assert "twice" in complaint[1]


@pytest.mark.parametrize(
    ("path", "source", "old", "new"),
    [
        (".env", ENV, "A=1", "A=1\nD=4"),
        ("a.ini", "[a]\nx=1\n[b]\ny=1\n", "x=1", "x=1\ny=3"),
        ("a.tf", TF, '  source = "b"', '  source = "b"\n  version = "2"'),
        ("requirements.txt", 'a==1; python_version < "3"\n', "a==1", 'a==2; python_version >= "3"\na==1'),
        ("a.service", "[Service]\nEnvironment=a\nType=x\n", "Type=x", "Type=x\nEnvironment=b"),
        ("a.sql", SQL, "CREATE TABLE a", "CREATE TABLE d (id int);\nCREATE TABLE a"),
        ("a.ini", "[a]\nx=1\nx=2\n", "x=1", "x=0\nx=1"),
    ],
)
def test_another_key_comes(path: str, source: str, old: str, new: str) -> None:
    assert check_keyed_twice(difference(path, source, source.replace(old, new, 1)), path) is None
