"""A labelled set of misquoted edits: real sources, a true place, and a quotation of it that is damaged in a known way.

Made from the corpus's files, with a seed: the same corpus gives the same set. A case is kept only where its label can be
read off the lines: no other place of the file agrees with as many quoted lines as the true one.
"""

import difflib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from kaptar_bench.edit.damage import DAMAGES, Quotation, changed_word, names_in, renamed, target_word, word

LONG = 3000
"""Lines of the sources that are put together from several files."""


class Source(NamedTuple):
    """A file as it was and, where the corpus knows it, as it became."""

    path: str
    language: str
    before: str
    after: str | None


class Misquote(NamedTuple):
    """One edit with its label.

    Attributes:
        kind, format: how the quotation is damaged; how the edit is written.
        first, last: the lines of ``source`` that are meant, from 1, both included.
        after: the new text if the edit is applied at all.
    """

    kind: str
    format: str
    path: str
    source: str
    edit: str
    first: int
    last: int
    after: str


class _Place(NamedTuple):
    """Lines ``start..end`` (half open, from 0) of a source, of which ``target`` is to be changed."""

    lines: Sequence[str]
    start: int
    end: int
    target: int

    @property
    def quoted(self) -> Quotation:
        return Quotation(tuple(self.lines[self.start : self.end]), self.target - self.start)


def sources(corpus: Iterator[str]) -> list[Source]:
    """The distinct files of a corpus's cases, in a fixed order. ``corpus`` has a JSON object a line."""
    found: dict[tuple[str, str], Source] = {}
    for line in corpus:
        case = json.loads(line)
        key = (case["package"], case["path"])
        plain = case["before"][:1] != "\ufeff" and case["before"].endswith("\n") and "\r" not in case["before"]
        if case["expect"] == "exact" and plain:
            found.setdefault(key, Source(case["path"], case["language"], case["before"], case["after"]))
    return [found[key] for key in sorted(found)]


def misquotes(files: Sequence[Source], seed: int = 0) -> Iterator[Misquote]:
    """The set: four kinds of damage for each file, and all kinds several times for long sources."""
    kinds = list(_makers())
    for number, file in enumerate(files):
        for turn in range(4):
            kind = kinds[(4 * number + turn) % len(kinds)]
            yield from _made(kind, file, f"{seed}:{file.path}:{turn}")
    for file in _joined(files):
        for turn in range(3):
            for kind in kinds:
                yield from _made(kind, file, f"{seed}:{file.path}:{turn}:{kind}")


def _made(kind: str, file: Source, seed: str) -> Iterator[Misquote]:
    for attempt in range(8):
        found = _makers()[kind](kind, file, Random(f"{seed}:{attempt}"))
        if found is not None:
            yield found
            return


_Maker = Callable[[str, Source, Random], Misquote | None]


def _makers() -> dict[str, _Maker]:
    makers: dict[str, _Maker] = dict.fromkeys(DAMAGES, _damaged)
    return makers | {"one line": _one_line, "near twin": _near_twin, "stale file": _stale}


def _joined(files: Sequence[Source]) -> Iterator[Source]:
    """Sources of `LONG` lines: files of one language, one below the other."""
    for language in ("python", "javascript", "typescript", "tsx"):
        parts: list[str] = []
        for file in files:
            if file.language == language:
                parts.append(file.before)
                if sum(p.count("\n") for p in parts) >= LONG:
                    yield Source(f"joined{len(parts)}{file.path[file.path.rindex('.') :]}", language, "".join(parts), None)
                    parts = []


def _damaged(kind: str, file: Source, rng: Random) -> Misquote | None:
    lines = file.before.split("\n")[:-1]
    place = _random_place(lines, rng, rng.choice((4, 5, 6, 8, 14)))
    damaged = place and DAMAGES[kind](place.quoted, rng)
    return _written(kind, file, place, damaged, rng) if place and damaged else None


def _one_line(kind: str, file: Source, rng: Random) -> Misquote | None:
    lines = file.before.split("\n")[:-1]
    place = _random_place(lines, rng, 1)
    damaged = place and target_word(place.quoted, rng)
    if not place or not damaged:
        return None
    return _written(kind, file, place, damaged, rng)


def _near_twin(kind: str, file: Source, rng: Random) -> Misquote | None:
    """The place stands in the file twice, but for a name; one of the two is quoted, with a word changed where they agree."""
    lines = file.before.split("\n")[:-1]
    place = _random_place(lines, rng, rng.choice((6, 8, 10)))
    if place is None:
        return None
    names = sorted({found.group() for n in range(place.start, place.end) for found in names_in(lines[n])})
    if not names:
        return None
    old = rng.choice(names)
    new = renamed(old, rng)
    twin = [line.replace(old, new) for line in lines[place.start : place.end]]
    same = [n for n, line in enumerate(twin) if line == lines[place.start + n]]
    if len(same) == len(twin) or place.target - place.start not in same:
        return None
    gap = rng.choice((0, 1, 12))
    below = min(place.end + gap, len(lines))
    both = [*lines[:below], *twin, *lines[below:]]
    second = rng.random() < 0.5
    start = below if second else place.start
    chosen = _Place(both, start, start + len(twin), start + place.target - place.start)
    damaged = word(chosen.quoted, rng)
    changed = damaged and [n for n, line in enumerate(damaged.lines) if line != chosen.quoted.lines[n]]
    if not damaged or not changed or changed[0] not in same:
        return None
    return _written(kind, file._replace(before="\n".join(both) + "\n"), chosen, damaged, rng)


def _stale(kind: str, file: Source, rng: Random) -> Misquote | None:
    """The quotation is of the file as it was; the file has changed in the quoted lines since."""
    if file.after is None:
        return None
    old, new = file.before.split("\n")[:-1], file.after.split("\n")[:-1]
    steps = [s for s in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if s[0] == "replace"]
    steps = [s for s in steps if s[2] - s[1] <= 8 and s[4] - s[3] <= 8]
    if not steps:
        return None
    _, a0, a1, b0, b1 = rng.choice(steps)
    up, down = rng.randint(1, 3), rng.randint(1, 3)
    if old[a0 - up : a0] != new[b0 - up : b0] or old[a1 : a1 + down] != new[b1 : b1 + down] or a0 < up or a1 + down > len(old):
        return None
    around = [n for n in (*range(b0 - up, b0), *range(b1, b1 + down)) if len(new[n].strip()) > 5]
    if not around:
        return None
    target = rng.choice(around)
    place = _Place(new, b0 - up, b1 + down, target)
    quoted = tuple(old[a0 - up : a1 + down])
    at = target - place.start if target < b0 else target - b1 + a1 - a0 + up
    return _written(kind, file._replace(before=file.after), place, Quotation(quoted, at), rng)


def _random_place(lines: Sequence[str], rng: Random, size: int) -> _Place | None:
    """Some lines without much blank, one of which can be changed."""
    if len(lines) <= size + 2:
        return None
    start = rng.randrange(len(lines) - size)
    target = start + rng.randrange(size)
    full = sum(1 for n in range(start, start + size) if lines[n].strip())
    edges = lines[start].strip() and lines[start + size - 1].strip()
    told = len(lines[target].strip()) > 8 and "<" not in lines[target] and changed_word(lines[target], rng)
    good = full * 2 > size and edges and told
    return _Place(lines, start, start + size, target) if good else None


def _written(kind: str, file: Source, place: _Place, damaged: Quotation, rng: Random) -> Misquote | None:
    """The case, when its label can be told from the lines and the damaged quotation stands nowhere."""
    new = changed_word(place.lines[place.target], rng)
    if new is None or new == damaged.lines[damaged.target] or not _is_decidable(kind, place, damaged):
        return None
    format = rng.choice(sorted(_WRITERS))
    edit = _WRITERS[format](file.path, place, damaged, new, rng)
    after = "\n".join((*place.lines[: place.target], new, *place.lines[place.target + 1 :])) + "\n"
    return Misquote(kind, format, file.path, file.before, edit, place.start + 1, place.end, after)


_BLANKS = ("blank lines lost", "indentation of one line")
"""Kinds of damage that leave every line as it is but for its blanks."""


def _is_decidable(kind: str, place: _Place, damaged: Quotation) -> bool:
    """Whether the true place agrees with more of the quotation than any other: in lines, or in words where no line is intact."""
    have = [line.strip() for line in place.lines]
    wanted = [line.strip() for line in damaged.lines if line.strip()]
    if "\n".join(wanted) in "\n".join(line for line in have if line) and kind not in _BLANKS:
        return False
    if kind in ("one line", "every line"):
        units = [set(re.findall(r"\w+", line)) for line in have]
        wanted_units = {word for line in wanted for word in re.findall(r"\w+", line)}
    else:
        units = [{line} for line in have]
        wanted_units = set(wanted)
    here = len(wanted_units & set().union(*units[place.start : place.end]))
    size = len(damaged.lines) + 2
    for start in range(len(have)):
        end = min(start + size, place.start) if start < place.start else start + size
        if (end <= place.start or start >= place.end) and wanted_units & units[start]:
            there = set().union(*units[start:end])
            if len(wanted_units & there) >= here:
                return False
    return here > 0


def _blocks(path: str, place: _Place, damaged: Quotation, new: str, rng: Random) -> str:
    old, with_new = "\n".join(damaged.lines), "\n".join(damaged.with_line(damaged.target, new).lines)
    return f"{path}\n<<<<<<< SEARCH\n{old}\n=======\n{with_new}\n>>>>>>> REPLACE\n"


def _json(path: str, place: _Place, damaged: Quotation, new: str, rng: Random) -> str:
    with_new = damaged.with_line(damaged.target, new).lines
    return json.dumps({"file_path": path, "old_string": "\n".join(damaged.lines), "new_string": "\n".join(with_new)})


def _hunk(damaged: Quotation, new: str) -> str:
    lines = [f" {line}" for line in damaged.lines]
    lines[damaged.target : damaged.target + 1] = [f"-{damaged.lines[damaged.target]}", f"+{new}"]
    return "\n".join(lines)


def _udiff(path: str, place: _Place, damaged: Quotation, new: str, rng: Random) -> str:
    size, start = len(damaged.lines), max(1, place.start + 1 + rng.choice((0, 0, -3, 7, -40)))
    head = f"@@ -{start},{size} +{start},{size} @@" if rng.random() < 0.5 else "@@ ... @@"
    return f"--- a/{path}\n+++ b/{path}\n{head}\n{_hunk(damaged, new)}\n"


def _v4a(path: str, place: _Place, damaged: Quotation, new: str, rng: Random) -> str:
    return f"*** Begin Patch\n*** Update File: {path}\n@@\n{_hunk(damaged, new)}\n*** End Patch\n"


_WRITERS: dict[str, Callable[[str, _Place, Quotation, str, Random], str]] = {
    "search_replace": _blocks, "str_replace": _json, "udiff": _udiff, "v4a": _v4a,
}  # fmt: skip
