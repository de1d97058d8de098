"""New lines beside hidden ones: entries of lists, lines that must be first, copies, and comments that are left out."""

import pytest
from laying import lay

from kaptar.edit.account.rules.copies import check_copies
from kaptar.edit.account.rules.entries import check_entries
from kaptar.edit.account.rules.firsts import check_firsts
from kaptar.edit.account.rules.nesting import check_between

ENTRIES = [
    ("steps:\n  - run: a\n", "steps:\n  - run: b\n", "steps:\n  # ...\n  - run: b\n"),
    ('[[bin]]\nname = "a"\npath = "m"\n', '[[bin]]\nname = "b"\npath = "m"\n', '# ...\n[[bin]]\nname = "b"\npath = "m"\n'),
]


@pytest.mark.parametrize(("before", "after", "edit"), ENTRIES)
def test_beside_a_marker_an_entry_is_not_replaced(before: str, after: str, edit: str) -> None:
    assert check_entries(*lay(before, after, edit)) is not None
    assert check_entries(*lay(before, after, after)) is None


FIRSTS = [
    'def f():\n    """Does it."""\n    return 1\n',
    "def f():\n    global x\n    return 1\n",
    'function f() {\n    "use strict";\n    g();\n}\n',
    "constructor() {\n    super(a);\n    g();\n}\n",
]


@pytest.mark.parametrize("before", FIRSTS)
def test_nothing_comes_above_a_hidden_line_that_must_be_first(before: str) -> None:
    lines = before.split("\n")
    after = "\n".join([lines[0], "    new()", *lines[1:]])
    edit = "\n".join([lines[0], "    new()", "    # ...", *lines[2:]])
    assert check_firsts(*lay(before, after, edit)) is not None
    assert check_firsts(*lay(before, after, after)) is None


@pytest.mark.parametrize("top", ["#!/bin/sh", "package a", "// Copyright", "from __future__ import a", "<?php", "---"])
def test_nothing_comes_above_the_hidden_head_of_a_file(top: str) -> None:
    before = f"{top}\none\ntwo\n"
    edit = "new\n# ...\ntwo\n"
    assert check_firsts(*lay(before, f"new\n{before}", edit)) is not None


def test_an_import_may_come_above_a_hidden_import() -> None:
    before = "import b\n\nf()\n"
    assert check_firsts(*lay(before, f"import a\n{before}", "import a\n# ...\nf()\n")) is None


COPIED = "def f():\n    if a:\n        return 1\n    x = load()\n    y = more()\n    if b:\n        return 2\n    end()\n"


def test_lines_that_stand_hidden_in_the_block_do_not_come_again() -> None:
    after = COPIED.replace("    end()", "    x = load()\n    y = more()\n    end()")
    edit = "def f():\n    # ...\n        return 2\n    x = load()\n    y = more()\n    end()\n"
    assert check_copies(*lay(COPIED, after, edit)) is not None


def test_one_line_may_stand_in_a_block_twice() -> None:
    after = COPIED.replace("    end()", "    x = load()\n    end()")
    assert check_copies(*lay(COPIED, after, "def f():\n    # ...\n        return 2\n    x = load()\n    end()\n")) is None


def test_lines_of_another_block_may_come() -> None:
    before = f"{COPIED}\n\ndef g():\n    end()\n"
    after = before.replace("def g():\n", "def g():\n    x = load()\n    y = more()\n")
    assert check_copies(*lay(before, after, "# ...\n\n\ndef g():\n    x = load()\n    y = more()\n    end()\n")) is None


def test_an_edit_that_only_leaves_out_a_comment_is_not_done_before() -> None:
    before = "def f():\n    a()\n    # why\n    b()\n"
    assert check_between(*lay(before, before, "def f():\n    a()\n    b()\n")) is not None
    assert check_between(*lay(before, before, "def f():\n    a()\n    # ...\n    b()\n")) is None


BODY = "function f(a) {\n  for (const key in a) {\n    if (b[key] == null) {\n      set(key, '')\n    }\n  }\n  done()\n}\n"
AGAIN = "  if (a) {\n    for (const key in a) {\n      if (b[key] == null) {\n        set(key, '');\n      }\n    }\n  }\n"
AS_COMMENT = "  // for (const key in a) {\n  //   if (b[key] == null) {\n  //     set(key, '')\n  //   }\n  // }\n"


@pytest.mark.parametrize("comes", [AGAIN, AS_COMMENT])
def test_code_does_not_come_at_another_depth_while_it_is_hidden(comes: str) -> None:
    after = BODY.replace("{\n", "{\n" + comes, 1)
    edit = f"function f(a) {{\n{comes}  // ...\n  done()\n}}\n"
    assert check_copies(*lay(BODY, after, edit)) is not None
    assert check_copies(*lay(BODY, after, after)) is None


def test_a_new_function_may_be_like_a_hidden_one() -> None:
    new = BODY.replace("f(a)", "g(a)")
    assert check_copies(*lay(BODY, BODY + new, f"// ...\n{new}")) is None


ROUTES = [
    'app.get("*", (req, res) => {', "router.all('/*', (req, res) => {", "app.use((req, res) => {",
    "app.use((err, req, res, next) => {",
    "Route::fallback(function () {", '{ path: "**", component: A, children: [', "get '*path' do", '<Route path="*" element={',
]  # fmt: skip


@pytest.mark.parametrize("head", ROUTES)
def test_nothing_comes_below_a_hidden_route_for_all_the_rest(head: str) -> None:
    before, new = f"start();\n{head}\n  a();\n}});\n", "\none(b, () => {\n  c();\n});\n"
    edit = f"// ... existing code ...\n{new}"
    assert check_firsts(*lay(before, before + new, edit)) is not None
    other = before.replace(head, 'app.get("/a", (req, res) => {')
    assert check_firsts(*lay(other, other + new, edit)) is None
