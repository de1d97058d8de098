"""What a stricter reader does not take: a formatter writes none of it that was not there."""

import pytest

from kaptar.errors import NotProved
from kaptar.ops.proved_format import format_proved
from kaptar.ops.stricter import stricter_fault
from kaptar.runtime.runtime import Runtime

LONG = "a" * 60
FAULTS = [
    ("yaml", "{[a, b]: v}\n", "{\n  [\n    a,\n    b,\n  ]: v,\n}\n"),
    ("yaml", "{{a: b} : v}\n", "{\n  {\n    a: b,\n  } : v,\n}\n"),
    ("yaml", "{!!seq [a, b]: v}\n", "{\n  !!seq [\n    a,\n  ]:\n    v,\n}\n"),
    ("yaml", f"? {'k' * 1025}\n: v\n", f"{'k' * 1025}: v\n"),
    ("javascript", "@(a().b())\nclass A {}\n", "@a().b()\nclass A {}\n"),
    ("typescript", "@(\n  a`b`)\nclass A {}\n", "@a`b`\nclass A {}\n"),
    ("tsx", "@( new A())\nclass B {}\n", "@new A()\nclass B {}\n"),
]


@pytest.mark.parametrize(("dialect", "before", "after"), FAULTS)
def test_such_a_text_is_not_written(dialect: str, before: str, after: str) -> None:
    assert stricter_fault(before.encode(), after.encode(), dialect)
    assert stricter_fault(after.encode(), after.encode(), dialect) == "", "what was there before is not the formatter's"
    assert stricter_fault(before.encode(), after.encode(), "css") == ""


@pytest.mark.parametrize(
    ("dialect", "before", "after"),
    [
        ("yaml", "{a: [b]}\n", "{\n  a: [\n    b,\n  ],\n}\n"),
        ("yaml", "? [a, b]\n: v\n", "? [\n    a,\n    b,\n  ]\n: v\n"),
        ("yaml", f"{'k' * 1023}: v\n", f"{'k' * 1023}:   v\n"),
        ("yaml", f"k: {'v' * 2000}\n", f"k:   {'v' * 2000}\n"),
        ("javascript", "@(a.b)\nclass A {}\n", "@(\n  a.b)\nclass A {}\n"),
        ("javascript", "@a( b )\nclass A {}\n", "@a(b)\nclass A {}\n"),
    ],
)
def test_others_are(dialect: str, before: str, after: str) -> None:
    assert stricter_fault(before.encode(), after.encode(), dialect) == ""


@pytest.mark.guest
@pytest.mark.parametrize(
    ("dialect", "source"),
    [
        ("yaml", f"{{[{LONG}, {LONG}]: v}}\n"),
        ("yaml", f"{{!!seq [{LONG}, {LONG}] : v}}\n"),
        ("javascript", "class X {\n  @(computed().volatile())\n  x\n}\n"),
        ("typescript", "class X { f(@(a().b()) c: D) {} }\n"),
        ("javascript", "@(foo`bar`)\nclass A {}\n"),
    ],
)
def test_the_formatters_of_the_guests_are_asked(runtime: Runtime, dialect: str, source: str) -> None:
    with pytest.raises(NotProved, match=r"would (?:write a key|take the parentheses)"):
        format_proved(runtime.call, source.encode(), dialect, {})
