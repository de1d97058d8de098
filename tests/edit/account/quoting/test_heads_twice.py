"""``@@`` lines that stand more than once: a quotation with one place needs no choice."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

SOURCE = """class A:
    def run(self):
        first = 1
        return self.x


class B:
    def run(self):
        second = 2
        return self.x

    def only(self):
        third = 3
        return self.x
"""


def patch(head: str, *rows: str) -> str:
    return "\n".join(("*** Begin Patch", "*** Update File: a.py", f"@@ {head}", *rows, "*** End Patch", ""))


@pytest.mark.guest
@pytest.mark.parametrize(
    ("head", "old", "new"),
    [
        ("def run(self):", "        second = 2", "        second = 20"),
        ("def run(self):", "        first = 1", "        first = 10"),
        ("    def run(self):", "        third = 3", "        third = 30"),
        ("return self.x", "        third = 3", "        third = 30"),
    ],
)
def test_a_quotation_with_one_place_is_there(editor: Editor, head: str, old: str, new: str) -> None:
    outcome = editor.apply_edit(SOURCE.encode(), patch(head, f"-{old}", f"+{new}"), path="a.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == SOURCE.replace(old, new)


@pytest.mark.guest
@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("def run(self):", ("-        return self.x", "+        return self.y")),
        ("return self.x", ("-        first = 1", "+        first = 10")),
        ("def run(self):", ("-    second = 2", "+    second = 20")),
        ("def run(self):", ("+        fourth = 4",)),
        ("def run(self):", ("-        second = 3", "+        second = 20")),
    ],
    ids=["several places", "no head above", "another depth", "nothing quoted", "not in the file"],
)
def test_anything_else_is_refused(editor: Editor, head: str, rows: tuple[str, ...]) -> None:
    outcome = editor.apply_edit(SOURCE.encode(), patch(head, *rows), path="a.py")
    assert isinstance(outcome, Refused), outcome


@pytest.mark.guest
def test_parts_of_a_patch_may_have_the_same_head(editor: Editor) -> None:
    below = ("@@ def run(self):", "-        second = 2", "+        second = 20")
    edit = patch("def run(self):", "-        first = 1", "+        first = 10", *below)
    outcome = editor.apply_edit(SOURCE.encode(), edit, path="a.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == SOURCE.replace("= 1", "= 10").replace("= 2", "= 20")
