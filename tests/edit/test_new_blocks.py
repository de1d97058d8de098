"""Blocks that are surely new: none of the file has their heads or their bodies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.edit.new_blocks import are_new_blocks, ends_with_name

FILE = [
    "def first(a):", "    one(a)", "    two(a)", "@old", "def second(b):", "    three(b)",
    '<ul class="menu">', '  <a href="/one">One thing</a>', '  <a href="/two">Two things</a>', "</ul>",
    "const total = sum(items);",
]  # fmt: skip
NEW = {
    "a function": ["def third(c):", "    four(c)"],
    "a function with a comment and a decorator": ["# why", "@cached", "def third(c):", "    four(c)"],
    "two functions": ["def third(c):", "    four(c)", "def fourth(c):", "    five(c)"],
    "braces on lines of their own": ["void third()", "{", "    four();", "}"],
    "a call with a text": ['it("does more", () => {', "  four();", "});"],
    "a declaration of other words": ["const limit = max(rows, 3);"],
}
OLD = {
    "a name that is there": ["def first(c):", "    four(c)"],
    "a name in another spelling": ["def firsts(a):", "    four(c)"],
    "a name that takes something else": ["set first(c) {", "    four(c)", "}"],
    "a body that is there": ["def third(a):", "    one(a)", "    two(a)"],
    "a line alone": ["call(me)"],
    "a declaration of the same value": ["const amount = sum(items);"],
    "another tag with the same content": [
        '<div class="menu">',
        '  <a href="/one">One thing</a>',
        '  <b href="/two">Two things</b>',
        "</div>",
    ],
    "only a comment": ["# a comment"],
    "one of two is there": ["def third(c):", "    four(c)", "def first(a):", "    five(c)"],
}


@pytest.mark.parametrize("new", NEW.values(), ids=NEW.keys())
def test_new(new: list[str]) -> None:
    assert are_new_blocks(new, FILE)


@pytest.mark.parametrize("new", OLD.values(), ids=OLD.keys())
def test_another_version(new: list[str]) -> None:
    assert not are_new_blocks(new, FILE)


@given(st.lists(st.sampled_from(FILE), min_size=1, max_size=6))
def test_lines_of_the_file_are_never_new(new: list[str]) -> None:
    assert not are_new_blocks(new, FILE)


ENDS = {
    "a function": (["def a():", "    b()"], True),
    "a call with a text": (['app.get("/", (q, s) => {', "  s.send(1);", "});"], True),
    "a function with its brace below": (["int a(int b)", "{", "  c();", "}"], True),
    "a key": (["a:", "  b: 1"], True),
    "a call that starts what stands above": (["def a():", "    b()", "a()"], False),
    "a block without a name": (["def a():", "    b()", "if x:", "    a()"], False),
    "a call that takes all that is left": (["app.use((q, s) => {", "  s.end();", "});"], False),
    "nothing": ([], False),
}


@pytest.mark.parametrize(("lines", "ends"), ENDS.values(), ids=ENDS.keys())
def test_another_block_may_follow_one_with_a_name(lines: list[str], *, ends: bool) -> None:
    assert ends_with_name(lines, 0) is ends
