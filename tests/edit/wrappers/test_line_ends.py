"""Line ends at the edges of a replacement: a line that the edit does not quote is in the result as a line of its own."""

import json
import random
from collections.abc import Iterator

import pytest

from kaptar.edit.account.quoting.joints import Piece, check_joined
from kaptar.edit.account.quoting.reading import read_parts
from kaptar.edit.account.quoting.reading.parts import Swap
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused
from kaptar.edit.wrappers.line_ends import with_line_ends
from kaptar.edit.wrappers.settling import settled

WORDS = ("one()", "two()", "  deep", "# words", "a: 1", "}", "", "", "x = 1  # note")
NEW = ("other()", "  deeper", "", "# one()", "b: 2  # why", "other()\nmore()")


def pieces(seed: int, count: int) -> Iterator[Piece]:
    """Random files, a part of each that stands in it once, and a new text; both begin and end with line ends or without."""
    dice = random.Random(seed)
    while count:
        content = "".join(f"{dice.choice(WORDS)}{n if dice.random() < 0.7 else ''}\n" for n in range(dice.randint(2, 8)))
        content = content if dice.random() < 0.8 else content.removesuffix("\n")
        starts = [0, *(n + dice.randint(0, 1) for n, sign in enumerate(content) if sign == "\n")]
        at, end = sorted((dice.choice(starts), dice.choice(starts)))
        old = content[at:end]
        new = dice.choice(("", "\n")) + dice.choice(NEW) + dice.choice(("", "\n"))
        if old.strip() and content.count(old) == 1:
            count -= 1
            yield Piece(content, at, old, new)


def unquoted(piece: Piece) -> tuple[list[str], list[str]]:
    """The lines above and below the old text of which it quotes no character."""
    above, below = piece.content[: piece.at].split("\n"), piece.content[piece.end :].split("\n")
    first = above if piece.old.startswith("\n") and above[-1] else above[:-1]
    last = below if piece.old.endswith("\n") and piece.end < len(piece.content) else below[1:]
    return first, last


def test_each_line_that_is_not_quoted_stays_a_line_of_its_own() -> None:
    mended = 0
    for piece in pieces(1, 6000):
        meant = with_line_ends(piece)
        if not isinstance(meant, str):
            continue
        mended += meant != piece.new
        result = (piece.content[: piece.at] + meant + piece.content[piece.end :]).split("\n")
        above, below = unquoted(piece)
        assert result[: len(above)] == above, piece
        assert result[len(result) - len(below) :] == below, piece
        assert len(result) >= len(above) + len(below), piece
        assert meant.strip("\n") == piece.new.strip("\n"), piece
    assert mended > 500


@pytest.mark.guest
def test_the_same_holds_for_whole_edits(editor: Editor) -> None:
    applied = 0
    for piece in pieces(2, 400):
        edit = json.dumps({"file_path": "a.conf", "old_string": piece.old, "new_string": piece.new})
        outcome = editor.apply_edit(piece.content.encode(), edit, path="a.conf")
        if isinstance(outcome, Refused) or not outcome.plan.spans:
            continue
        applied += 1
        result, (above, below) = outcome.text.decode().split("\n"), unquoted(piece)
        assert result[: len(above)] == above, piece
        assert result[len(result) - len(below) :] == below, piece
    assert applied > 100


def call(old: str, new: str, **more: object) -> str:
    return json.dumps({"file_path": "a.js", "old_string": old, "new_string": new, **more})


SOURCE = "function f() {\n  one();\n  two();\n}\n"


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("  one();\n", "  // one();", "  // one();\n"),
        ("\n  one();", "  // one();", "\n  // one();"),
        ("\n  one();\n", "  // one();", "\n  // one();\n"),
        ("\n  one();\n", "", "\n"),
        ("  one();\n", "", ""),
        ("\n  one();", "", ""),
        ("one();\n  ", "one(); ", "one(); "),
        ("}\n", "} // f", "} // f"),
        ("  one();", "  one(1);\n", "  one(1);\n"),
    ],
)
def test_the_line_end_is_put_back_where_a_line_would_be_joined(old: str, new: str, meant: str) -> None:
    assert with_line_ends(Piece(SOURCE, SOURCE.index(old), old, new)) == meant


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        (SOURCE, "  one();\n", "  one();"),
        (SOURCE, "  one();\n", "  one(1), "),
        (SOURCE.replace("two", "\ntwo"), "  one();\n  \n", "  // one();"),
        ("a\n\nb\n", "a\n\n", "c"),
        ("a\n\nb\n", "\n\nb", "c"),
        ("return x + 1\n", "return x", "return y\n"),
    ],
)
def test_several_readings_are_refused(source: str, old: str, new: str) -> None:
    assert not isinstance(with_line_ends(Piece(source, source.index(old), old, new)), str)


def test_a_line_may_be_parted_where_nothing_else_changes() -> None:
    assert with_line_ends(Piece("a(); b();\n", 0, "a(); ", "a();\n")) == "a();\n"


def test_all_places_get_the_same_text() -> None:
    edit = settled(call("one();\n", "// one();", replace_all=True), b"one();\ntwo();\none();\n", "a.js")
    assert isinstance(edit, str)
    assert json.loads(edit)["new_string"] == "// one();\n"


def test_places_with_different_meanings_are_refused() -> None:
    outcome = settled(call("one\n", "1", replace_all=True), b"one\ntwo\nx = one\n", "a.js")
    assert json.loads(str(outcome))["new_string"] == "1\n"
    mixed = settled(call("\none", "1", replace_all=True), b"\none\n\n\nx\none\n", "a.js")
    assert isinstance(mixed, Refused)


def test_calls_follow_each_other() -> None:
    first = {"old_string": "one\n", "new_string": "1\n"}
    second = {"old_string": "1\n", "new_string": "# 1"}
    edit = settled(json.dumps({"path": "a.conf", "edits": [first, second]}), b"one\ntwo\n", "a.conf")
    assert isinstance(edit, str)
    assert json.loads(edit)["edits"][1]["new_string"] == "# 1\n"


def test_calls_for_other_files_stay_as_they_are() -> None:
    edit = call("  one();\n", "  // one();")
    assert settled(edit, SOURCE.encode(), "b.js") == edit


def test_other_kinds_of_line_ends_are_no_change() -> None:
    outcome = settled(call("one();\r\n", "one();\n"), b"one();\r\ntwo();\r\n", "a.js")
    assert isinstance(outcome, Refused)
    assert outcome.reason == "unsupported"


def test_the_account_refuses_what_would_join_a_line() -> None:
    (part,) = read_parts(call("  one();\n", "  // one();"), "str_replace")
    (swap,) = part.changes
    assert isinstance(swap, Swap)
    complaint = check_joined(Piece(SOURCE, SOURCE.index(swap.old), swap.old, swap.new))
    assert complaint is not None
    assert "two();" in complaint[1]


@pytest.mark.guest
@pytest.mark.parametrize(
    "edit",
    [
        call("  one();\n", "  // one();"),
        json.dumps([json.loads(call("  one();\n", "  // one();"))]),
        json.dumps({"path": "a.js", "edits": [{"oldText": "  one();\n", "newText": "  // one();"}]}),
        '<invoke name="Edit">\n<parameter name="file_path">a.js</parameter>\n'
        '<parameter name="old_string">  one();\n</parameter>\n'
        '<parameter name="new_string">  // one();</parameter>\n</invoke>',
    ],
)
def test_each_spelling_is_mended(editor: Editor, edit: str) -> None:
    outcome = editor.apply_edit(SOURCE.encode(), edit, path="a.js")
    assert not isinstance(outcome, Refused), outcome
    assert outcome.text.decode() == SOURCE.replace("one", "// one")


def test_without_guests_too() -> None:
    outcome = Editor(None).apply_edit(SOURCE.encode(), call("  one();\n", "  // one();"), path="a.js")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == SOURCE.replace("one", "// one")
