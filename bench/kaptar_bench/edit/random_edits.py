"""Random snippets for real files, and what must hold of every one that applies. Pure and seeded.

A snippet shows some definitions of a file, changed or not, in the ways in which models write them: with markers and without, with
new comments, with another indentation, with a definition that is new. Nobody says what each of them means. Two things hold of
all: a definition that the snippet neither shows nor names keeps its bytes, and every line that comes is a line of the snippet.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from random import Random
from typing import NamedTuple

from kaptar.ops.table import HEADER_WORDS, NONE, RECORD_WORDS, RecordKind
from kaptar_bench.edit.damage import changed_word

_NO_DEFINITIONS = frozenset((RecordKind.ELEMENT,))
_VALUES = frozenset((RecordKind.VARIABLE, RecordKind.FIELD))
_HOLDERS = frozenset((
    RecordKind.CLASS, RecordKind.INTERFACE, RecordKind.STRUCT, RecordKind.ENUM, RecordKind.TRAIT, RecordKind.IMPL,
    RecordKind.NAMESPACE, RecordKind.RULE, RecordKind.SECTION,
))  # fmt: skip
"""What has members. A value in the block of anything else is a statement of a function."""
_TRIVIA = re.compile(r"(?://|#(?!define|include|pragma|if|el|endif|undef)|/\*|\*|<!--|--|@\w)")
_COMMENTS: dict[str, tuple[str, str]] = {
    "css": ("/* ", " */"), "html": ("<!-- ", " -->"), "markdown": ("<!-- ", " -->"), "lua": ("-- ", ""),
    **dict.fromkeys(("python", "ruby", "yaml", "toml", "bash"), ("# ", "")),
}  # fmt: skip
_MARKERS = (
    "... existing code ...", "...", "... rest of the code ...", "rest of code remains the same ...", "... unchanged ...",
    "... keep existing code", "… existing code …",
)  # fmt: skip
_NOTES = (
    "Checks the input first.", "Keep this in step with the caller.", "Same as above, for others.", "Removed values are skipped.",
    "TODO: rest of the cases", "See the existing tests.",
)  # fmt: skip


class Definition(NamedTuple):
    """A definition of a file. Lines from 0, both ends included; ``lead`` is the first line of the trivia above it.

    ``path`` names it and what is around it: kinds and names, the outermost first.
    """

    path: tuple[tuple[int, str], ...]
    lead: int
    first: int
    last: int

    @property
    def name(self) -> str:
        return self.path[-1][1]


class File(NamedTuple):
    """A file with its definitions in order."""

    path: str
    dialect: str
    text: str
    definitions: tuple[Definition, ...]


class RandomEdit(NamedTuple):
    """A snippet, and the lines of the file that it shows or speaks of, from 0."""

    kind: str
    edit: str
    touched: frozenset[int]


def definitions(table: bytes, text: str) -> tuple[Definition, ...]:
    """The definitions of a text by its table."""
    words = memoryview(table)[: len(table) // 4 * 4].cast("I")
    count, raw, lines = words[5], text.encode(), text.split("\n")
    rows = [words[HEADER_WORDS + n * RECORD_WORDS : HEADER_WORDS + (n + 1) * RECORD_WORDS].tolist() for n in range(count)]
    paths: dict[int, tuple[tuple[int, str], ...]] = {}
    locals_: set[int] = set()
    found = []
    for number, (kind, _, parent, _, _, first, last, name, name_end, _) in enumerate(rows):
        paths[number] = paths.get(parent, ())
        if parent in locals_ or (kind == RecordKind.BLOCK and (parent == NONE or rows[parent][0] not in _HOLDERS)):
            locals_.add(number)
        if kind >= RecordKind.IMPORT or kind in _NO_DEFINITIONS or name == NONE or (kind in _VALUES and parent in locals_):
            continue
        paths[number] = (*paths[number], (kind, raw[name:name_end].decode("utf-8", "replace")))
        found.append(Definition(paths[number], _lead(lines, first - 1), first - 1, last - 1))
    return tuple(found)


def _lead(lines: Sequence[str], first: int) -> int:
    while first > 0 and _TRIVIA.match(lines[first - 1].strip()) and not lines[first - 1].startswith("#!"):
        first -= 1
    return first


def broken_promise(file: File, edit: RandomEdit, text: str) -> str:
    """What a new text does that the edit does not say; "" if nothing.

    It goes by text alone: a snippet may part a block from its end, so that another table finds the definitions elsewhere.
    """
    rows = {line.strip() for line in edit.edit.split("\n")}
    old, new = file.text.split("\n"), text.split("\n")
    for line in _came(old, new):
        if line.strip() and line.strip() not in rows:
            return f"the line {line[:80]!r} comes, which the edit does not show"
    words = set(re.findall(r"[\w$]+", edit.edit))
    at, whole = 0, f"\n{text}\n"
    for d in _untouched(file.definitions, edit.touched, words):
        block = "\n".join(["", *old[d.lead : d.last + 1], ""])
        found = whole.find(block, at)
        if found < 0:
            name = ".".join(part for _, part in d.path)
            return f"{name} changes, moves or goes, which the edit does not mention: {block.strip()[:200]!r}"
        at = found
    return ""


def _came(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Lines of the new text that are not in their place in the old one."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    tail = 0
    while tail < min(len(old), len(new)) - head and old[len(old) - 1 - tail] == new[len(new) - 1 - tail]:
        tail += 1
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    for kind, _, _, first, end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from right[first:end]


def _untouched(found: Sequence[Definition], touched: frozenset[int], words: set[str]) -> Iterator[Definition]:
    """Definitions of which the edit shows nothing. A section ends where the next begins, whose comment is then in it."""
    for d in found:
        named = words & set(re.findall(r"[\w$]+", d.name))
        end = d.last + (5 if d.path[-1][0] == RecordKind.SECTION else 1)
        if not named and not any(n in touched for n in range(d.lead, end)):
            yield d


class _Draft:
    """A snippet that is being written: rows, and which lines of the file they speak of."""

    def __init__(self, file: File, rng: Random) -> None:
        self.file, self.rng = file, rng
        self.lines = file.text.split("\n")
        self.rows: list[str] = []
        self.touched: set[int] = set()
        self._marker = rng.choice(_MARKERS)

    def comment(self, text: str, indent: str) -> str:
        """A line with a comment."""
        opening, closing = _COMMENTS.get(self.file.dialect, ("// ", ""))
        return f"{indent}{opening}{text}{closing}"

    def mark(self, like: int, *, sure: bool = False) -> None:
        """A marker, as deep as a line of the file; now and then none."""
        if sure or self.rng.random() < 0.9:
            self.rows.append(self.comment(self._marker, _indent(self.lines[like]) if like < len(self.lines) else ""))

    def show(self, first: int, last: int) -> None:
        """Lines of the file as they are."""
        self.rows += self.lines[first : last + 1]
        self.touched.update(range(first, last + 1))

    def edit(self, kind: str) -> RandomEdit:
        """The snippet as it is sent."""
        rows = self.rows
        if self.rng.random() < 0.15:
            rows = _reindented(rows, self.rng)
        text = "\n".join(rows) + "\n"
        if self.rng.random() < 0.1:
            text = f"```\n{text}```\n"
        return RandomEdit(kind, text, frozenset(self.touched))


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _reindented(rows: list[str], rng: Random) -> list[str]:
    """All rows deeper, or all less deep: as models write a method alone."""
    common = min((len(_indent(row)) for row in rows if row.strip()), default=0)
    if common and rng.random() < 0.7:
        return [row[common:] for row in rows]
    return [f"  {row}" if row.strip() else row for row in rows]


_Body = Callable[[_Draft, Definition], bool]


def changed_line(draft: _Draft, d: Definition) -> bool:
    """A definition from its head to its end, with one line changed."""
    at = _inner(draft, d)
    line = changed_word(draft.lines[at], draft.rng) if at is not None else None
    if at is None or line is None:
        return False
    draft.show(d.first, at - 1)
    draft.rows.append(line)
    draft.touched.add(at)
    draft.show(at + 1, d.last)
    return True


def changed_line_between_markers(draft: _Draft, d: Definition) -> bool:
    """The head, a marker, a changed line with one or two neighbours, a marker, the end."""
    at = _inner(draft, d)
    line = changed_word(draft.lines[at], draft.rng) if at is not None else None
    if at is None or line is None or d.last - d.first < 6:
        return False
    top, end = max(d.first + 1, at - draft.rng.randint(1, 2)), min(d.last - 1, at + draft.rng.randint(1, 2))
    draft.show(d.first, d.first)
    draft.mark(top)
    draft.show(top, at - 1)
    draft.rows.append(line)
    draft.touched.add(at)
    draft.show(at + 1, end)
    draft.mark(end)
    draft.show(d.last, d.last)
    return True


def added_line(draft: _Draft, d: Definition) -> bool:
    """A line comes in between two shown ones."""
    at = _inner(draft, d)
    line = changed_word(draft.lines[at], draft.rng) if at is not None else None
    if at is None or line is None:
        return False
    draft.show(d.first, d.first)
    if at > d.first + 1:
        draft.mark(at)
    draft.show(at, at)
    draft.rows.append(line)
    if at + 1 <= d.last - 1:
        draft.show(at + 1, at + 1)
        draft.mark(at)
    draft.show(d.last, d.last)
    return True


def removed_line(draft: _Draft, d: Definition) -> bool:
    """A line is left out between shown ones."""
    at = _inner(draft, d)
    if at is None or d.last - d.first < 3:
        return False
    draft.show(d.first, at - 1)
    draft.touched.add(at)
    draft.show(at + 1, d.last)
    return True


def new_comment(draft: _Draft, d: Definition) -> bool:
    """One or more lines of a comment above the head, and a marker for the body."""
    for _ in range(draft.rng.randint(1, 3)):
        draft.rows.append(draft.comment(draft.rng.choice(_NOTES), _indent(draft.lines[d.first])))
    draft.touched.update(range(d.lead, d.first))
    draft.show(d.first, d.first)
    if d.last > d.first:
        draft.mark(min(d.first + 1, d.last))
    if draft.rng.random() < 0.5 and d.last > d.first + 1:
        draft.show(d.last, d.last)
    return True


def comment_inside(draft: _Draft, d: Definition) -> bool:
    """A new comment above a shown line of the body."""
    at = _inner(draft, d)
    if at is None:
        return False
    draft.show(d.first, d.first)
    draft.mark(at)
    draft.rows.append(draft.comment(draft.rng.choice(_NOTES), _indent(draft.lines[at])))
    draft.show(at, at)
    draft.mark(at)
    draft.show(d.last, d.last)
    return True


def new_neighbour(draft: _Draft, d: Definition) -> bool:
    """A definition that is shown, and below it a new one that is like it."""
    lines = draft.lines[d.first : d.last + 1]
    name = d.name.strip("\"'")
    if len(lines) > 30 or not re.fullmatch(r"[A-Za-z_]\w*", name):
        return False
    draft.show(d.first, d.last)
    draft.rows.append("")
    draft.rows += [re.sub(rf"\b{re.escape(name)}\b", f"{name}_more", line) for line in lines]
    return True


def head_only(draft: _Draft, d: Definition) -> bool:
    """The head with a word changed, and a marker for the rest."""
    line = changed_word(draft.lines[d.first], draft.rng)
    if line is None or d.last == d.first:
        return False
    draft.rows.append(line)
    draft.touched.add(d.first)
    draft.mark(d.first + 1)
    draft.show(d.last, d.last)
    return True


def new_body(draft: _Draft, d: Definition) -> bool:
    """The head, another body, the end: what the body was is not shown."""
    at = _inner(draft, d)
    line = changed_word(draft.lines[at], draft.rng) if at is not None else None
    if line is None:
        return False
    draft.show(d.first, d.first)
    draft.rows.append(line)
    draft.show(d.last, d.last)
    draft.touched.update(range(d.first, d.last + 1))
    return True


def removed_by_words(draft: _Draft, d: Definition) -> bool:
    """A comment that says to remove the definition."""
    draft.rows.append(draft.comment(f"removed {d.name}", _indent(draft.lines[d.first])))
    draft.touched.update(range(d.lead, d.last + 1))
    return True


BODIES: dict[str, _Body] = {
    function.__name__.replace("_", " "): function
    for function in (
        changed_line, changed_line_between_markers, added_line, removed_line, new_comment, comment_inside, new_neighbour,
        head_only, new_body, removed_by_words,
    )
}  # fmt: skip


def random_edit(file: File, seed: str) -> RandomEdit | None:
    """One snippet of one or two definitions; None where nothing could be written for this file and seed."""
    rng = Random(seed)
    fit = [d for d in file.definitions if d.last - d.first < 200]
    if not fit:
        return None
    draft = _Draft(file, rng)
    chosen = sorted(rng.sample(fit, min(len(fit), rng.choice((1, 1, 1, 2)))), key=lambda d: d.first)
    if len(chosen) > 1 and chosen[1].lead <= chosen[0].last:
        chosen = chosen[:1]
    kinds = []
    if rng.random() < 0.7:
        draft.mark(0)
    for number, d in enumerate(chosen):
        if number:
            draft.mark(d.first)
        around = _container(file, d) if rng.random() < 0.5 else None
        if around is not None:
            draft.show(around.first, around.first)
            draft.mark(d.first)
        kind = rng.choice(list(BODIES))
        if not BODIES[kind](draft, d):
            return None
        if around is not None:
            draft.mark(d.first)
            draft.show(around.last, around.last)
        kinds.append(kind)
    if rng.random() < 0.7:
        draft.mark(0)
    return draft.edit(", ".join(kinds))


def _container(file: File, d: Definition) -> Definition | None:
    """The definition around one."""
    around = [o for o in file.definitions if o != d and o.first < d.first and d.last <= o.last and o.path == d.path[:-1]]
    return around[-1] if around else None


def _inner(draft: _Draft, d: Definition) -> int | None:
    """A line between the head and the end that says something."""
    full = [n for n in range(d.first + 1, d.last) if re.search(r"\w", draft.lines[n])]
    return draft.rng.choice(full) if full else None


def random_edits(file: File, count: int, seed: int = 0) -> Iterator[RandomEdit]:
    """Up to ``count`` snippets of a file."""
    for number in range(count):
        found = random_edit(file, f"{seed}:{file.path}:{number}")
        if found is not None:
            yield found
