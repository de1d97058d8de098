"""Plans for edits that quote what they replace: each wrong one is refused by the account alone, whatever made it."""

import json
from collections import Counter
from pathlib import Path

import pytest
from breaking import BLOCKS, KINDS, RIGHTS, TWICE, Right, block, judge, mutants, patch

from kaptar.edit.account.quoting.replay import QUOTING
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied

REPORTED = Path(__file__).parents[2] / "hand" / "reported.json"
"""Edits that strangers reported."""
_BY_NAME = {right.name: right for right in RIGHTS}


@pytest.mark.parametrize("name", _BY_NAME)
def test_the_right_plan_passes(name: str) -> None:
    account = judge(_BY_NAME[name], _BY_NAME[name].text)
    assert account.complaint is None
    assert account.missing == ""


@pytest.mark.guest
@pytest.mark.parametrize("name", _BY_NAME)
def test_the_guest_plans_it_so(editor: Editor, name: str) -> None:
    right = _BY_NAME[name]
    outcome = editor.apply_edit(right.source.encode(), right.edit, path=right.path, part=right.part)
    assert isinstance(outcome, Applied), outcome
    assert (outcome.text.decode(), outcome.plan.format, outcome.plan.grade) == (right.text, right.format, right.grade)
    assert "account" in outcome.plan.checked


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", _BY_NAME)
def test_no_mutant_survives(kind: str, name: str) -> None:
    right = _BY_NAME[name]
    assert [text for text in mutants(kind, right) if judge(right, text).complaint is None] == []


@pytest.mark.guest
def test_no_mutant_of_a_case_written_by_hand_survives(editor: Editor) -> None:
    survived, formats = [], Counter[str]()
    for case in json.loads(REPORTED.read_text("utf-8")):
        outcome = editor.apply_edit(case["source"].encode(), case["edit"], path=case["path"], format=case["format"])
        if not isinstance(outcome, Applied) or outcome.plan.format not in QUOTING:
            continue
        plan = outcome.plan
        right = Right(case["name"], plan.format, plan.grade, case["source"], case["edit"], outcome.text.decode(), case["path"])
        wrong = [(kind, text) for kind in KINDS for text in mutants(kind, right)]
        formats[plan.format] += len(wrong)
        survived += [(case["name"], kind) for kind, text in wrong if judge(right, text).complaint is None]
    assert survived == []
    assert formats.total() > 100, formats


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_mutants_in_several_formats(kind: str) -> None:
    assert len({right.format for right in RIGHTS if any(True for _ in mutants(kind, right))}) >= 3


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= 20


ONE = "    x = 1\n    go(x)\n"
TWO = "    x = 2\n    go(x)\n"
AMBIGUOUS = [
    Right("a block", "search_replace", "exact", TWICE, block(ONE, TWO), ""),
    Right("a flat block", "search_replace", "reindent", TWICE, block("x = 1\ngo(x)\n", "x = 2\ngo(x)\n"), ""),
    Right("a diff without numbers", "udiff", "exact", TWICE, "@@ ... @@\n-    x = 1\n+    x = 2\n     go(x)\n", ""),
    Right("a diff with wrong numbers", "udiff", "exact", TWICE,
          "--- a/a.py\n+++ b/a.py\n@@ -5,2 +5,2 @@\n-    x = 1\n+    x = 2\n     go(x)\n", ""),
    Right("a patch", "v4a", "exact", TWICE, patch("*** Update File: a.py\n@@\n-    x = 1\n+    x = 2\n     go(x)\n"), ""),
    Right("a replacement", "str_replace", "exact", TWICE, json.dumps({"old_string": "x = 1", "new_string": "x = 2"}), ""),
]  # fmt: skip


@pytest.mark.parametrize("right", AMBIGUOUS, ids=lambda right: right.name)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_where_nothing_tells_the_place_each_is_refused(right: Right, at: int) -> None:
    first, second = TWICE.replace(ONE, TWO, 1), ONE.join(TWICE.split(ONE)[:2]) + TWO
    complaint = judge(right, (first, second, TWICE)[at]).complaint
    assert complaint is not None
    assert complaint[0] == "ambiguous"


def replayed(format: str, grade: str, source: str, edit: str, text: str) -> object:
    return judge(Right("", format, grade, source, edit, text), text).complaint


def test_a_looser_grade_than_that_of_the_plan_is_no_match() -> None:
    edit = block("x = 1\n", "x = 2\n")
    assert replayed("search_replace", "exact", "    x = 1\n", edit, "    x = 2\n") is not None
    assert replayed("search_replace", "reindent", "    x = 1\n", edit, "    x = 2\n") is None


def test_a_block_that_was_applied_before_changes_nothing() -> None:
    later = "what_stands_there_afterwards\n"
    edit = block("before\n", later) + block("d\n", "D\n")
    assert replayed("search_replace", "exact", f"a\n{later}d\n", edit, f"a\n{later}D\n") is None
    assert replayed("search_replace", "already_applied", f"{later}D\n", edit, f"{later}D\n") is not None
    assert replayed("search_replace", "already_applied", "before\n", block("before\n", later), "before\n") is not None


def test_blocks_may_follow_each_other_on_one_line() -> None:
    edit = block("a\n", "x\n") + block("x\n", "y\n")
    assert replayed("search_replace", "exact", "a\nb\n", edit, "y\nb\n") is None


def test_a_blank_line_that_lost_its_plus_is_not_dropped() -> None:
    edit = "@@ ... @@\n def a():\n+    x = 2\n\n+    y = 3\n     return 1\n"
    for text in ("def a():\n    x = 2\n    y = 3\n    return 1\n", "def a():\n    x = 2\n\n    y = 3\n    return 1\n"):
        assert replayed("udiff", "blank_lines", "def a():\n    return 1\n", edit, text) is not None


def test_a_plan_for_another_file_is_refused() -> None:
    edit = f"b.py\n{BLOCKS[0]}"
    complaint = replayed("search_replace", "exact", RIGHTS[0].source, edit, RIGHTS[0].text)
    assert complaint is not None
    part = Right("", "search_replace", "exact", RIGHTS[0].source, f"b.py\n{BLOCKS[0]}a.py\n{BLOCKS[1]}", "", part=0)
    assert judge(part, RIGHTS[0].text).complaint is not None


def test_the_end_of_the_last_line_counts() -> None:
    note = "\\ No newline at end of file\n"
    edit = f"@@ -1 +1 @@\n-a\n+b\n{note}"
    assert replayed("udiff", "exact", "a\n", edit, "b") is None
    assert replayed("udiff", "exact", "a\n", edit, "b\n") is not None
    assert replayed("search_replace", "exact", "a", block("a\n", "b\n"), "b") is None
    assert replayed("search_replace", "exact", "a", block("a\n", "b\n"), "b\n") is not None


def test_line_ends_and_the_byte_order_mark_are_no_lines() -> None:
    edit = block("a\nb\n", "a\nB\n")
    assert replayed("search_replace", "exact", "\ufeffa\r\nb\r\n", edit, "\ufeffa\r\nB\r\n") is None
    assert replayed("search_replace", "exact", "a\nb\n", edit, "\ufeffa\nB\n") is not None


def test_all_places_of_overlapping_text_are_replaced_from_the_first_on() -> None:
    edit = json.dumps({"old_string": "x\nx\n", "new_string": "y\n", "replace_all": True})
    assert replayed("str_replace", "exact", "x\nx\nx\n", edit, "y\nx\n") is None
    assert replayed("str_replace", "exact", "x\nx\nx\n", edit, "x\ny\n") is not None


def test_a_call_that_is_not_known_is_not_proved() -> None:
    account = judge(Right("", "str_replace", "exact", "a\n", json.dumps({"from": "a", "to": "b"}), ""), "b\n")
    assert account.complaint is None
    assert account.missing != ""


def test_of_very_many_places_none_is_the_only_one() -> None:
    source = "}\n" * 5000
    assert replayed("search_replace", "misquoted", source, block("  }\n" * 200, "x\n"), source) is not None
    assert replayed("search_replace", "exact", source, block("}\n" * 200, "x\n"), source) is not None


def test_blocks_at_several_grades_follow_each_other() -> None:
    edit = block("one = 1\n\ntwo = 2\n", "one = 10\n\ntwo = 20\n") + block("    two = 20\n    last\n", "    two = 30\n    last\n")
    source, text = "f:\n    one = 1\n\n    two = 2\n    last", "f:\n    one = 10\n\n    two = 30\n    last"
    assert replayed("search_replace", "reindent", source, edit, text) is None
    assert replayed("search_replace", "reindent", source, edit, text + "\n") is not None


@pytest.mark.parametrize("edit", ["<<<<<<< SEARCH\na\n=======\nb\n", "no block\n", "<<<<<<< SEARCH\na\n>>>>>>> REPLACE\n"])
def test_blocks_that_are_not_complete_are_refused(edit: str) -> None:
    assert replayed("search_replace", "exact", "a\n", edit, "b\n") is not None


def test_a_new_file_is_the_text_of_the_edit() -> None:
    edit = "--- /dev/null\n+++ b/a.py\n@@ -0,0 +1,2 @@\n+one\n+two\n"
    assert replayed("udiff", "exact", "", edit, "one\ntwo\n") is None
    for text in ("one\n", "two\none\n", "one\n\ntwo\n", "one\ntwo"):
        assert replayed("udiff", "exact", "", edit, text) is not None


GLUED = [
    ("A\n\nB\n", "A\n\n\nB\n", "A\n\nN\n\nB\n", "A\n\nN\nB\n"),
    ("a:\n\n\nb:\nc:\n", "a:\n\nb:\nc:\n", "a:\n@x\nb:\nc:\n", "a:\n@x\n\nb:\nc:\n"),
    ("a:\n\n\nb:\n\n\nc:\n", "a:\n\nb:\n\nc:\n", "a:\n\nc:\n", "a:\n\n\n\nc:\n"),
]


@pytest.mark.parametrize(("source", "old", "new", "text"), GLUED)
def test_blank_lines_next_to_a_change_are_quoted_as_they_are(source: str, old: str, new: str, text: str) -> None:
    assert replayed("search_replace", "blank_lines", source, block(old, new), text) is not None


def test_other_blank_lines_stay_those_of_the_file() -> None:
    edit = block("a = 1\nb = 2\n\nc = 3\n", "a = 1\nb = 20\n\nc = 3\n")
    assert replayed("search_replace", "blank_lines", "a = 1\n\nb = 2\nc = 3\n", edit, "a = 1\n\nb = 20\nc = 3\n") is None
