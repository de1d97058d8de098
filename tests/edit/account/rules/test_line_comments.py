"""Comments behind code that an edit leaves out."""

import pytest
from laying import lay

from kaptar.edit.account.rules.line_comments import check_line_comments

BEFORE = "f() {\n  a = 1; // as in g\n  b = 2;\n}\n"


def complaint(after: str, before: str = BEFORE, edit: str = "") -> object:
    return check_line_comments(*lay(before, after, edit or after))


@pytest.mark.parametrize(
    "after",
    [
        BEFORE.replace(" // as in g", "").replace("b = 2", "b = 3"),
        BEFORE.replace(" // as in g", "").replace("  b = 2;\n", "  b = 2;\n  c = 3;\n"),
        BEFORE.replace(" // as in g", "").replace("  b = 2;\n", ""),
        BEFORE.replace("; // as in g", ",").replace("b = 2", "b = 3"),
    ],
)
def test_a_comment_behind_code_stays_where_another_line_changes(after: str) -> None:
    assert complaint(after) is not None


def test_an_edit_that_changes_nothing_else_means_it() -> None:
    assert complaint(BEFORE.replace(" // as in g", "")) is None


def test_an_edit_that_says_so_means_it() -> None:
    after = BEFORE.replace(" // as in g", "").replace("b = 2", "b = 3")
    assert complaint(after, edit=after.replace("  a", "  // remove the comment\n  a")) is None


@pytest.mark.parametrize(
    "after",
    [
        BEFORE.replace("a = 1; // as in g", "a = 2;").replace("b = 2", "b = 3"),
        BEFORE.replace("// as in g", "// as in h").replace("b = 2", "b = 3"),
        BEFORE.replace("b = 2", "b = 3"),
    ],
    ids=["other code", "another comment", "the comment is shown"],
)
def test_other_changes(after: str) -> None:
    assert complaint(after) is None


def test_what_follows_in_a_line_may_be_code() -> None:
    before = "f() {\n  a = 1; call(a)\n  b = 2;\n}\n"
    assert complaint("f() {\n  a = 1;\n  b = 3;\n}\n", before) is None
