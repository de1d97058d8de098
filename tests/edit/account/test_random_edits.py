"""Whatever a snippet means: what it does not mention keeps its bytes, and what comes is a line of it."""

from collections import Counter

import pytest
from proof.triples import TRIPLES

from kaptar.api.programs import Runtime
from kaptar.edit.engine import Editor
from kaptar.languages import language_of
from kaptar_bench.edit.random_edits import BODIES, File, RandomEdit, broken_promise, definitions, random_edits
from kaptar_bench.edit.untouched import verdict

pytestmark = pytest.mark.guest

_EACH = 40
SOURCES = {t.path: t.before for t in TRIPLES if language_of(t.path) is not None}


def _file(guests: Runtime, path: str) -> File:
    language = language_of(path)
    assert language is not None
    text = SOURCES[path]
    table: bytes = guests.call_guest(language.module, "table", text.encode(), language.dialect)
    return File(path, language.dialect, text, definitions(table, text))


@pytest.mark.parametrize("path", SOURCES)
def test_what_is_not_mentioned_keeps_its_bytes(guests: Runtime, editor: Editor, path: str) -> None:
    file = _file(guests, path)
    for edit in random_edits(file, _EACH):
        assert verdict(editor, file, edit) in ("", "refused"), edit


def test_enough_of_them_apply_that_the_property_says_something(guests: Runtime, editor: Editor) -> None:
    found: Counter[str] = Counter()
    for path in SOURCES:
        file = _file(guests, path)
        for edit in random_edits(file, _EACH):
            found["applied" if verdict(editor, file, edit) == "" else "refused"] += 1
    assert found["applied"] >= 40, found


def test_every_kind_is_made(guests: Runtime) -> None:
    made = {k for path in SOURCES for edit in random_edits(_file(guests, path), _EACH) for k in edit.kind.split(", ")}
    assert made == set(BODIES)


@pytest.mark.parametrize(("old", "new", "told"), [
    ("def open_gate():\n    print", "def open_gate():\n    pass\n    print", "comes"),
    ("        self.owner = None\n", "", "Wishlist"),
    ("# Adds one item.\n", "", "add"),
    ("        self.size = 0\n\n\n", "        self.size = 0\n\n\n\n", ""),
], ids=["a line comes", "a line goes", "a comment goes", "a blank line between definitions"])  # fmt: skip
def test_the_check_sees_what_changes(guests: Runtime, old: str, new: str, told: str) -> None:
    file = _file(guests, "shop.py")
    assert file.text.count(old) == 1
    said = broken_promise(file, RandomEdit("none", "# ...\n", frozenset()), file.text.replace(old, new))
    assert told in said if told else said == ""


def test_the_check_sees_what_moves(guests: Runtime) -> None:
    file = _file(guests, "shop.py")
    first, second = (next(d for d in file.definitions if d.name == name) for name in ("total", "rate"))
    lines = file.text.split("\n")
    swapped = [
        *lines[: first.lead], *lines[second.lead : second.last + 1], "", "", *lines[first.lead : first.last + 1],
        *lines[second.last + 1 :],
    ]  # fmt: skip
    every_line_but_one_name = "\n".join(line for line in lines if "rate" not in line)
    assert "comes" in broken_promise(file, RandomEdit("none", every_line_but_one_name, frozenset()), "\n".join(swapped))
    by_line = RandomEdit("none", "\n".join(f"{line}" for line in lines if "def " not in line and "rate" not in line), frozenset())
    assert broken_promise(file, by_line, "\n".join(swapped)) != ""
