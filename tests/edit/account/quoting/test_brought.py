"""Edits that bring lines in one block and change or remove them in a later one."""

import json

import pytest

from kaptar.edit.account.quoting.brought import NewLines
from kaptar.edit.account.quoting.replay import Asked, check_replay

SOURCE = "def a():\n    one()\n\n\ndef b():\n    two()\n    three()\n"
COPY = "def b():\n    two()\n    three()\n"


def blocks(*pairs: tuple[str, str]) -> str:
    return "".join(f"<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n" for old, new in pairs)


def calls(*pairs: tuple[str, str]) -> str:
    return json.dumps(
        [{"name": "str_replace", "arguments": {"path": "a.py", "old_str": old, "new_str": new}} for old, new in pairs]
    )


def test_a_block_does_not_take_away_what_a_block_above_brought() -> None:
    pairs = ("def a():\n", f"{COPY}\n\ndef a():\n"), (f"{COPY}\n", "\n")
    for edit, format in ((blocks(*pairs), "search_replace"), (calls(*pairs), "str_replace")):
        found = check_replay(SOURCE.encode(), f"\n\n{SOURCE}".encode(), Asked(edit, format, "exact", "a.py"))
        assert isinstance(found, tuple)
        assert found[0] == "ambiguous", found


def test_a_block_may_change_what_a_block_above_brought_where_the_file_has_no_such_lines() -> None:
    edit = blocks(("    one()\n", "    new()\n    one()\n"), ("    new()\n", "    newer()\n"))
    after = SOURCE.replace("    one()", "    newer()\n    one()")
    assert check_replay(SOURCE.encode(), after.encode(), Asked(edit, "search_replace", "exact", "a.py")) is None


def test_lines_that_stay_in_a_block_are_not_brought() -> None:
    edit = blocks(
        ("def a():\n    one()\n", "def a():\n    one()\n    more()\n"), ("def b():\n    two()\n", "def b():\n    2()\n")
    )
    after = SOURCE.replace("one()", "one()\n    more()").replace("two()", "2()")
    assert check_replay(SOURCE.encode(), after.encode(), Asked(edit, "search_replace", "exact", "a.py")) is None


@pytest.mark.parametrize(
    ("first", "old", "new", "lines"),
    [
        (0, [], ["x"], [4, 5]),
        (9, [], ["x"], [3, 4]),
        (0, ["p", "q"], [], [1, 2]),
        (3, ["a"], ["a", "x"], [3, 4]),
    ],
)  # fmt: skip
def test_lines_that_came_move_with_the_text(first: int, old: list[str], new: list[str], lines: list[int]) -> None:
    brought = NewLines()
    brought.splice(3, [], ["a", "b"])
    brought.splice(first, old, new)
    assert brought.has(lines)
    assert not brought.has([])
    assert not brought.has([lines[0] - 1, *lines])
