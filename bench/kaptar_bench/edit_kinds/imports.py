"""Lazy snippets that show some imports: widened, narrowed, from elsewhere, added, or left out without a word."""

import itertools
import random
import re
from collections.abc import Callable, Sequence
from functools import partial

from kaptar_bench.edit_corpus.styles import EITHER, REFUSE, Draft, finish
from kaptar_bench.edit_kinds.comments import Maker, changed_body, lines_at, usable
from kaptar_bench.edit_kinds.import_lines import Import, imports
from kaptar_bench.edit_kinds.snippets import Piece, has_text, snippet, spelling
from kaptar_bench.edit_kinds.sources import Source

_NEW_NAMES = {
    "python": ("later_on", "make_room", "Setting", "with_care"),
    "script": ("laterOn", "makeRoom", "Setting", "withCare"),
}
Changed = Callable[[Source, Import, random.Random], Import | None]


def _new_name(source: Source, rng: random.Random) -> str:
    names = [
        n for n in _NEW_NAMES.get(source.language.family, _NEW_NAMES["script"]) if not any(n in line for line in source.lines)
    ]
    return rng.choice(names)


def _widened(source: Source, one: Import, rng: random.Random) -> Import | None:
    if not one.is_regular:
        return None
    names = [*one.names]
    names.insert(rng.randint(0, len(names)), _new_name(source, rng))
    return one.with_names(names)


def _narrowed(source: Source, one: Import, rng: random.Random) -> Import | None:
    if not one.is_regular or len(one.names) < 2:
        return None
    gone = rng.randrange(len(one.names))
    return one.with_names([n for i, n in enumerate(one.names) if i != gone])


def _elsewhere(source: Source, one: Import, rng: random.Random) -> Import | None:
    if source.language.family == "python":
        if not one.names or one.source.startswith("."):
            return None
        return one.from_source(f"{one.source}.{rng.choice(('later', 'base'))}")
    if source.language.family != "script":
        return None
    quote, name = one.source[0], one.source[1:-1]
    stem, dot, suffix = name.rpartition(".") if name.endswith((".js", ".ts", ".json")) else (name, "", "")
    return one.from_source(f"{quote}{stem}{rng.choice(('-next', '/base', '2'))}{dot}{suffix}{quote}")


def _alias(source: Source, one: Import, rng: random.Random) -> Import | None:
    """One of several names gets another name in the file."""
    plain = [n for n, name in enumerate(one.names) if name.isidentifier()]
    if not one.is_regular or not plain or len(one.names) < 2 or "require" in one.lines[-1]:
        return None
    names = [*one.names]
    n = rng.choice(plain)
    names[n] = f"{names[n]} as {_new_name(source, rng)}"
    return one.with_names(names)


def _added(source: Source, one: Import, rng: random.Random) -> list[str] | None:
    """A new import in the manner of another."""
    name = _new_name(source, rng)
    if source.language.family == "python":
        return [f"from {name.lower()} import {name.title()}"] if one.names else [f"import {name.lower()}"]
    if source.language.family != "script":
        return _added_like(one, name)
    other = one.from_source(f"{one.source[0]}./{name.lower()}{one.source[0]}")
    if len(other.lines) > 1:
        return None
    if other.names:
        return (
            [*other.with_names([name]).lines]
            if other.is_regular and not any("," in p for p in other.lines[0].split("{")[:1])
            else None
        )
    return None


def _added_like(one: Import, name: str) -> list[str]:
    """Another thing from where an import of one thing comes from."""
    stem, end = (one.source[:-1], one.source[-1]) if one.source[-1] in '">' else (one.source, "")
    found = re.match(r"(.*[./:\\\"<])?(\w+?)(\.\w+)?$", stem)
    before, suffix = (found[1] or "", found[3] or "") if found and end else (re.sub(r"\w+$", "", stem), "")
    return [*one.from_source(f"{before}{name}{suffix}{end}").lines]


def _shown(source: Source, around: Sequence[Import], changed: dict[int, Sequence[str]]) -> list[str]:
    """The lines from the first to the last of some imports, some replaced by their first line; ``-line - 1`` adds below one."""
    out: list[str] = []
    at = around[0].first
    for one in around:
        out += source.lines[at : one.first]
        out += changed.get(one.first, one.lines)
        out += changed.get(-one.first - 1, ())
        at = one.last + 1
    return out


def _written(
    source: Source, around: Sequence[Import], shown: Sequence[str], result: Sequence[str], rng: random.Random,
    accept: tuple[str, ...] = ("exact",), body: bool = False,
) -> Draft | None:  # fmt: skip
    """The snippet with these imports shown, and maybe a changed definition farther down."""
    style = spelling(source.language, rng)
    first, last = around[0].first, around[-1].last
    pieces = [Piece(first, last, shown)]
    lines = [*source.lines]
    if body:
        fits = [d for d in usable(source, rng) if d.top > last + 3 and not d.chain and has_text(source, last + 1, d.top - 1)]
        code = changed_body(source, fits[0], rng) if fits else None
        if code is None:
            return None
        lead = lines_at(source, range(fits[0].top, fits[0].sig))
        pieces.append(Piece(fits[0].top, fits[0].end, [*lead, *code]))
        lines[fits[0].top : fits[0].end + 1] = [*lead, *code]
    lines[first : last + 1] = result
    edit = snippet(source, (), pieces, style)
    return Draft(finish(edit, rng), accept, after="".join(ln + "\n" for ln in lines))


def _window(source: Source, rng: random.Random, width: int) -> tuple[Sequence[Import], int] | None:
    """Some imports next to each other and which of them is meant; ``width`` neighbours on each side, as far as there are."""
    every = imports(source)
    if not every or (width and len(every) < 3) or not has_text(source, every[-1].last + 1, len(source.lines) - 1):
        return None
    at = rng.randrange(len(every))
    return every[max(0, at - width) : at + width + 1], min(at, width)


def _change(
    source: Source, rng: random.Random, *, change: Changed, width: int, body: bool = False, accept: tuple[str, ...] = ("exact",)
) -> Draft | None:
    found = _window(source, rng, width)
    if found is None:
        return None
    around, at = found
    new = change(source, around[at], rng)
    if new is None or new.lines == around[at].lines:
        return None
    shown = _shown(source, around, {around[at].first: new.lines})
    return _written(source, around, shown, shown, rng, accept, body)


def _add(source: Source, rng: random.Random, *, width: int, body: bool = False) -> Draft | None:
    """A new import directly below a shown one; with neighbours on both sides, or with a marker below."""
    found = _window(source, rng, width)
    if found is None:
        return None
    around, at = found
    if width == 0 and around[at] == imports(source)[-1]:
        return None
    new = _added(source, around[at], rng)
    if new is None:
        return None
    shown = _shown(source, around, {-around[at].first - 1: new})
    return _written(source, around, shown, shown, rng, body=body)


def _left_out(source: Source, rng: random.Random) -> Draft | None:
    """All imports are shown but one, one of the others is wider: the one that is not shown stays, or the edit is refused."""
    every = imports(source)
    if len(every) < 3 or any(b.first != a.last + 1 for a, b in itertools.pairwise(every)):
        return None
    gone, other = rng.sample(range(len(every)), 2)
    wide = _widened(source, every[other], rng)
    if wide is None or not has_text(source, every[-1].last + 1, len(source.lines) - 1):
        return None
    result = _shown(source, every, {every[other].first: wide.lines})
    shown = _shown(source, every, {every[other].first: wide.lines, every[gone].first: ()})
    return _written(source, every, shown, result, rng, EITHER)


def _bound_twice(source: Source, rng: random.Random) -> Draft | None:
    """A new import binds a name that an import which is not shown binds already, and one more."""
    every = imports(source)
    wide = [n for n, one in enumerate(every) if len(one.names) > 1 and one.is_regular]
    if not wide or len(every) < 4:
        return None
    one = every[rng.choice(wide)]
    beside = [n for n, other in enumerate(every) if other is not one and n + 1 < len(every) and every[n + 1] is not one]
    if not beside:
        return None
    at = rng.choice(beside)
    names = [rng.choice(sorted(one.bound)), _new_name(source, rng)]
    if source.language.family == "python":
        new = [f"from elsewhere import {', '.join(names)}"]
    else:
        new = [f"import {{ {', '.join(names)} }} from './elsewhere';"]
        if "require" in one.lines[-1]:
            return None
    around = every[at : at + 2]
    shown = _shown(source, around, {-around[0].first - 1: new})
    return _written(source, around, shown, shown, rng, REFUSE)


_KINDS: dict[str, Changed] = {"widened": _widened, "narrowed": _narrowed, "from-elsewhere": _elsewhere}
LAZY: dict[str, Maker] = {
    **{f"import-{kind}/alone": partial(_change, change=change, width=0) for kind, change in _KINDS.items()},
    **{f"import-{kind}/neighbours": partial(_change, change=change, width=1) for kind, change in _KINDS.items()},
    **{f"import-{kind}/and-body": partial(_change, change=change, width=1, body=True) for kind, change in _KINDS.items()},
    "import-alias/neighbours": partial(_change, change=_alias, width=1, accept=EITHER),
    "import-added/neighbours": partial(_add, width=1),
    "import-added/above-marker": partial(_add, width=0),
    "import-added/and-body": partial(_add, width=1, body=True),
    "import-left-out": _left_out,
    "refuse-name-bound-twice": _bound_twice,
}
WHOLE_DEF: dict[str, Maker] = {}
