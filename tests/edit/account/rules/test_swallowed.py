"""A new comment never takes the place of code, in whatever words; one that explains new code is written."""

import pytest
from laying import lay

from kaptar.edit.account.rules.swallowed import check_swallowed

BEFORE = "def f():\n    start()\n    x = load(a)\n    check(x)\n    save(x, y)\n    end()\n"


def complaint(before: str, after: str, *texts: int) -> object:
    return check_swallowed(lay(before, after, after)[0], lambda line: line in texts)


def body(*lines: str) -> str:
    return "".join(["def f():\n    start()\n", *(f"    {line}\n" for line in lines), "    end()\n"])


SWALLOWED = {
    "above new lines": body("# blah", "fresh(1)", "fresh(2)"),
    "above as many lines as go": body("# blah", "fresh(1)", "fresh(2)", "fresh(3)", "fresh(4)"),
    "below a new line": body("fresh(1)", "# blah", "fresh(2)"),
    "between versions of the first and the last line": body("x = load(b)", "# blah", "save(x, z)"),
    "with a blank line": body("# blah", "", "fresh(1)", "", "fresh(2)"),
    "behind code": body("x = load(a, b)  # rest unchanged", "check(x)", "save(x, y)"),
}


@pytest.mark.parametrize("name", SWALLOWED)
def test_a_comment_does_not_swallow_code(name: str) -> None:
    assert complaint(BEFORE, SWALLOWED[name]) is not None


EXPLAINS = {
    "each line in a new version": body("# blah", "x = load(a, b)", "check(x, 1)", "save(x, y, 1)"),
    "a line is left out elsewhere": body("# blah", "x = load(a, b)", "save(x, y)"),
    "code taken out by the comment": body("x = load(a)", "# check(x)", "save(x, y)"),
    "a comment where nothing goes": body("# blah", "x = load(a)", "check(x)", "save(x, y)"),
    "a comment behind code": body("x = load(a)  # of the shop", "check(x)", "save(x, y)"),
}


@pytest.mark.parametrize("name", EXPLAINS)
def test_a_comment_that_explains_is_written(name: str) -> None:
    assert complaint(BEFORE, EXPLAINS[name]) is None


ENDS = [
    ("a {\n  b = 1\n}\n", "a {\n  b = 2\n# blah\n"),
    ("#!/bin/sh\na\n", "# blah\na\n"),
    ("FROM a\nRUN one\nCOPY . .\nCMD x\n", "FROM a\n# blah\nRUN three\nCMD x\n"),
    ("a:\n  case 1:\n    return one();\n", "a:\n  // blah\n  case 4:\n    return one();\n"),
    ("f()\nreturn 0\n", "f()\n# blah\ng()\n"),
]


@pytest.mark.parametrize(("before", "after"), ENDS)
def test_ends_heads_and_steps_do_not_go(before: str, after: str) -> None:
    assert complaint(before, after) is not None


def test_lines_of_a_string_are_no_code() -> None:
    before, after = 's = """\none two\n"""\n', 's = """\n# three\n"""\n'
    assert complaint(before, after) is not None
    assert complaint(before, after, 1) is None


def test_a_comment_that_the_file_has_is_no_new_one() -> None:
    assert complaint(f"# blah\n{BEFORE}", f"# blah\n{body('# blah', 'fresh(1)', 'fresh(2)')}") is None


def test_a_cast_is_code() -> None:
    assert complaint("f(\n  a.b(c),\n)\n", "f(\n  /** @type {X} */ (a).b(c),\n)\n") is None
