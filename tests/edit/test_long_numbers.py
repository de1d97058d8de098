"""Numbers of any length in an edit are bad input, if anything: Python makes no number of more than 4,300 digits."""

import re
from pathlib import Path

import pytest

import kaptar
from kaptar.edit.account.quoting.reading.diffs import hunk_rows
from kaptar.edit.edit_syntax import foreign_line
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused

LONG = "9" * 5000
FILE = b"x = 1\ny = 2\n"
EDITS = {
    "place of a hunk": f"--- a/b.py\n+++ b/b.py\n@@ -{LONG},1 +1,1 @@\n-x = 1\n+x = 2\n",
    "length of a hunk": f"--- a/b.py\n+++ b/b.py\n@@ -1,{LONG} +1,1 @@\n-x = 1\n+x = 2\n",
    "last number of a hunk": f"--- a/b.py\n+++ b/b.py\n@@ -1,1 +1,{LONG} @@\n-x = 1\n+x = 2\n",
    "place of a block": f"<<<<<<< SEARCH\n:start_line: {LONG}\n-------\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n",
    "number in front of a line": f"{LONG}\tx = 2\n",
    "numbers in front of lines": "".join(f"{LONG}{n}\tx = {n}\n" for n in range(4)),
    "number in a quotation": f"<<<<<<< SEARCH\n{LONG} | x = 1\n=======\nx = 2\n>>>>>>> REPLACE\n",
    "number as a quotation": f"<<<<<<< SEARCH\n{LONG}\n=======\nx = 2\n>>>>>>> REPLACE\n",
    "line of a call": f'{{"command":"insert","path":"b.py","insert_line":{LONG},"insert_text":"x"}}',
    "no finite number": '{"command":"insert","path":"b.py","insert_line":1e400,"insert_text":"x"}',
    "head of a patch": f"*** Begin Patch\n*** Update File: b.py\n@@ -{LONG},1 +{LONG},1 @@\n-x = 1\n+x = 2\n*** End Patch\n",
}


APPLIED = ("place of a hunk", "length of a hunk", "last number of a hunk")
"""Exact quotations are found without their numbers, and no guest is needed for them."""


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_with_a_long_number_has_an_answer(name: str) -> None:
    outcome = Editor(None).apply_edit(FILE, EDITS[name], path="b.py")
    assert (None if isinstance(outcome, Refused) else outcome.text) == (b"x = 2\ny = 2\n" if name in APPLIED else None)


@pytest.mark.parametrize("text", [f"{LONG}\tx = 2\n", f"{LONG}\n{LONG}\n", f"  {LONG} | x\n" * 4])
def test_a_new_text_with_a_long_number_is_looked_at(text: str) -> None:
    assert foreign_line(b"", text.encode(), [(0, len(text))], "a.py") is None


@pytest.mark.parametrize(
    ("head", "line"),
    [("@@ -7,1 +7,1 @@", 6), ("@@ -7 +7 @@", 6), ("@@ -999999999,1 +7,1 @@", 999999998), (f"@@ -7,1 +7,{LONG} @@", None),
     (f"@@ -7,{LONG} +7,1 @@", None), (f"@@ -{LONG},1 +7,1 @@", None), ("@@ -7,1 +7,1234567890 @@", None)],
)  # fmt: skip
def test_the_numbers_of_a_hunk_are_read_where_they_can_be_numbers(head: str, line: int | None) -> None:
    ((_, _, hunk),) = hunk_rows(["--- a/b.py", "+++ b/b.py", head, "-x = 1", "+x = 2"])
    assert hunk.line == line


def test_expressions_over_texts_of_agents_take_numbers_of_a_bounded_length() -> None:
    """Those in brackets are made numbers of."""
    source = Path(kaptar.__file__).parent
    files = [path for folder in ("edit", "clients", "workspace") for path in (source / folder).rglob("*.py")]
    assert [path.name for path in files if re.search(r"\((?:\?P<\w+>)?(?:\\d|\[0-9\])[+*]\)", path.read_text("utf-8"))] == []
