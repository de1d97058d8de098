"""A new last element of a list needs the comma of the one above it."""

import pytest
from laying import lay

from kaptar.edit.account.rules.commas import check_commas

LIST = "CREATE TABLE t (\n  a INT,\n  b INT\n);\n"


def complaint(before: str, after: str) -> object:
    return check_commas(*lay(before, after, after))


@pytest.mark.parametrize("comes", ["  c INT\n", "  -- why\n  c INT\n", "\n  c INT,\n  d INT\n"])
def test_a_missing_comma_is_refused(comes: str) -> None:
    assert complaint(LIST, LIST.replace("  b INT\n", f"  b INT\n{comes}")) is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LIST, LIST.replace("  b INT\n", "  b INT,\n  c INT\n")),
        (LIST.replace("b INT", "b INT,"), LIST.replace("  b INT\n", "  b INT,\n  c INT\n")),
        (LIST, LIST.replace("  a INT,\n", "  a INT,\n  c INT,\n")),
        ("f {\n  a,\n  b\n}\n", "f {\n  a,\n  b\n}\ng()\n"),
        ("f {\n  a()\n  b()\n}\n", "f {\n  a()\n  b()\n  c()\n}\n"),
    ],
)
def test_other_lines_may_come(before: str, after: str) -> None:
    assert complaint(before, after) is None
