"""The one reader of TOML: it reads what `tomllib` reads, costs what the length costs, and refuses the rest by its line."""

import ast
import tomllib
import tracemalloc
from pathlib import Path

import pytest

import kaptar
from kaptar.decoding.toml import MOST_DEPTH, MOST_PARTS, MOST_PARTS_IN_ALL, NotToml, read_toml

ROOT = Path(__file__).parents[2]
SOURCE = Path(kaptar.__file__).parent

ORDINARY = [
    "", "# a.b.c\n", "a = 1", "a.b.c = 1.5\n[x.'y.z'.\"w\"]\nq = [1.5, 2.5, {r.s = 1}]\n[[t]]\n[t.u]\n[[t]]\n",
    'a = """x.y.z"".\\"""."""\nb = \'\'\'.\'.\'\'.\'\'\'\'\'\nc = "\\".[[["\nd = \'[[[\'\n',
    "a = [ # ]\n  [1],\n  {b = {}},\n]\n",
    'a = """"x"""""\n', "a = '''" + "." * 100 + "'''\nb = '" + "." * 100 + "' # " + "." * 100,
    "a = 1979-05-27T07:32:00.999999\r\nb = 1\r\n", "[a]\nx = [" + "1.5," * 60_000 + "]\n", "'" + "." * 90 + "' = 1",
    ".".join("a" * MOST_PARTS) + " = 1", "[" + ".".join("a" * MOST_PARTS) + "]", "a = " + "[" * MOST_DEPTH + "]" * MOST_DEPTH,
]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY, ids=range(len(ORDINARY)))
def test_it_reads_what_tomllib_reads(text: str) -> None:
    assert read_toml(text) == tomllib.loads(text)


def test_it_reads_the_files_of_this_project() -> None:
    others = {".venv", ".cache", "target", "node_modules"}
    files = [path for path in ROOT.rglob("*.toml") if others.isdisjoint(path.relative_to(ROOT).parts)]
    assert len(files) > 5
    for path in files:
        assert read_toml(path.read_text("utf-8")) == tomllib.loads(path.read_text("utf-8")), path


MANY = MOST_PARTS_IN_ALL // 20
TOO_MANY = f"more than 50,000 parts in all (at line {MANY + 1})"
BEYOND = {
    "a dotted key": ("\nb = 1\n" + ".".join("a" * 12_000) + " = 1", "a name of more than 32 parts (at line 3)"),
    "with quotes": ("." .join(["'a'", '"b"'] * 6_000) + " = 1", "a name of more than 32 parts (at line 1)"),
    "with blanks": (" . ".join("a" * 12_000) + " = 1", "a name of more than 32 parts (at line 1)"),
    "a table": ("[" + ".".join("a" * 12_000) + "]", "a name of more than 32 parts (at line 1)"),
    "an array of tables": ("[[" + ".".join("a" * 12_000) + "]]", "a name of more than 32 parts (at line 1)"),
    "an inline table": ("x = {" + ".".join("a" * 12_000) + " = 1}", "a name of more than 32 parts (at line 1)"),
    "after a text": ('x = """\n""\n"""\n' + ".".join("a" * 99) + " = 1", "a name of more than 32 parts (at line 4)"),
    "many keys": ("".join(f"k{i}{'.a' * 20} = 1\n" for i in range(MANY + 9)), TOO_MANY),
    "many tables": ("".join(f"[k{i}{'.a' * 19}]\n" for i in range(MANY + 9)), TOO_MANY),
    "many inline tables": ("x = [" + "".join(f"{{k{i}{'.a' * 20} = 1}},\n" for i in range(MANY + 9)), "50,000 parts in all"),
    "arrays": ("\na = " + "[" * 100_000, "more than 64 brackets within each other (at line 2)"),
    "inline tables": ("a = " + "{a = " * 100_000, "more than 64 brackets within each other (at line 1)"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BEYOND.values(), ids=BEYOND)
def test_what_no_person_writes_is_refused_at_little_cost(text: str, said: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(NotToml) as caught:
            read_toml(text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert said in str(caught.value)
    assert peak < 100_000


def test_what_is_within_the_bounds_costs_little_for_its_length() -> None:
    """The most memory for a byte that was found: tables with long names, as many as are allowed."""
    text = "".join(f"[k{i}{'.a' * (MOST_PARTS - 1)}]\n" for i in range(MOST_PARTS_IN_ALL // MOST_PARTS))
    tracemalloc.start()
    try:
        assert len(read_toml(text)) == MOST_PARTS_IN_ALL // MOST_PARTS
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100 << 20


@pytest.mark.parametrize(
    "text",
    ["a", "a = 1\na = 2", "[a]\n[a]", "a = '''", 'a = "', "a = [", "]]]]", "a = \\", "[['a]]", "\x00", "a = 1" + "1" * 5_000],
)
def test_the_rest_is_not_toml(text: str) -> None:
    with pytest.raises(NotToml):
        read_toml(text)


def test_a_long_name_is_not_said_in_full() -> None:
    with pytest.raises(NotToml) as caught:
        read_toml(f"[{'a' * 100_000}]\n" * 2)
    assert len(str(caught.value)) < 400


OTHERS = {"tomllib", "tomli", "toml", "msgspec.toml"}


def imports(source: str) -> set[str]:
    """Modules that a source imports, and dotted names that it uses."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found |= {each.name for each in names}
            case ast.ImportFrom(module=str(module), names=names):
                found |= {module, *(f"{module}.{each.name}" for each in names)}
            case ast.Attribute():
                found.add(ast.unparse(node))
    return found


def test_nobody_else_reads_toml() -> None:
    found = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if imports(path.read_text("utf-8")) & OTHERS}
    assert found == {"decoding/toml.py"}
