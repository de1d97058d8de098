"""Signs that look alike: an edit that quotes the file with other ones does not write those."""

import json

import pytest

from kaptar.edit.artefacts.look_alikes import other_signs
from kaptar.edit.artefacts.new_lines import Exchanged
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused


def block(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


@pytest.mark.guest
@pytest.mark.parametrize(("path", "line", "old", "new"), [
    ("a.html", '<p class="a">', "<p class=\u201ca\u201d>", "<p class=\u201ca b\u201d>"),
    ("a.sh", 'echo "a"', "echo \u201ca\u201d", "echo \u201ca c\u201d"),
    ("a.yml", "a: 'x'", "a: \u2018x\u2019", "a: \u2018y\u2019"),
    ("a.md", "Range 1\u20135 is ok.", "Range 1-5 is ok.", "Range 1-5 is fine."),
    ("a.md", "It\u2019s here.", "It's here.", "It's there."),
    ("a.js", 'a("10\u00a0EUR par mois");', 'a("10 EUR par mois");', 'a("12 EUR par mois");'),
    ("a.py", 'a = "5\u00a0km"', 'a = "5 km"', 'a = "7 mi"'),
    ("a.json", '"a\u202f?"', '"a ?"', '"a b ?"'),
    ("a.md", "Bonjour\u00a0! Un mot de plus", "Bonjour ! Un mot de plus", "Bonjour !"),
    ("a.md", "\u5185\u5bb9\u3000\u7532", "\u5185\u5bb9 \u7532", "\u5185\u5bb9 \u7532 \u4e59"),
    ("a.yml", "a: M.\u2009Dupont", "a: M. Dupont", "a: M. Dupond"),
    ("a.js", "a(`10\u00a0EUR`);", "a(`10 EUR`);", "a(`${n} EUR`);"),
    ("a.sh", "echo 1", "echo\u00a01", "echo\u00a02"),
])  # fmt: skip
def test_the_edits_signs_do_not_come_for_those_of_the_file(editor: Editor, path: str, line: str, old: str, new: str) -> None:
    for edit in (block(old, new), json.dumps({"file_path": path, "old_string": old, "new_string": new})):
        outcome = editor.apply_edit(f"{line}\nlast\n".encode(), edit, path=path)
        assert isinstance(outcome, Refused)
        assert outcome.reason == "ambiguous"
        assert "the file has" in outcome.message


@pytest.mark.guest
@pytest.mark.parametrize(("line", "old", "new", "after"), [
    ("It\u2019s here.", "It's here.", "It is there.", "It is there."),
    ("It\u2019s a.\nb", "It's a.\nb", "It's a.\nb - c", "It\u2019s a.\nb - c"),
    ("\u201cHi\u201d", "\u201cHi\u201d", '"Hi"', '"Hi"'),
    ("Prix\u00a0: 10", "Prix : 10", "Gratuit", "Gratuit"),
    ("a(10\u00a0EUR)\nb", "a(10 EUR)\nb", "a(x)\n  c d\nb", "a(x)\n  c d\nb"),
    ("a\u00a0b\nc", "a b\nc", "a b\nc d e", "a\u00a0b\nc d e"),
    ("10\u00a0EUR", "10 EUR", "12\u00a0EUR", "12\u00a0EUR"),
    ("10\u00a0EUR", "10\u00a0EUR", "12 EUR", "12 EUR"),
])  # fmt: skip
def test_new_lines_without_these_signs_come(editor: Editor, line: str, old: str, new: str, after: str) -> None:
    outcome = editor.apply_edit(f"{line}\nlast\n".encode(), block(old, new), path="a.md")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == f"{after}\nlast\n"


def test_a_sign_goes_and_another_one_of_its_kind_comes() -> None:
    assert other_signs([Exchanged(["a\u2014b"], ["a-b"], 0, 0)]) == ("\u2014", "-")
    assert other_signs([Exchanged(["a\u2014b"], ["a\u2014b - c"], 0, 0)]) is None
    assert other_signs([Exchanged(["a\u2014b"], ["a'b"], 0, 0)]) is None
    assert other_signs([Exchanged(["a"], ["\u201ca\u201c"], 0, 0)], 'a "b"') == ('"', "\u201c")
    assert other_signs([Exchanged(["a"], ["\u201ca\u201c"], 0, 0)], "a b") is None
    assert other_signs([Exchanged(["a\u00a0b"], ["a b"], 0, 0)]) == ("\u00a0", " ")
    assert other_signs([Exchanged(["a\u00a0b"], ["c d"], 0, 0)]) == ("\u00a0", " ")
    assert other_signs([Exchanged(["a\u00a01"], ["c d"], 0, 0)]) is None
    assert other_signs([Exchanged(["a b"], ["a\u00a0c"], 0, 0)], "a b") == (" ", "\u00a0")
    assert other_signs([Exchanged(["a b"], ["a\u00a0c"], 0, 0)], "a b\u00a0") is None
