"""The account of an edit that can be read in several ways: it speaks of the reading that shows what comes."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused

FENCES = [
    "",
    "```sh\nls\n```\n",
    "```\na\n```\n\nx\n\n```\nb\n```\n",
    "~~~\na\n~~~\n",
    "```sh\nls\n```\n\nmiddle\n\n```py\na = 1\n```\n",
]


@pytest.mark.guest
@pytest.mark.parametrize("fences", FENCES)
@pytest.mark.parametrize("path", ["a.md", "a.rst"])
def test_the_line_that_goes_is_named_with_fences_and_without(editor: Editor, fences: str, path: str) -> None:
    source = f"# T\n\n* one thing\n* two things\n* three things\n\n{fences}\nlast line here\nand more of it\n"
    edit = source.replace("* two things\n", "").replace("last line", "final line")
    outcome = editor.apply_edit(source.encode(), edit, path=path)
    assert isinstance(outcome, Refused)
    assert outcome.message.startswith("'* two things' (line 4) would go")
