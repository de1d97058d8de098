"""A comment that stands for code is known by its place, whatever its words are."""

import pytest
from laying import lay

from kaptar.edit.account.rules.stand_ins import check_stand_ins

BEFORE = "def f():\n    one()\n    two()\n    return 3\n"
WORDS = (
    "etc.", "truncated for brevity", "original body", "keep current code", "7 lines hidden", "see the original implementation",
    "el resto del código", "reste du code", "der übrige Code", "остальной код", "既存のコード", "其余代码", "나머지 코드", "blah",
)  # fmt: skip


def complaint(before: str, after: str, edit: str) -> object:
    return check_stand_ins(*lay(before, after, edit), lambda _: False)


@pytest.mark.parametrize("words", WORDS)
def test_a_comment_does_not_take_the_place_of_code(words: str) -> None:
    edit = f"def f():\n    # {words}\n    return 3\n"
    assert complaint(BEFORE, edit, edit) is not None
    edit = f"def f():\n    # {words}\n    return 4\n"
    assert complaint(BEFORE, edit, edit) is not None


OTHERS = {
    "code taken out by a comment": BEFORE.replace("    one()", "    # one()"),
    "a comment that is added": BEFORE.replace("    one()", "    # first\n    one()"),
    "a docstring in the place of pass": "def f():\n    pass\n",
    "new code with a comment": BEFORE.replace("    one()\n    two()", "    # both\n    both()\n    more()"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_comments_are_written(name: str) -> None:
    after = OTHERS[name]
    if "pass" in after:
        assert complaint(after, 'def f():\n    """Does it."""\n', 'def f():\n    """Does it."""\n') is None
    else:
        assert complaint(BEFORE, after, after) is None


def test_lines_of_a_comment_may_become_another() -> None:
    before, after = "/*\nSays a lot\nof things.\n*/\nf();\n", "/* Says less. */\nf();\n"
    difference, shown = lay(before, after, after)
    assert check_stand_ins(difference, shown, lambda line: line in (1, 2)) is None


@pytest.mark.parametrize(
    "told", ["moved to close()", "same but without the lock", "second one removed", "rename f to g", "now async"]
)
def test_a_marker_that_tells_more_is_refused(told: str) -> None:
    edit = f"def f():\n    # ... {told} ...\n    return 4\n"
    assert complaint(BEFORE, BEFORE.replace("3", "4"), edit) is not None


@pytest.mark.parametrize("told", ["existing code", "no changes here", "rest of the loop is unchanged", "(validation)"])
def test_a_marker_that_says_what_stays_is_accepted(told: str) -> None:
    edit = f"def f():\n    # ... {told} ...\n    return 4\n"
    assert complaint(BEFORE, BEFORE.replace("3", "4"), edit) is None


@pytest.mark.parametrize("told", ["(removed the zero branch)", "count call deleted", "the retry was removed"])
def test_a_comment_that_says_what_went_is_not_written(told: str) -> None:
    after = BEFORE.replace("    one()", f"    # {told}\n    one()")
    assert complaint(BEFORE, after, after) is not None


def test_a_comment_about_removed_things_is_written() -> None:
    after = BEFORE.replace("    one()", "    # removed users have no name, so ask first\n    one()")
    assert complaint(BEFORE, after, after) is None


BODY = "function f() {\n  a();\n  b();\n  c();\n  d();\n  return e();\n}\n"
UNLISTED = [
    "  aa();\n  // \u5176\u4f59\u4ee3\u7801\u4e0d\u53d8\n",
    "  a();\n  // resto del c\u00f3digo igual\n  return e2();\n",
    "  aa();\n  bb();\n  // and so on\n",
    "  aa();\n  // the others\n  dd();\n",
]


@pytest.mark.parametrize("body", UNLISTED)
def test_a_comment_in_any_words_below_a_changed_line_is_refused(body: str) -> None:
    text = f"function f() {{\n{body}}}\n"
    assert check_stand_ins(*lay(BODY, text, text), lambda _: False) is not None
