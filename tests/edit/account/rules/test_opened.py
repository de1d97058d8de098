"""New lines that open something and do not close it."""

import pytest
from laying import lay

from kaptar.edit.account.facts.comment_signs import signs_of
from kaptar.edit.account.rules.opened import check_opened


def complaint(before: str, after: str, path: str = "a.js") -> object:
    difference, _ = lay(before, after, after)
    signs = signs_of(path, 0, lambda: (difference.old, difference.new))
    return check_opened(difference._replace(signs=signs, is_comment=signs.is_comment))


CODE = "one();\ntwo();\n/* why */\nthree();\n"


@pytest.mark.parametrize("line", ["/* one();", "one(); /* why", "/**", 'say("a"); /* one'])
def test_a_comment_is_closed_above_kept_code(line: str) -> None:
    assert complaint(CODE, CODE.replace("one();", line)) is not None
    assert complaint(CODE.replace("/* why */\n", ""), CODE.replace("/* why */\n", "").replace("one();", line)) is not None


@pytest.mark.parametrize(
    "after",
    [
        CODE.replace("one();", "/* one(); */"),
        CODE.replace("one();", "/* one();").replace("two();", "two(); */"),
        CODE.replace("one();", 'one("/* x");'),
        CODE.replace("one();", "one(); // see /* x"),
        CODE.replace("one();", "one(src/*.js);"),
        CODE.replace("/* why */", "/*\n why */"),
        CODE.replace("one();", "/* a */ /* b */"),
    ],
)
def test_other_lines_open_no_comment(after: str) -> None:
    assert complaint(CODE, after) is None


def test_a_comment_that_is_there_may_begin_otherwise() -> None:
    before = "/* one\n * two\n */\ncode();\n"
    assert complaint(before, before.replace("/* one", "/** uno")) is None
    assert complaint(before, before.replace(" * two", " * see /* here")) is None


def test_what_opens_a_comment_depends_on_the_file() -> None:
    page = "<p>a</p>\n<p>b</p>\n<!-- c -->\n<p>d</p>\n"
    assert complaint(page, page.replace("<p>a", "<!-- <p>a"), "a.html") is not None
    assert complaint("a: b\nc: d\n", "a: /* b\nc: d\n", "a.yaml") is None


RUN = "FROM a\nRUN x\nRUN y\n"


@pytest.mark.parametrize("line", ["RUN x \\", "RUN z && \\\n    x \\"])
def test_a_new_line_does_not_go_on_in_a_kept_one(line: str) -> None:
    assert complaint(RUN, RUN.replace("RUN x", line), "Dockerfile") is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN x \\\n  y\n", "RUN z \\\n  y\n"),
        (RUN, RUN.replace("RUN x", "RUN x \\\n  z")),
        (RUN, RUN.replace("RUN x", "RUN x \\\\")),
        (RUN.replace("RUN y", "{{ y }}"), "FROM a\nRUN x \\\n{{ y }}\n"),
    ],
)
def test_other_lines_end_where_they_end(before: str, after: str) -> None:
    assert complaint(before, after, "Dockerfile") is None


LIST = 'x = [\n    "aa",\n    "bb",\n    "cc"\n]\n'


@pytest.mark.parametrize(
    "after",
    [
        LIST.replace('    "bb",\n', '    "new"\n    "bb",\n'),
        LIST.replace('    "aa",\n', '    "new"\n    "aa",\n'),
        LIST.replace('    "cc"\n', '    "cc"\n    "new"\n'),
    ],
)
def test_two_strings_of_a_list_stay_two(after: str) -> None:
    assert complaint(LIST, after, "a.py") is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LIST, LIST.replace('    "bb",\n', '    "new",\n    "bb",\n')),
        ('f(\n    "aa "\n    "bb",\n)\n', 'f(\n    "new "\n    "aa "\n    "bb",\n)\n'),
        ('x = [\n    "aa"\n    "bb",\n    "cc",\n]\n', 'x = [\n    "aa"\n    "bb",\n    "cc",\n    "dd",\n]\n'),
    ],
)
def test_other_strings_come(before: str, after: str) -> None:
    assert complaint(before, after, "a.py") is None


def test_a_text_for_people_opens_nothing() -> None:
    assert complaint("a\nb\n", "a \\\nb\n", "a.md") is None
