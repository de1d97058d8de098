"""New methods below a marker: applied where no hidden one can be meant, in words like those of the line above or not."""

from typing import NamedTuple

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

pytestmark = pytest.mark.guest


class _File(NamedTuple):
    """A file with one class: its lines, those of its last method, and the marker."""

    path: str
    lines: tuple[str, ...]
    end: tuple[str, ...]
    marker: str


FILES = {
    "python": _File(
        "a.py",
        ("class Cart:", "    def load(self, id):", "        return self.db.get(id)", "",
         "    def total(self):", "        x = prepare(self.items)", "        return add(x, self.rate)"),
        (), "    # ... existing methods ...",
    ),
    "ruby": _File(
        "a.rb",
        ("class Cart", "  def load(id)", "    @db.get(id)", "  end", "",
         "  def total", "    x = prepare(@items)", "    add(x, @rate)", "  end"),
        ("end",), "  # ... existing methods ...",
    ),
    "typescript": _File(
        "a.ts",
        ("class Cart {", "  load(id: number) {", "    return this.db.get(id);", "  }", "",
         "  total() {", "    const x = prepare(this.items);", "    return add(x, this.rate);", "  }"),
        ("}",), "  // ... existing methods ...",
    ),
    "java": _File(
        "Cart.java",
        ("class Cart {", "    int load(int id) {", "        return db.get(id);", "    }", "",
         "    int total() {", "        int x = prepare(items);", "        return add(x, rate);", "    }"),
        ("}",), "    // ... existing methods ...",
    ),
}  # fmt: skip
NEW = {
    "python": [
        ("    def tax(self):", "        return add(self.total(), self.rate, 2)"),
        ("    def fetch(self, id, rate):", "        return self.db.add(x, rate)"),
        ("    @property", "    def x(self):", "        add(self.rate)"),
        ("    def load_all(self):", "        return add(x, self.rate, self.db)"),
        ("    async def drop(self, id):", "        await self.db.add(id, rate=self.rate, x=1)"),
    ],
    "ruby": [
        ("  def count", "    @items.size", "  end"),
        ("  def tax(x)", "    add(total, @rate, 2)", "  end"),
        ("  def empty?", "    @items.none?", "  end"),
        ("  def self.of(items)", "    new(items)", "  end"),
    ],
    "typescript": [("  tax() {", "    return add(this.total(), this.rate, 2);", "  }")],
    "java": [("    int tax() {", "        return add(total(), rate, 2);", "    }")],
}
HIDDEN = {
    "python": [
        ("    def amount(self):", "        x = prepare(self.items)", "        return add(x, self.rate)"),
        ("    def amount(self, k):", "        x = prepare(self.items)", "        return add(x, self.rate)"),
        ("    def totals(self):", "        x = prepare(self.items)", "        return add(x, self.rate, 2)"),
        ("    def fetch(self, id):", "        return self.db.get(id)"),
        ("    x = prepare(self.items)",),
    ],
    "ruby": [
        ("  def amount", "    x = prepare(@items)", "    add(x, @rate)", "  end"),
        ("  def amount(k)", "    x = prepare(@items)", "    add(x, @rate)", "  end"),
        ("  def totals", "    x = prepare(@items)", "    add(x, @rate, 2)", "  end"),
    ],
    "typescript": [("  amount() {", "    const x = prepare(this.items);", "    return add(x, this.rate);", "  }")],
    "java": [("    int amount() {", "        int x = prepare(items);", "        return add(x, rate);", "    }")],
}


def _apply(editor: Editor, file: _File, method: tuple[str, ...]) -> Applied | Refused:
    source = "\n".join((*file.lines, *file.end, ""))
    edit = "\n".join((file.lines[0], file.marker, "", *method, *file.end, ""))
    return editor.apply_edit(source.encode(), edit, path=file.path)


@pytest.mark.parametrize(("language", "method"), [(k, m) for k, v in NEW.items() for m in v])
def test_a_method_with_a_name_of_its_own_is_new(editor: Editor, language: str, method: tuple[str, ...]) -> None:
    file = FILES[language]
    outcome = _apply(editor, file, method)
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == "\n".join((*file.lines, "", *method, *file.end, ""))


@pytest.mark.parametrize(("language", "method"), [(k, m) for k, v in HIDDEN.items() for m in v])
def test_what_could_be_a_hidden_one_is_refused(editor: Editor, language: str, method: tuple[str, ...]) -> None:
    assert isinstance(_apply(editor, FILES[language], method), Refused)


CHANGED = {
    "python": ("    def total(self, k):", "        return add(k, self.rate)"),
    "ruby": ("  def total(k)", "    add(k, @rate)", "  end"),
    "typescript": ("  total(k: number) {", "    return add(k, this.rate);", "  }"),
}


@pytest.mark.parametrize("language", CHANGED)
def test_a_method_of_that_name_takes_the_place_of_the_hidden_one(editor: Editor, language: str) -> None:
    file = FILES[language]
    outcome = _apply(editor, file, CHANGED[language])
    assert isinstance(outcome, Applied), outcome
    first = next(n for n, line in enumerate(file.lines) if "total" in line)
    assert outcome.text.decode() == "\n".join((*file.lines[:first], *CHANGED[language], *file.end, ""))


def test_an_overload_of_a_hidden_method_is_refused(editor: Editor) -> None:
    overload = ("    int total(int k) {", "        return add(k, rate);", "    }")
    assert isinstance(_apply(editor, FILES["java"], overload), Refused)
