"""A replacement does not change a part of a number or word of the file that it does not quote as a whole."""

import json

import pytest
from breaking import Right, judge

from kaptar.edit.account.quoting.cut_words import check_cut
from kaptar.edit.account.quoting.joints import Piece
from kaptar.edit.outcome import Complaint

CUT = [
    ("a port", "port: 8080\n", "port: 80", "port: 90", "8080"),
    ("a number made longer", "retries=15\n", "retries=1", "retries=10", "15"),
    ("a version", "flask==2.0.10\n", "flask==2.0.1", "flask==2.0.3", "2.0.10"),
    ("a part of a version", 'version = "1.2.3"\n', '"1.2', '"1.3', "1.2.3"),
    ("a number from the left", "kill 12345\n", "345", "999", "12345"),
    ("a version from the left", "flask==2.0.1\n", "0.1", "0.3", "2.0.1"),
    ("a number with a unit", ".a { width: 100px; }\n", "width: 10", "width: 20", "100px"),
    ("a name", "export const userName = 1;\n", "const user", "const account", "userName"),
    ("a name with a line below", "SELECT order_items FROM t;\n", "order", "orders", "order_items"),
    ("a name from the left", "x = maxCount\n", "Count", "Size", "maxCount"),
    ("a name with a digit", "var1name = 2\n", "var1", "var2", "var1name"),
    ("the last of several lines", "setup()\nreturn value_old\n", "setup()\nreturn value", "setup2()\nreturn result", "value_old"),
    ("letters of any language", "größe = 1\n", "grö", "klein", "größe"),
]
WHOLE = [
    ("a name with a sign behind it", '<a class="btn-lg">\n', 'class="btn', 'class="button'),
    ("a call", "foo(x)\n", "foo(", "bar("),
    ("a number and its unit", "width: 10px\n", "width: 10", "width: 20"),
    ("a unit", "width: 10px\n", "px", "rem"),
    ("a version behind a letter", "rev: v0.5.0\n", "0.5.0", "0.5.1"),
    ("a part that stays", "return created\n", "urn created", "urn made"),
    ("another part that stays", "import Client\nx\n", "import Cli", "from a import Cli"),
    ("an object", "obj.methodName()\n", "obj.method", "other.method"),
    ("a letter behind a backslash", 'print("\\nfoo")\n', "foo", "bar"),
    ("a letter behind a percent sign", "'%sfoo'\n", "foo", "bar"),
    ("a sentence", "in 2024. Then\n", "2024", "2025"),
    ("a number below a point", "a.1\n", "1", "2"),
    ("words without blanks", "\u4f60\u597d\u4e16\u754c\n", "\u4e16", "\u4eba"),
]


def asked(source: str, old: str, new: str, *, is_prose: bool = False) -> Complaint | None:
    return check_cut(Piece(source, source.index(old), old, new), is_prose=is_prose)


@pytest.mark.parametrize(("source", "old", "new", "word"), [each[1:] for each in CUT], ids=[each[0] for each in CUT])
def test_a_word_or_number_is_not_cut(source: str, old: str, new: str, word: str) -> None:
    complaint = asked(source, old, new)
    assert complaint is not None
    assert complaint[0] == "no_match"
    assert repr(word) in complaint[1]


@pytest.mark.parametrize(("source", "old", "new"), [each[1:] for each in WHOLE], ids=[each[0] for each in WHOLE])
def test_what_is_quoted_as_a_whole_changes(source: str, old: str, new: str) -> None:
    assert asked(source, old, new) is None


def test_a_word_of_a_text_for_people_may_stand_between_signs() -> None:
    assert asked("a _word_ b\n", "word", "term", is_prose=True) is None
    assert asked("a _word_ b\n", "word", "term") is not None


def test_the_replay_asks_it() -> None:
    edit, source, text = json.dumps({"old_string": "port: 80", "new_string": "port: 90"}), "port: 8080\n", "port: 9080\n"
    complaint = judge(Right("", "str_replace", "exact", source, edit, text), text).complaint
    assert complaint is not None
    assert "8080" in complaint[1]


def test_all_places_may_be_renamed() -> None:
    edit = json.dumps({"old_string": "user", "new_string": "account", "replace_all": True})
    source, text = "userName = user\n", "accountName = account\n"
    assert judge(Right("", "str_replace", "exact", source, edit, text), text).complaint is None
