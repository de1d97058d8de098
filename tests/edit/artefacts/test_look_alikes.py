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
    assert other_signs([Exchanged(["a\u00a0b"], ["a b"], 0, 0)]) is None
