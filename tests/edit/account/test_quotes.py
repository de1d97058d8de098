"""Plans for edits that quote what they replace: each wrong one is refused, whatever made it."""

import pytest

from kaptar.edit.account.lines import compare
from kaptar.edit.account.quotes import check_inserted, check_quoted
from kaptar.edit.outcome import Span

SOURCE = b"a\nb\nc\nd\n"
EDITS = {
    "search_replace": "<<<<<<< SEARCH\na\nb\nc\n=======\na\nB\nc\n>>>>>>> REPLACE\n",
    "udiff": "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n",
    "v4a": "*** Begin Patch\n*** Update File: f\n@@\n a\n-b\n+B\n c\n*** End Patch\n",
}
WRONG = {
    "it only takes away": b"a\nc\nd\n",
    "a context line goes too": b"B\nc\nd\n",
    "all goes": b"d\n",
    "the old line stays": b"a\nb\nB\nc\nd\n",
    "the new line comes twice": b"a\nB\nB\nc\nd\n",
    "an invented line comes": b"a\nB\nx\nc\nd\n",
    "a line beyond goes": b"a\nB\nc\n",
    "nothing happens, but a line goes": b"a\nb\nc\n",
}


def complaint(format: str, text: bytes) -> object:
    spans = [Span(0, len(SOURCE), text)]
    return check_quoted(compare(SOURCE, text, spans), EDITS[format], format, faithful=True)


@pytest.mark.parametrize("format", EDITS)
def test_the_right_plan_passes(format: str) -> None:
    assert complaint(format, b"a\nB\nc\nd\n") is None


@pytest.mark.parametrize("format", EDITS)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_plan_is_refused(format: str, wrong: str) -> None:
    assert complaint(format, WRONG[wrong]) is not None


def test_a_block_that_was_applied_before_counts_nothing() -> None:
    edit = EDITS["search_replace"] + "<<<<<<< SEARCH\nd\n=======\nD\n>>>>>>> REPLACE\n"
    source, text = b"a\nB\nc\nd\n", b"a\nB\nc\nD\n"
    assert check_quoted(compare(source, text, [Span(6, 8, b"D\n")]), edit, "search_replace", faithful=True) is None


def test_blocks_may_follow_each_other_on_one_line() -> None:
    edit = "<<<<<<< SEARCH\na\n=======\nx\n>>>>>>> REPLACE\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n"
    found = check_quoted(compare(SOURCE, b"y\nb\nc\nd\n", [Span(0, 2, b"y\n")]), edit, "search_replace", faithful=True)
    assert found is None


@pytest.mark.parametrize("format", EDITS)
def test_a_slightly_wrong_quotation_takes_no_line_more(format: str) -> None:
    edit = EDITS[format].replace("a", "alpha beta gammo").replace("b", "one two three").replace("c", "four five six")
    source = b"alpha beta gamma\none two three\nfour five six\n"

    def judged(text: bytes) -> object:
        return check_quoted(compare(source, text, [Span(0, len(source), text)]), edit, format, faithful=False)

    assert judged(b"alpha beta gamma\nB\nfour five six\n") is None
    for wrong in (b"B\nfour five six\n", b"alpha beta gamma\nfour five six\n", b"", source):
        assert judged(wrong) is not None, wrong


@pytest.mark.parametrize("format", EDITS)
def test_an_edit_that_is_not_there_is_not_there_already(format: str) -> None:
    assert check_quoted(compare(SOURCE, SOURCE, []), EDITS[format], format, faithful=True) is not None
    done = SOURCE.replace(b"b", b"B")
    assert check_quoted(compare(done, done, []), EDITS[format], format, faithful=True) is None


@pytest.mark.parametrize(("lines", "right"), [(b"x\ny\n", True), (b"x\n", False), (b"x\ny\ny\n", False), (b"z\n", False)])
def test_an_insertion_brings_the_lines_of_the_call(lines: bytes, right: bool) -> None:
    edit = '{"command": "insert", "path": "f", "insert_line": 1, "new_str": "x\\ny\\n"}'
    found = check_inserted(compare(SOURCE, b"a\n" + lines + SOURCE[2:], [Span(2, 2, lines)]), edit)
    assert (found is None) == right
