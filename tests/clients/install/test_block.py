"""Blocks between marks are taken out where they are as they were written; others are refused."""

import pytest

from kaptar.clients.install.block import ANY, MARKS, Block
from kaptar.errors import InputError

BEGIN, END = MARKS
BLOCK = Block(("run /new/python", "check"), known=((f"run {ANY}", "check"), (f"if {ANY}; then {ANY}", "fi")))


def block(*lines: str) -> str:
    return "".join(f"{line}\n" for line in (BEGIN, *lines, END))


@pytest.mark.parametrize("lines", [("run /new/python", "check"), ("run /a b/python", "check"), ("if x; then x", "fi")])
def test_a_block_as_some_version_wrote_it_goes(lines: tuple[str, ...]) -> None:
    text = "a\n" + block(*lines) + "b\n" + block(*lines) + "\x0bc\x85"
    assert BLOCK.take(text, None) == "a\nb\n\x0bc\x85"
    assert BLOCK.take(text.replace("\n", "\r\n"), None) == "a\r\nb\r\n\x0bc\x85"
    assert BLOCK.rest(text) == BLOCK.rest("a\nb\n\x0bc\x85")


@pytest.mark.parametrize(
    "lines", [("run /new/python", "check", "mine"), ("mine", "run /new/python", "check"), ("if x; then y", "fi"), ("run p",)]
)
def test_a_block_with_other_lines_is_refused_with_its_lines(lines: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match=rf"^lines 2 to {3 + len(lines)}: .* not as it was written"):
        BLOCK.take("a\n" + block(*lines) + "b\n", None)


def test_a_block_without_an_end_takes_nothing_of_the_next() -> None:
    with pytest.raises(InputError, match=r"^line 2: .* has no end"):
        BLOCK.take(f"a\n{BEGIN}\nmine\n" + block("run /new/python", "check"), None)
    with pytest.raises(InputError, match=r"^line 2: .* has no end"):
        BLOCK.take(f"a\n{BEGIN}\nrun /new/python\ncheck\n", None)
    with pytest.raises(InputError, match=r"^line 1: .* does not begin"):
        BLOCK.take(f"{END}\na\n", None)


def test_a_line_that_says_more_than_a_mark_is_none() -> None:
    text = f"x: 1 {BEGIN}\n"
    assert BLOCK.take(text, None) == text
    assert not BLOCK.found(text)


def test_the_rest_is_all_bytes_outside() -> None:
    assert BLOCK.rest("a\n" + block("x") + "b") != BLOCK.rest("a\n b")
    assert BLOCK.rest("a") == BLOCK.rest(BLOCK.put("a"))
    assert BLOCK.rest("a \n") != BLOCK.rest("a\n")
