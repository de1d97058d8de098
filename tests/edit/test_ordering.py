"""Parts of an edit that are not in the file's order stand where they say."""

from itertools import permutations

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.ordering import in_order
from kaptar.edit.outcome import Applied

SOURCE = "a\nb\n" * 8


def block(line: int, new: str) -> str:
    return f"<<<<<<< SEARCH\n:start_line:{line}\n-------\na\nb\n=======\na\n{new}\nb\n>>>>>>> REPLACE\n"


def hunk(line: int, new: str) -> str:
    added = "".join(f"+{each}\n" for each in new.split("\n"))
    return f"@@ -{line},2 +{line},{2 + new.count(chr(10)) + 1} @@\n a\n{added} b\n"


PLACES = {1: "first one", 5: "third one\nof two", 11: "sixth one"}


def wanted() -> str:
    lines = SOURCE.split("\n")
    for line in sorted(PLACES, reverse=True):
        lines[line:line] = PLACES[line].split("\n")
    return "\n".join(lines)


@pytest.mark.guest
@pytest.mark.parametrize("order", [*permutations(PLACES)], ids=str)
def test_numbered_parts_stand_at_their_lines_in_any_order(editor: Editor, order: tuple[int, ...]) -> None:
    blocks = "".join(block(line, PLACES[line]) for line in order)
    diff = "--- a/x.txt\n+++ b/x.txt\n" + "".join(hunk(line, PLACES[line]) for line in order)
    for edit in (blocks, diff):
        outcome = editor.apply_edit(SOURCE.encode(), edit, path="x.txt")
        assert isinstance(outcome, Applied), outcome
        assert outcome.text.decode() == wanted()


PATCHED = "def f():\n    return 1\n\n\ndef g():\n    return 2\n"


@pytest.mark.guest
def test_hunks_of_a_patch_that_quote_one_place_each_may_stand_in_any_order(editor: Editor) -> None:
    edit = (
        "*** Begin Patch\n*** Update File: x.py\n@@ def g():\n-    return 2\n+    return 20\n"
        "@@ def f():\n-    return 1\n+    return 10\n\n*** End Patch\n"
    )
    outcome = editor.apply_edit(PATCHED.encode(), edit, path="x.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == PATCHED.replace("1", "10").replace("2", "20")


@pytest.mark.parametrize(
    "edit",
    [
        "--- a/x\n+++ b/x\n" + hunk(5, "n") + hunk(2, "m"),
        "--- a/x\n+++ b/x\n" + hunk(5, "n") + "@@ @@\n a\n+m\n b\n",
        block(5, "n") + block(6, "m"),
        "*** Begin Patch\n*** Update File: x\n@@\n-b\n+c\n@@\n-a\n+d\n*** End Patch\n",
        "a\n",
    ],
    ids=["a wrong number", "no number", "a wrong line", "several places", "no parts"],
)
def test_parts_that_may_stand_elsewhere_stay_in_their_order(edit: str) -> None:
    assert in_order(edit, SOURCE.encode()) == edit


def patch_of(numbers: list[int]) -> str:
    hunks = "".join(f"@@\n-x{n} = 1\n+x{n} = 2\n" for n in numbers)
    return f"*** Begin Patch\n*** Update File: x.py\n{hunks}*** End Patch\n"


def test_many_hunks_of_a_long_file_are_put_in_order_and_more_are_left_alone() -> None:
    """A search of the whole file for each of 500 hunks would be a hundred million comparisons."""
    source = "".join(f"x{n} = 1\n" for n in range(200_000)).encode()
    assert in_order(patch_of([*reversed(range(500))]), source) == patch_of([*range(500)])
    more = patch_of([*reversed(range(501))])
    assert in_order(more, source) == more
