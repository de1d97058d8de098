"""A definition shown whole whose decorators, annotations or attributes are added to or changed."""

import random
import re
from collections.abc import Callable, Sequence
from functools import partial

from kaptar_bench.edit_corpus.styles import Draft
from kaptar_bench.edit_kinds.comments import Maker, bare_kept, lines_at, usable, whole_kept
from kaptar_bench.edit_kinds.definitions import Definition, indent_at, is_plain_comment
from kaptar_bench.edit_kinds.sources import Source
from kaptar_bench.edit_kinds.wording import new_comment, reworded

_ANY = ("@traced", '@logged("{name}")', "@limits.checked(3)")
_CALLS = ("@Traced()", "@Logged('{name}')", "@Limited({{times: 3}})")
_NEW: dict[tuple[str, str], tuple[str, ...]] = {
    ("python", "function"): _ANY,
    ("python", "method"): _ANY,
    ("python", "class"): (*_ANY, "@dataclasses.dataclass(frozen=True)"),
    ("script", "method"): _CALLS,
    ("script", "class"): _CALLS,
    ("java", "function"): ("@Traced", '@Deprecated("see {name}")'),
    ("java", "method"): ("@Traced", '@SuppressWarnings("unchecked")'),
    ("java", "class"): ("@Traced", '@SuppressWarnings("unchecked")'),
    ("rust", "function"): ("#[inline]", "#[must_use]", "#[cfg(test)]"),
    ("rust", "method"): ("#[inline]", "#[must_use]"),
    ("rust", "class"): ("#[derive(Clone)]", "#[allow(dead_code)]"),
}
_NO_DECORATORS = {"go", "swift", "c", "cpp"}
New = Callable[[Source, Definition, random.Random], tuple[list[str], list[str]] | None]
"""The lines shown above a definition, and those that the file has above it then."""


def _decorator(source: Source, found: Definition, rng: random.Random) -> str | None:
    """A decorator that the language allows there and the definition does not have."""
    language = source.language
    where = "class" if found.scope.kind == "class" else "method" if found.chain else "function"
    family = "rust" if language.name == "rust" else language.family
    if language.name in _NO_DECORATORS or found.name == "constructor" or source.lines[found.sig].lstrip().startswith("impl"):
        return None
    if language.family == "script" and re.match(r"\s*(get|set|declare|#|\w+\s*=)", source.lines[found.sig]):
        return None
    known = " ".join(lines_at(source, found.decorators))
    fits = [d.format(name=found.name) for d in _NEW.get((family, where), ())]
    fits = [d for d in fits if d.split("(")[0] not in known]
    return indent_at(source, found) + rng.choice(fits) if fits else None


def _added(source: Source, found: Definition, rng: random.Random, *, comment: str) -> tuple[list[str], list[str]] | None:
    """A decorator for a definition without one; the comment above is absent, shown, not shown, reworded, or added too."""
    if found.decorators or bool(found.comment) != (comment not in ("absent", "added")):
        return None
    new, old = _decorator(source, found, rng), lines_at(source, found.comment)
    if new is None:
        return None
    if comment == "added":
        old = new_comment(source.language, found, indent_at(source, found), rng.choice((1, 2, 3)), rng)
    if comment == "reworded":
        changed = reworded(old, rng) if is_plain_comment(old) and len(old) < 15 else None
        if changed is None:
            return None
        old = changed
    return [*([] if comment == "not shown" else old), new], [*old, new]


def _second(source: Source, found: Definition, rng: random.Random) -> tuple[list[str], list[str]] | None:
    """One more decorator, above or below those that the definition has; all are shown."""
    new = _decorator(source, found, rng)
    if not found.decorators or new is None:
        return None
    comment, known = lines_at(source, found.comment), lines_at(source, found.decorators)
    lead = [*comment, new, *known] if rng.random() < 0.6 else [*comment, *known, new]
    return lead, lead


def _arguments(source: Source, found: Definition, rng: random.Random) -> tuple[list[str], list[str]] | None:
    """The arguments of a decorator change."""
    lead = lines_at(source, range(found.top, found.sig))
    places = [
        (n, place)
        for n, line in enumerate(lead)
        if re.match(r"\s*(?:@[\w.]+\(.*\)|#\[\w+\(.*\)\])$", line)
        for place in re.finditer(r"\d+|True|False|(?<=[\"'])[a-z][\w-]{2,}(?=[\"'])", line)
    ]
    if not places:
        return None
    n, place = rng.choice(places)
    old = place[0]
    new = {"True": "False", "False": "True"}.get(old) or (str(int(old) + 1) if old.isdigit() else f"{old}_two")
    lead[n] = lead[n][: place.start()] + new + lead[n][place.end() :]
    return lead, lead


def _make(source: Source, rng: random.Random, *, new: New, lazy: bool, where: str = "") -> Draft | None:
    for found in usable(source, rng):
        if where and where != ("class" if found.scope.kind == "class" else "method" if found.chain else "function"):
            continue
        lead = new(source, found, rng)
        if lead is not None:
            code = lines_at(source, found.code)
            write = whole_kept if lazy else bare_kept
            return write(source, found, [*lead[0], *code], [*lead[1], *code], rng)
    return None


def _with_comment(kinds: Sequence[str]) -> dict[str, New]:
    return {f"decorator-added-comment-{kind.replace(' ', '-')}": partial(_added, comment=kind) for kind in kinds}


_PLAIN = {f"decorator-added/{where}": where for where in ("function", "method", "class")}
_OTHERS: dict[str, New] = {
    **_with_comment(("shown", "not shown", "reworded", "added")),
    "decorator-second": _second,
    "decorator-arguments": _arguments,
}
LAZY: dict[str, Maker] = {
    **{name: partial(_make, new=partial(_added, comment="absent"), lazy=True, where=where) for name, where in _PLAIN.items()},
    **{name: partial(_make, new=new, lazy=True) for name, new in _OTHERS.items()},
}
WHOLE_DEF: dict[str, Maker] = {
    **{name: partial(_make, new=partial(_added, comment="absent"), lazy=False, where=where) for name, where in _PLAIN.items()},
    **{name: partial(_make, new=new, lazy=False) for name, new in _OTHERS.items()},
}
