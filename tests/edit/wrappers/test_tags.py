"""Calls in tags become blocks and calls, to the letter; one that is not known is refused as a whole."""

import json

import pytest

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.wrappers.tags import untagged

BLOCK = "------- SEARCH\nx = 1\n=======\nx = 2\n+++++++ REPLACE\n"


def replaced(diff: str = BLOCK, path: str = "a.py", more: str = "") -> str:
    return f"<replace_in_file>\n<path>{path}</path>\n<diff>\n{diff}</diff>\n{more}</replace_in_file>\n"


def written(content: str, path: str = "a.py", more: str = "") -> str:
    return f"<write_to_file>\n<path>{path}</path>\n<content>\n{content}</content>\n{more}</write_to_file>\n"


def lines(text: str | None) -> list[str]:
    return [line for line in (text or "").split("\n") if line]


def test_a_diff_becomes_its_blocks_below_the_path() -> None:
    assert lines(untagged(replaced(), alone=False)) == ["a.py", *lines(BLOCK)]


def test_words_around_a_diff_stay_and_notes_go() -> None:
    edit = "I do it.\n\n" + replaced(more="<task_progress>\n- [x] it\n</task_progress>\n") + "Done.\n"
    assert lines(untagged(edit, alone=False)) == ["I do it.", "a.py", *lines(BLOCK), "Done."]


def test_two_calls_keep_their_paths() -> None:
    edit = replaced(path="Makefile") + replaced(path="src/b.py")
    assert lines(untagged(edit, alone=False)) == ["./Makefile", *lines(BLOCK), "src/b.py", *lines(BLOCK)]


@pytest.mark.parametrize("content", ["x = 1\n", "\n\nx = 1\n\n", "if a < b:\n    pass\n", "<p>&amp;</p>\n", "x = 1"])
def test_the_text_of_a_file_is_kept_to_the_letter(content: str) -> None:
    call = json.loads(untagged(written(content, more="<line_count>1</line_count>\n"), alone=False) or "")
    assert call == {"path": "a.py", "content": content}


def test_the_last_tag_may_be_indented() -> None:
    edit = "<write_to_file>\n  <path>a.py</path>\n  <content>\nx = 1\n  </content>\n</write_to_file>"
    assert json.loads(untagged(edit, alone=False) or "")["content"] == "x = 1\n"


REFUSED = {
    "another call": replaced() + "<execute_command>\n<command>ls</command>\n</execute_command>\n",
    "a field that is not known": replaced(more="<after>f</after>\n"),
    "a field twice": replaced(more="<path>b.py</path>\n"),
    "a cut call": replaced().removesuffix("</replace_in_file>\n"),
    "a cut diff": replaced().split("</diff>")[0],
    "no path": replaced().replace("<path>a.py</path>\n", ""),
    "a path with blanks": replaced(path="my dir/a.py"),
    "a line that belongs to no block": replaced(BLOCK + "y = 1\n"),
    "a block that is indented": replaced(BLOCK + "  " + BLOCK.replace("\n", "\n  ").rstrip(" ")),
    "two kinds": replaced() + written("x = 1\n", "b.py"),
    "text between fields": written("x = 1\n").replace("<content>", "also:\n<content>"),
    "the end of the text inside of it": written("a\n</content>\n</write_to_file>\nb\n"),
    "a file twice": written("x = 1\n") + written("x = 2\n"),
    "code beside": "```python\ny = 1\n```\n" + written("x = 1\n"),
    "entities": written("if a &lt; b &amp;&amp; c:\n"),
    "entities in a diff": replaced(BLOCK.replace("x = 2", "x = a &lt; b")),
    "character data": written("<![CDATA[x = 1\n]]>\n"),
}


@pytest.mark.parametrize("edit", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_read_is_refused_whole(edit: str) -> None:
    with pytest.raises(NotRead):
        untagged(edit, alone=False)


@pytest.mark.parametrize(
    "edit",
    [
        "x = 1\n",
        f"a.py\n{BLOCK.replace('x = 1', '<replace_in_file>')}",
        "*** Begin Patch\n<write_to_file>\n",
        '{"a": "\n<diff>"}',
    ],
)
def test_other_edits_are_none_of_these(edit: str) -> None:
    assert untagged(edit, alone=False) is None


def test_a_document_that_shows_a_call_is_a_document() -> None:
    assert untagged(f"# Tools\n\n{replaced()}", alone=True) is None
    assert untagged(f"{replaced()}\nMore words.\n", alone=True) is None
    assert untagged(replaced(), alone=True) is not None


@pytest.mark.parametrize(("held", "said"), [(1, 3), (2, 4), (10, 20), (37, 40), (90, 100), (5, 1_000_000)])
def test_a_text_with_fewer_lines_than_its_call_counts_was_cut_off(held: int, said: int) -> None:
    for content in ("x = 1\n" * held, "x = 1\n" * (held - 1) + "x = 1"):
        with pytest.raises(NotRead, match="cut off"):
            untagged(written(content, more=f"<line_count>{said}</line_count>\n"), alone=False)


@pytest.mark.parametrize(("held", "said"), [(1, "1"), (3, "4"), (38, "40"), (96, " 100 "), (10, "4"), (1, ""), (2, "many")])
def test_a_count_that_is_right_or_nearly_right_says_nothing_more(held: int, said: str) -> None:
    call = json.loads(untagged(written("x = 1\n" * held, more=f"<line_count>{said}</line_count>\n"), alone=False) or "")
    assert call["content"] == "x = 1\n" * held
