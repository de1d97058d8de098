"""New lines between rows that stand elsewhere around a version of them, and blocks that are the beginning of a hidden one."""

import pytest
from laying import lay

from kaptar.edit.account.rules.renewed_heads import check_renewed_heads
from kaptar.edit.account.rules.replaced_there import check_replaced_there

BEFORE = "struct A {\n  f: F,\n  state: S,\n}\nstruct B {\n  f: F,\n  inner: I,\n  state: S,\n}\n"
AFTER = BEFORE.replace("  state: S,\n", "  inner: Arc<I>,\n  state: S,\n", 1)
EDIT = "// ...\n  f: F,\n  inner: Arc<I>,\n  state: S,\n// ...\n"


def test_a_new_line_that_is_a_version_of_one_elsewhere_is_refused() -> None:
    complaint = check_replaced_there(*lay(BEFORE, AFTER, EDIT))
    assert complaint is not None
    assert "line 2" in complaint[1]
    assert "line 7" in complaint[1]


@pytest.mark.parametrize("word", ["inner: Arc<I>", "inner: Box<I>"])
def test_a_line_that_is_there_once_tells_the_place(word: str) -> None:
    edit = EDIT.replace("// ...\n", "// ...\nstruct A {\n", 1).replace("inner: Arc<I>", word)
    assert check_replaced_there(*lay(BEFORE, AFTER.replace("inner: Arc<I>", word), edit)) is None


def test_another_line_there_is_no_version() -> None:
    before, after = (text.replace("inner: I", "count: u64") for text in (BEFORE, AFTER))
    assert check_replaced_there(*lay(before, after, EDIT)) is None


HEAD = "```js\nfunction One() {\n  let x = use();\n  return x;\n}\n```\n"


def renewed(new: str, edit: str) -> object:
    return check_renewed_heads(*lay(HEAD, HEAD.replace("```js\n", f"```js\n{new}"), edit))


def test_the_beginning_of_the_hidden_block_under_another_head_is_refused() -> None:
    new = "function Two() {\n  let x = use();\n"
    assert renewed(new, f"<!-- ... -->\n```js\n{new}<!-- ... -->\n") is not None


def test_a_block_that_is_whole_or_begins_otherwise_may_come() -> None:
    whole = "function Two() {\n  let x = use();\n  return x;\n}\n"
    assert renewed(whole, f"<!-- ... -->\n```js\n{whole}<!-- ... -->\n") is None
    other = "function Two() {\n  let y = make();\n  return y;\n}\n"
    assert renewed(other, f"<!-- ... -->\n```js\n{other}<!-- ... -->\n") is None
