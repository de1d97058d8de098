"""Lines of a million characters: a pattern that goes back over what it has read would not end."""

import pytest

from kaptar.edit.account.facts.lines import compare
from kaptar.edit.account.facts.rows import rows_of
from kaptar.edit.account.facts.shown import Shown, find_shown
from kaptar.edit.account.rules.doubles import check_doubles
from kaptar.edit.account.rules.stand_ins import check_stand_ins
from kaptar.edit.edit_syntax import foreign_line
from kaptar.edit.outcome import Span
from kaptar.edit.placeholders import is_hidden_text, is_invitation, stands_for_code

_MANY = 1_000_000
LINES = {
    "blanks": "a" + " " * _MANY + "b",
    "a comment of blanks": "/*" + " " * _MANY,
    "hashes": "#" * _MANY,
    "bars": "-" * _MANY + "x",
    "arrows": "fn f() " + "->" * (_MANY // 2),
    "functions": "fn " * (_MANY // 3),
    "names": "a," * (_MANY // 2) + "(",
    "stubs": "todo!(" * (_MANY // 6) + "{" + " " * _MANY + "x",
    "a sentence": "(rest of " + "a " * (_MANY // 2),
}


@pytest.mark.parametrize("name", LINES)
def test_a_long_line_is_no_placeholder(name: str) -> None:
    line = LINES[name]
    assert not is_invitation(line)
    assert not stands_for_code(line)
    assert not is_hidden_text(f"% {line}", "tex")
    text = f"{line}\n".encode()
    assert foreign_line(b"x = 1\n", text, [(0, len(text) - 1)], "a.py") is None


@pytest.mark.parametrize("name", LINES)
def test_the_rules_of_the_account_end(name: str) -> None:
    line = LINES[name]
    before = "def f():\n    if a:\n        return 1\n    else:\n        return 2\n"
    after, edit = f"{before}    {line}\n", f"def f():\n    # ...\n    {line}\n"
    old, new = before.encode(), after.encode()
    difference = compare(old, new, [Span(len(old), len(old), new[len(old) :])])
    shown = find_shown(rows_of(edit.split("\n"), difference.new, difference.old), difference)
    assert isinstance(shown, Shown)
    assert check_stand_ins(difference, shown, lambda _: False) is None
    check_doubles(difference, shown)
