"""Parts of an edit that its format does not read: refused, and talk is not."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.leftovers import left_over, other_path, wrapping_fence
from kaptar.edit.outcome import Refused

BLOCK = "<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n"
PATCH = "*** Begin Patch\n*** Update File: a.py\n@@\n-a\n+b\n*** End Patch\n"
OTHERS = {
    "@@ -1 +1 @@\n-c\n+d\n": "@@ -1 +1 @@",
    "-c\n+d\n": "+d",
    "```python\nc = 1\n```\n": "c = 1",
    "def c():\n    return 1\n": "def c():",
    "--- a/b.py\n+++ b/b.py\n@@ -1 +1 @@\n-c\n+d\n": "--- a/b.py",
}
TALK = (
    "Here is the change:\n",
    "- first, it renames a\n- then b\n",
    "Run this:\n```bash\npytest -q\n```\n",
    "a.py\n",
)


@pytest.mark.parametrize(("format", "edit"), [("search_replace", BLOCK), ("v4a", PATCH)])
@pytest.mark.parametrize("other", OTHERS)
def test_a_second_edit_is_found_above_and_below(format: str, edit: str, other: str) -> None:
    assert left_over(edit + other, format) == OTHERS[other]
    assert left_over(other + edit, format) == OTHERS[other]


@pytest.mark.parametrize(("format", "edit"), [("search_replace", BLOCK), ("v4a", PATCH)])
@pytest.mark.parametrize("talk", TALK)
def test_talk_may_stand_beside_an_edit(format: str, edit: str, talk: str) -> None:
    assert left_over(talk + edit + talk, format) is None


def test_a_fence_with_its_blocks_is_no_rest() -> None:
    assert left_over(f"```python\na.py\n{BLOCK}```\n", "search_replace") is None


def test_the_lines_of_a_block_are_no_rest() -> None:
    assert left_over("<<<<<<< SEARCH\ndef a():\n=======\n@@ -1 +1 @@\n>>>>>>> REPLACE\n", "search_replace") is None


DIFF = "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a\n+b\n"


@pytest.mark.parametrize("code", ["And in b:\n\n    def b():\n        return 7\n", "```python\nc = 1\n```\n"])
def test_code_beside_a_diff_is_found(code: str) -> None:
    assert left_over(f"{DIFF}\n{code}", "udiff") is not None
    assert left_over(f"{code}\n{DIFF}", "udiff") is not None


@pytest.mark.parametrize("talk", TALK)
def test_talk_may_stand_beside_a_diff(talk: str) -> None:
    assert left_over(f"{talk}\n```diff\n{DIFF}```\n\n{talk}", "udiff") is None


def test_the_message_of_a_commit_is_no_rest() -> None:
    mail = "commit 1234\nAuthor: A <a@b.c>\n\n    Round the sum\n\ndiff --git a/a.py b/a.py\nindex 1..2 100644\n"
    assert left_over(f"{mail}{DIFF}", "udiff") is None


@pytest.mark.parametrize("sign", ["  ", "> ", "\t"])
def test_a_block_whose_borders_do_not_begin_their_lines_is_a_rest(sign: str) -> None:
    quoted = "".join(f"{sign}{line}\n" for line in BLOCK.splitlines())
    assert left_over(BLOCK + quoted, "search_replace") is not None


@pytest.mark.parametrize("words", ["Now in src/b.py:", "And `b.py`", "my dir/b.py", "**File** (src/b.py)", "See src/b.py."])
def test_words_above_a_block_that_name_another_file_are_told(words: str) -> None:
    assert other_path(f"a.py\n{BLOCK}{words}\n```python\n{BLOCK}```\n", "") is not None
    assert other_path(f"{words}\n{BLOCK}", "a.py") is not None


@pytest.mark.parametrize(
    "words", ["Now in src/a.py:", "And `a.py`", "It is faster, e.g. in loops.", "Then use v1.2", "I did it.", ""]
)
def test_words_above_a_block_that_name_its_file_or_none_are_talk(words: str) -> None:
    assert other_path(f"a.py\n{BLOCK}{words}\n{BLOCK}", "") is None
    assert other_path(f"{words}\n{BLOCK}", "a.py") is None


@pytest.mark.guest
@pytest.mark.parametrize("fence", ["```markdown", "```md", "``` text"])
@pytest.mark.parametrize("path", ["docs/README.md", "a.mdx", "a.rst"])
def test_an_open_fence_around_a_snippet_is_not_written(editor: Editor, fence: str, path: str) -> None:
    source = "```\n```shell\n# ...\n"
    outcome = editor.apply_edit(source.encode(), f"{fence}\n{source}```\n", path=path)
    assert isinstance(outcome, Refused)
    assert f"the fence {fence!r} at the beginning" in outcome.message


@pytest.mark.parametrize(("source", "fence"), [
    ("# A\n\nb\n", "```markdown"),
    ("```sh\na\n```\n", "```markdown"),
    ("# A\n", "~~~md"),
    ("A\n=\n", "````rst"),
])  # fmt: skip
def test_the_fence_around_a_document_is_found(source: str, fence: str) -> None:
    assert wrapping_fence(f"\n{fence}\n{source}", source, f"{fence}\n{source}") == fence


@pytest.mark.parametrize(("edit", "source", "text"), [
    ("```ts\na\n```\nb\n", "```js\na\n```\nb\n", "```ts\na\n```\nb\n"),
    ("```js\na2\n```\nb\n", "b\n```js\na\n```\n", "b\n```js\na2\n```\n"),
    ("```md\nb\nc\n```\n", "b\n", "b\nc\n"),
    ("```\na\n```\nb\n", "b\n", "```\na\n```\nb\n"),
    ("b\n```md\na\n```\n", "b\n", "b\n```md\na\n```\n"),
])  # fmt: skip
def test_a_documents_own_fence_is_none_of_the_answers(edit: str, source: str, text: str) -> None:
    assert wrapping_fence(edit, source, text) == ""
