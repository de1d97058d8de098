"""What the host finds out about Python is what the guest finds out: on real code, on hard cases, and on code that is broken."""

import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import OperationFailed, Unavailable

pytestmark = pytest.mark.guest

Asked = Callable[..., Any]
STDLIB = Path(sysconfig.get_paths()["stdlib"])
REAL = ["argparse.py", "ast.py", "asyncio/tasks.py", "dataclasses.py", "decimal.py", "enum.py", "typing.py", "tokenize.py",
        "collections/__init__.py", "importlib/_bootstrap.py", "json/decoder.py", "logging/__init__.py", "turtle.py"]  # fmt: skip

CASES = [
    b"",
    b"\n\n",
    b"# only a comment",
    b"\xef\xbb\xbfx = 1\n",
    b"x = 1\r\ndef f():\r\n    return 'a'\r\n",
    b"@dec(\n  1\n)\n@other\nasync def f(a, /, b, *c, d=lambda: 1 if a else 2, **e):\n    async with x as y: pass\n",
    b"class A:\n    a = b = 1\n    (c, [d, *e]) = f\n    f.g = 1\n    h: int\n"
    b"    if a:\n        def m(self): pass\n    else:\n        i = 2\n",
    b"__all__ = ['a']\n__all__ += ('_b',)\na = 1\n_b = 2\nc = 3\ndef a(): pass\n",
    b"__all__ = [n for n in x]\na = 1\n_b = 2\n",
    b"__all__: list[str]\n_a = 1\nb = 2\n",
    b"import a.b.c, d as e\nfrom . import f as g\nfrom h import *\nimport i\\\n .j as k\n",
    b"if a:\n    x = 1\nelif b and c or d:\n    y = 2\nelse:\n    if e: z = 3\n",
    b"def f(x):\n    for a in x:\n        while a:\n            break\n        else:\n            pass\n    else:\n        pass\n"
    b"    try:\n        pass\n    except A: pass\n    except (B, C): pass\n    else: pass\n"
    b"    finally:\n        with d: assert e\n",
    b"def f(x):\n    match x:\n        case 1 if x: pass\n        case [a, *b]: pass\n        case _: pass\n"
    b"    return [a for b in c if d if e for f in g]\n",
    b"def f():\n    def g():\n        if a: pass\n    class H:\n        def i(self): return b and c\n    return g\n",
    "def größe(ähm):\n    '''über\n\n    alles'''\n    return ähm  # ö\n\nclass Ünit: ﬁeld = 1\n".encode(),
    b"x = '''\n# no comment\n\n'''  # one\n\n# two\ny = 1 + \\\n    2\n",
    b"def \\\n  f(): pass\nclass \\\nC: pass\nasync  def g(): pass\n",
    b"x = f'{a if b else c}' + f\"{d and e}\"\ntype = 1\nmatch = 2\n",
    b"try:\n    pass\nexcept* E:\n    pass\n",
    b"if a: x = 1; y = 2\nwith b: z = 3\n",
    b"# coding: latin-1\na\n",
    b"a\n# coding: koi8-r\n",
    b"\x0cdef f():\n\tif a:\n\t\tpass\n",
]


def check(asked: Asked, source: bytes) -> None:
    for operation in ("syntax.outline", "syntax.metrics"):
        assert asked("guest", operation, source, "python") == asked("host", operation, source, "py")
    assert asked("guest", "syntax.validate", source, "python").valid
    assert asked("host", "syntax.validate", source, "python").valid


@pytest.mark.parametrize("source", CASES, ids=range(len(CASES)))
def test_hard_cases(asked: Asked, source: bytes) -> None:
    check(asked, source)


@pytest.mark.parametrize("name", REAL)
def test_real_code(asked: Asked, name: str) -> None:
    check(asked, (STDLIB / name).read_bytes())


BROKEN = [
    b"def f(:\n",
    b"x = (\n",
    b"return 1\n",
    b"break\n",
    b"def f():\nx\n",
    b"  x\n y\n",
    b"x = '\n",
    b"\xff\n",
    b"a\0b\n",
    b"def f(a, a): pass\n",
    b"nonlocal x\n",
    b"def f():\n    global a\n    a: int = 1\n",
    b"f() = 1\n",
    b"await x\n",
    b"def f():\n    yield\nyield\n",
    b"x = 01\n",
    b"from __future__ import braces\n",
    b"*a = b\n",
    "# vim: fileencoding=latin-1\nä".encode(),
    b"\n#coding:nothing\n",
    b"# coding: koi8-r\nx = 1\n",
]


@pytest.mark.parametrize("source", BROKEN, ids=range(len(BROKEN)))
def test_what_does_not_compile_is_not_valid(asked: Asked, source: bytes) -> None:
    for backend in ("guest", "host"):
        found = asked(backend, "syntax.validate", source, "python")
        assert not found.valid
        assert found.diagnostics
        for diagnostic in found.diagnostics:
            assert 0 <= diagnostic.start <= diagnostic.end <= len(source)
            assert diagnostic.line >= 1
            assert diagnostic.column >= 1
            assert diagnostic.message


PIECES = [
    *("def f():", "class A:", "if a:", "else:", "elif b:", "return", "x = 1", "import a", "lambda: 0", "for x in y:", "try:"),
    *("except E:", "pass", "and", "async ", "f'{a}'", "@d", "'''", "(", ")", ":", ";", ",", "#", "é", " ", "\\\n"),
    *("\n", "\n    ", "\n        "),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_validity_is_the_same(asked: Asked, text: str) -> None:
    source = text.encode()
    guest, host = (asked(backend, "syntax.validate", source, "python") for backend in ("guest", "host"))
    assert guest.valid == host.valid, (guest, host)
    if guest.valid:
        check(asked, source)


def test_only_the_guest_goes_on_after_an_error(asked: Asked) -> None:
    source = b"def f(): pass\nx = = 1\ndef g(): pass\n"
    assert [item.name for item in asked("guest", "syntax.outline", source, "python")] == ["f", "x", "g"]
    for operation in ("syntax.outline", "syntax.metrics"):
        with pytest.raises(Unavailable, match="line 2"):
            asked("host", operation, source, "python")
    for backend in ("guest", "host"):
        with pytest.raises(OperationFailed):
            asked(backend, "syntax.metrics", b"\xff", "python")
        assert asked(backend, "syntax.outline", b"\xff", "python") == ()
