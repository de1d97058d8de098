"""Sources whose parsers would need time by the square of their length are known by a count before they are parsed."""

from hashlib import sha256
from typing import Any

import pytest

from kaptar.edit.structure import Structures
from kaptar.languages import LANGUAGES, MOST_DOCUMENTS, why_not_parsed

COSTLY = {
    "lines": "<<A\n", "with ends": "<<A\nA\n", "quoted": "<<'A'\n", "escaped": "<<\\A\n", "dash": "<<-A\n", "a number": "<<1\n",
    "a brace": "<<{\n", "blanks": " \t << A\n", "many blanks": " " * 100 + "<<A\n",
    "one line": "<<A;", "behind a semicolon": ";<<A\n", "and": "<<A &&\n",
    "pipe": "x | <<A\n", "brackets": "(<<A)\n", "then": "if x; then <<A\nfi\n", "do": "while x; do <<A\ndone\n",
    "else": "if x; then y; else <<A\nfi\n", "case": "case x in\na) <<A\n;;\nesac\n", "backtick": "x=`<<A\n`\n",
    "a line that goes on": "x\\\n<<A\n", "a command behind": "<<A x\n", "other lines between": "<<A\nx y\nz\n",
    "returns": "<<A\r\n",
}  # fmt: skip
PLAIN = {
    "configure": "cat confdefs.h - <<_ACEOF >conftest.$ac_ext\n/* end */\nint x = 1 << 2;\n_ACEOF\n",
    "cat": "cat <<EOF\nx\nEOF\n", "many of one command": "cat <<A <<B\na\nA\nb\nB\n", "shifts": "echo $((1 << 2)) $((a<<b))\n",
    "texts": "x <<< y\n", "here strings alone": "<<< x\n", "conflicts": "<<<<<<< HEAD\n",
    "in a text": 'echo "<<A"\n', "out": ">a <<A\n",
    "a command like a word": "sudo <<A\nA\n", "a loop": "while read x; do y; done <<A\nA\n",
}  # fmt: skip


@pytest.mark.parametrize("unit", COSTLY.values(), ids=COSTLY)
def test_here_documents_without_a_command_are_counted(unit: str) -> None:
    assert why_not_parsed((unit * (MOST_DOCUMENTS + 1)).encode(), "bash") == "more than 500 here documents without a command"
    assert why_not_parsed((unit * MOST_DOCUMENTS).encode(), "bash") == ""


@pytest.mark.parametrize("unit", PLAIN.values(), ids=PLAIN)
def test_ordinary_scripts_are_parsed_however_long(unit: str) -> None:
    assert why_not_parsed((unit * 20_000).encode(), "bash") == ""


@pytest.mark.parametrize("dialect", [name for name in LANGUAGES if name != "bash"])
def test_other_languages_are_not_meant(dialect: str) -> None:
    assert why_not_parsed(b"<<A\n" * 1000, dialect) == ""


class Asked:
    """Guests that are asked for nothing."""

    def call_guest(self, *asked: Any, **options: Any) -> bytes:
        raise AssertionError(f"a guest is asked: {asked[:2]}")


def test_no_guest_of_edits_is_asked_either() -> None:
    text, bash = b"<<A\n" * 1000, LANGUAGES["bash"]
    structures = Structures(Asked(), 1 << 20, 1 << 20)
    for found in (structures.of(text, sha256(text).hexdigest(), bash, 1000), structures.after(text, "", bash, 1000)):
        assert (found.table, found.missing) == (None, "more than 500 here documents without a command")
