"""Tests use public names, wait for what happens, and expect one outcome."""

import ast
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

OF_NAMED_TUPLES = {"_asdict", "_field_defaults", "_fields", "_make", "_replace"}
"""Public names that begin with an underscore so that no field can have the same."""

FOREIGN = {
    "re._constants": "the structure of an expression, from which texts are made that keep it busy",
    "re._parser": "the same",
    "os._exit": "the only way to end a forked child at once",
    "_socket.socket": "the hook imports this module of Python itself, because it is quick",
    "wasmtime.Trap._delete": "wasmtime tells in no other way what it frees",
}
"""Private names of others that tests use, and why."""

SLEEPERS = {
    "waiting.py": "the one loop that looks at a condition",
    "bench/test_timing.py": "the function that is measured must take time",
}
"""Files whose code sleeps, and why."""

SLEEPS = {"time.sleep", "anyio.sleep", "asyncio.sleep", "sleep"}


def private_names(tree: ast.AST, file: str, foreign: Collection[str] = FOREIGN) -> Iterator[str]:
    """Uses of names that begin with one underscore: attributes of others, imports, and targets of patches.

    An object's own, by ``self`` and ``cls``, are left out.
    """
    for node in ast.walk(tree):
        for name in _named(node):
            private = [part for part in name.split(".")[1:] if _is_private(part) and part not in OF_NAMED_TUPLES]
            if private and name.split(".")[0] not in ("self", "cls") and name.removeprefix("?.") not in foreign:
                yield f"{file}:{getattr(node, 'lineno', 0)}: {name}"


def sleeps(tree: ast.AST, file: str) -> Iterator[str]:
    """Calls that wait for a time, in place of what happens. Scripts in strings are not looked at."""
    if file in SLEEPERS:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SLEEPS:
            yield f"{file}:{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.ImportFrom) and any(f"{node.module}.{each.name}" in SLEEPS for each in node.names):
            yield f"{file}:{node.lineno}: {ast.unparse(node)}"


def either_or(tree: ast.AST, file: str) -> Iterator[str]:
    """Assertions that pass for either of two outcomes. A condition is an ``if`` before the assertion."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or):
            yield f"{file}:{node.lineno}: {ast.unparse(node)}"


def _named(node: ast.AST) -> Iterator[str]:
    """Dotted names that a node uses. Where the name of an object is not written, "?" stands for it."""
    if isinstance(node, ast.Attribute):
        yield _dotted(node)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{each.name}" for each in node.names)
    elif isinstance(node, ast.Import):
        yield from (each.name for each in node.names)
    elif isinstance(node, ast.Call) and _dotted(node.func).rpartition(".")[2] in ("setattr", "delattr", "getattr"):
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        owner = _dotted(node.args[0]) if node.args else "?"
        yield from (f"{owner}.{text}" for text in texts[:1])


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


@cache
def parsed() -> dict[str, ast.AST]:
    """All files of the tests, by path below their folder."""
    return {path.relative_to(TESTS).as_posix(): ast.parse(path.read_text("utf-8")) for path in sorted(TESTS.rglob("*.py"))}


Gate = Callable[[ast.AST, str], Iterator[str]]
BAD: list[tuple[Gate, str]] = [
    (private_names, "editor._guests"),
    (private_names, "make().inner._guests.modules"),
    (private_names, "linters._ruff(done)"),
    (private_names, "from kaptar.checks.tools.linters import _ruff"),
    (private_names, 'monkeypatch.setattr(trust, "_MOST", 2)'),
    (private_names, 'monkeypatch.setattr("kaptar.repository.trust._MOST", 2)'),
    (private_names, 'patch.delattr(module, "_name")'),
    (private_names, 'getattr(client, "_connection")'),
    (private_names, "import kaptar.edit._hidden"),
    (private_names, "wasmtime.Store._delete"),
    (sleeps, "time.sleep(0.1)"),
    (sleeps, "def f():\n    return [lambda: time.sleep(1)]"),
    (sleeps, "async def f():\n    await anyio.sleep(0.1)"),
    (sleeps, "from time import sleep"),
    (either_or, "assert a or b"),
    (either_or, "def f():\n    assert code == 1 or 'unchanged' in out, out"),
]
GOOD: list[tuple[Gate, str]] = [
    (private_names, "class A:\n    def f(self):\n        return self._x, self.b, os._exit(1), row._replace(a=1)"),
    (private_names, "for _ in range(3):\n    monkeypatch.setattr('_socket.socket', Socket)\n    a.__class__.__name__"),
    (private_names, 'getattr(client, "connection")'),
    (sleeps, "SCRIPT = 'import time; time.sleep(60)'"),
    (sleeps, "event.wait(10)"),
    (either_or, "assert any(a or b for a, b in pairs)\nassert (a or b) == c"),
]


@pytest.mark.parametrize(("gate", "text"), BAD, ids=lambda each: each.__name__ if callable(each) else None)
def test_a_gate_finds_what_is_bad(gate: Gate, text: str) -> None:
    assert len(list(gate(ast.parse(text), "test_x.py"))) >= 1


@pytest.mark.parametrize(("gate", "text"), GOOD, ids=lambda each: each.__name__ if callable(each) else None)
def test_a_gate_lets_the_good_pass(gate: Gate, text: str) -> None:
    assert list(gate(ast.parse(text), "test_x.py")) == []


@pytest.mark.parametrize("gate", [private_names, sleeps, either_or])
def test_no_test_is_stopped_by_a_gate(gate: Gate) -> None:
    assert len(parsed()) > 100, "the tests are elsewhere"
    assert [found for file, tree in parsed().items() for found in gate(tree, file)] == []


def test_each_exception_is_used() -> None:
    for file in SLEEPERS:
        assert "sleep(" in (TESTS / file).read_text("utf-8"), file
    found = " ".join(use for file, tree in parsed().items() for use in private_names(tree, file, foreign=()))
    assert [name for name in FOREIGN if name not in found] == []


def other_interpreters(tree: ast.AST, file: str) -> Iterator[str]:
    """Uses of `sys.executable`, which a variable of the environment sets, in what is shipped."""
    for node in ast.walk(tree):
        for name in _named(node):
            if name.rpartition(".")[2] in ("executable", "_base_executable") and file not in OF_INTERPRETER:
                yield f"{file}:{getattr(node, 'lineno', 0)}: {name}"


OF_INTERPRETER = {"repository/interpreter.py", "clients/entry/without_hive.py"}
"""They answer which interpreter runs; the second runs where nothing else of Kaptar can be imported."""


@pytest.mark.parametrize("text", ["run([sys.executable])", "from sys import executable", "getattr(sys, 'executable')"])
def test_another_interpreter_is_found(text: str) -> None:
    assert len(list(other_interpreters(ast.parse(text), "api/x.py"))) >= 1


def test_one_function_says_which_interpreter_is_started() -> None:
    source = TESTS.parent / "src" / "kaptar"
    files = {path.relative_to(source).as_posix(): ast.parse(path.read_text("utf-8")) for path in source.rglob("*.py")}
    assert files.keys() >= OF_INTERPRETER
    assert [found for file, tree in files.items() for found in other_interpreters(tree, file)] == []
