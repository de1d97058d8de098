"""A text is taken for a whole file only for a reason, and never if it is an edit in another syntax."""

import pytest
from laying import lay

from kaptar.edit.account.reasons import check_reason

NOTES = "cat\nx\n"
FOREIGN = (
    "<old_text>\ncat\n</old_text>\n<new_text>\ndog\n</new_text>\n", "<search>\ncat\n</search>\n<replace>\ndog\n</replace>\n",
    "<find>cat</find>\n<replace>dog</replace>\n", "<think>\nHm.\n</think>\ndog\nx\n", "1c1\n< cat\n---\n> dog\n",
    "*** a\t2020\n--- a\t2020\n***************\n*** 1,2 ****\n! cat\n  x\n--- 1,2 ----\n! dog\n  x\n", "1c\ncat\n.\nw\n",
    "cat\nshould be\ndog\n", "cat\n->\ndog\n", "Before:\n\ncat\n\nAfter:\n\ndog\n", "OLD:\ncat\nNEW:\ndog\n", "cat -> dog\n",
    "- cat\n+ dog\n  x\n", "The [-cat-]{+dog+} sat.\nx\n", "Line 1:\ndog\nx\n",
)  # fmt: skip
CHATTER = (
    "<html>\n<head><title>502 Bad Gateway</title></head>\n</html>\n", "I'm sorry, but I can't make this change.\n",
    "The file has been updated.\n\nThe new value is dog.\n", "Error: 529 Overloaded\n    at fetch (api.js:1:1)\n",
)  # fmt: skip


@pytest.mark.parametrize("text", [*FOREIGN, *CHATTER])
def test_edits_of_other_tools_and_chatter_are_no_files(text: str) -> None:
    assert check_reason(lay(NOTES, text, text)[0]) is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("cat\n", "cat\nshould be\ndog\n"),
        (NOTES, "cat -> dog\nx\n"),
        (NOTES, "cat\nx\n0a1\n> dog\n"),
    ],
)
def test_a_line_of_the_file_is_no_reason_beside_edit_syntax(before: str, after: str) -> None:
    assert check_reason(lay(before, after, after)[0]) is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NOTES, "dog\nx\n"),
        ("18.1\n", "20.3\n"),
        ("cat\n", "dog\n"),
        ("a=1\nb=2\n", "a=2\nb=3\n"),
        ("# Before\n\ncat\n\n# After\n\ndog\n", "# Before\n\ncat\n\n# After\n\ncow\n"),
        ("<edits>\n<a/>\n</edits>\n", "<edits>\n<b/>\n</edits>\n"),
        ("one\ntwo\nthree\nfour\n", "one\ntwo\nthree\nBefore:\nAfter:\n"),
        ("...\n", "dog\n"),
    ],
)
def test_a_text_that_is_like_the_file_is_one(before: str, after: str) -> None:
    assert check_reason(lay(before, after, after)[0]) is None
