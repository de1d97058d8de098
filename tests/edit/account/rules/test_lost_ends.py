"""The last statements of a block in which a marker stands."""

import pytest
from laying import lay

from kaptar.edit.account.rules.lost_ends import check_lost_ends

BEFORE = "function f() {\n  start(now);\n  on(a, () => {\n    load(a);\n  });\n  log(a);\n  return a;\n}\n"
MARKER = "  // ... existing code ...\n"
GROWN = "  on(a, () => {\n    load(a);\n    save(a);\n  });\n"


def complaint(after: str, edit: str) -> object:
    return check_lost_ends(*lay(BEFORE, f"function f() {{\n  start(now);\n{after}}}\n", edit))


@pytest.mark.parametrize("after", [GROWN, "  on(a, () => {\n    load(a);\n  });\n  fresh(a);\n"])
def test_statements_below_what_changes_stay(after: str) -> None:
    assert complaint(after, f"function f() {{\n{MARKER}{after}}}\n") is not None


@pytest.mark.parametrize(
    ("after", "edit"),
    [
        ("  on(a, () => {\n    load(a);\n  });\n", "function f() {\n  // ...\n  on(a, () => {\n    load(a);\n  });\n}\n"),
        (GROWN + "  return b;\n", f"function f() {{\n{MARKER}{GROWN}  return b;\n}}\n"),
        (GROWN, f"function f() {{\n  start(now);\n{GROWN}}}\n// ...\n"),
        (GROWN + "  log(a);\n  return a;\n", f"function f() {{\n{MARKER}{GROWN}{MARKER}}}\n"),
    ],
    ids=["nothing comes", "another return comes", "the block is shown whole", "nothing goes"],
)
def test_other_edits(after: str, edit: str) -> None:
    assert complaint(after, edit) is None


def test_lines_that_move_into_a_new_block_are_not_lost() -> None:
    before = "a = f {\n  one = 1,\n  two = 2,\n}\n"
    after = "a = f {\n  guard {\n    one = 1,\n    two = 3,\n  }\n}\n"
    edit = "-- ... existing code ...\n  guard {\n    one = 1,\n    two = 3,\n  }\n}\n"
    assert check_lost_ends(*lay(before, after, edit)) is None
