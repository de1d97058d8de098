"""A definition shown whole whose leading comment is added or changed; and one shown without the comment that it has."""

import random
from collections.abc import Callable, Sequence
from functools import partial

from kaptar_bench.edit.damage import changed_word
from kaptar_bench.edit_corpus.changes import indent_of
from kaptar_bench.edit_corpus.languages import Language
from kaptar_bench.edit_corpus.styles import Draft, common_indent, finish, shift
from kaptar_bench.edit_kinds.definitions import (
    Definition,
    above,
    definitions,
    has_loose_comment,
    indent_at,
    is_comment,
    is_plain_comment,
)
from kaptar_bench.edit_kinds.snippets import Piece, replaced, snippet, spelling
from kaptar_bench.edit_kinds.sources import Source
from kaptar_bench.edit_kinds.wording import comment, form_of, forms, new_comment, opener_of, reworded, sentences, texts_of

Maker = Callable[[Source, random.Random], Draft | None]
NewComment = Callable[[Source, Definition, random.Random], list[str] | None]
MAX_SHOWN = 60


def usable(source: Source, rng: random.Random) -> list[Definition]:
    """Definitions of moderate length with something above them and no loose comment, in a random order."""
    found = [
        d for d in definitions(source) if len(d.code) <= MAX_SHOWN and not has_loose_comment(source, d) and _is_inside(source, d)
    ]
    rng.shuffle(found)
    return found


def _is_inside(source: Source, found: Definition) -> bool:
    """Whether a definition is not the first thing of its file: what stands above the first may be the file's head."""
    first = above(source.lines, found.top)
    return bool(first) and not is_comment(first) and found.top > 2


def lines_at(source: Source, lines: Sequence[int] | range) -> list[str]:
    return [source.lines[i] for i in lines]


def whole_kept(source: Source, found: Definition, shown: Sequence[str], result: Sequence[str], rng: random.Random) -> Draft:
    """The lazy snippet that shows these lines of a definition, and the file with ``result`` in its place."""
    edit = snippet(source, found.chain, [Piece(found.top, found.end, shown)], spelling(source.language, rng))
    return Draft(finish(edit, rng), after=replaced(source, found.top, found.end, result))


def bare_kept(source: Source, found: Definition, shown: Sequence[str], result: Sequence[str], rng: random.Random) -> Draft | None:
    """These lines of a definition alone, one in two dedented, and the file with ``result`` in its place."""
    lines = list(shown)
    if found.chain and rng.random() < 0.5:
        drop = common_indent(lines)
        if not drop or any(a < b and a >= found.top and b <= found.end for a, b in source.outline.units):
            return None
        lines = shift(lines, drop)
    return Draft(finish(lines, rng), after=replaced(source, found.top, found.end, result))


def _added(source: Source, found: Definition, rng: random.Random, *, count: tuple[int, ...]) -> list[str] | None:
    if found.comment:
        return None
    return new_comment(source.language, found, indent_at(source, found), rng.choice(count), rng)


def _like_another(source: Source, found: Definition, rng: random.Random) -> list[str] | None:
    """The comment of another definition of the file, so that most of its lines stand in the file already."""
    if found.comment:
        return None
    others = [d for d in definitions(source) if 2 <= len(d.comment) <= 20 and is_plain_comment(lines_at(source, d.comment))]
    if not others:
        return None
    lines = lines_at(source, rng.choice(others).comment)
    lines = shift(lines, common_indent(lines), indent_at(source, found))
    return (reworded(lines, rng) or lines) if rng.random() < 0.7 else lines


def _docstring(source: Source, rng: random.Random, *, count: tuple[int, ...]) -> Draft | None:
    """A docstring for a function that has none."""
    for found in usable(source, rng) if source.language.family == "python" else ():
        code = lines_at(source, found.code)
        body = found.scope.header_end - found.sig + 1
        if code[body].lstrip().startswith(('"', "'", 'r"', "r'")) or is_comment(code[body]):
            continue
        indent = indent_of(code[body])
        texts = sentences(found, rng.choice(count), rng)
        quoted = [f'{indent}"""{texts[0]}"""'] if len(texts) == 1 else [
            f'{indent}"""{texts[0]}', "", *(f"{indent}{text}" for text in texts[1:]), f'{indent}"""']  # fmt: skip
        shown = [*code[:body], *quoted, *code[body:]]
        lead = lines_at(source, range(found.top, found.sig))
        return whole_kept(source, found, [*lead, *shown], [*lead, *shown], rng)
    return None


def _to_several(source: Source, found: Definition, rng: random.Random) -> list[str] | None:
    old = lines_at(source, found.comment)
    if len(old) != 1 or not is_plain_comment(old):
        return None
    texts = [*texts_of(old), *sentences(found, rng.choice((1, 2, 3)), rng)]
    return _same_form(source.language, old, texts, rng)


def _to_one(source: Source, found: Definition, rng: random.Random) -> list[str] | None:
    old = lines_at(source, found.comment)
    said = texts_of(old)
    if len(old) < 2 or len(old) > 12 or not is_plain_comment(old) or not said:
        return None
    text = said[0] if len(said[0]) > 20 and rng.random() < 0.5 else sentences(found, 1, rng)[0]
    return _same_form(source.language, old, [text], rng)


def _same_form(language: Language, old: Sequence[str], texts: Sequence[str], rng: random.Random) -> list[str]:
    """A comment of the form that the old one has, as far as its number of lines allows."""
    indent, form = indent_of(old[0]), form_of(old)
    if form == "line":
        return [f"{indent}{opener_of(old[0])} {text}" for text in texts]
    allowed = [f for f in forms(language) if f != "line"]
    form = "inline" if len(texts) == 1 and "inline" in allowed and rng.random() < 0.7 else "block"
    return comment(language, texts, indent, form)


def _reworded(source: Source, found: Definition, rng: random.Random) -> list[str] | None:
    old = lines_at(source, found.comment)
    return reworded(old, rng) if old and len(old) <= 15 and is_plain_comment(old) else None


def _lazy(source: Source, rng: random.Random, *, made: NewComment, method: bool) -> Draft | None:
    for found in usable(source, rng):
        new = made(source, found, rng) if bool(found.chain) == method else None
        if new is not None and new != lines_at(source, found.comment):
            shown = [*new, *lines_at(source, found.decorators), *lines_at(source, found.code)]
            return whole_kept(source, found, shown, shown, rng)
    return None


def _bare(source: Source, rng: random.Random, *, made: NewComment) -> Draft | None:
    for found in usable(source, rng):
        new = made(source, found, rng)
        if new is not None and new != lines_at(source, found.comment):
            shown = [*new, *lines_at(source, found.decorators), *lines_at(source, found.code)]
            return bare_kept(source, found, shown, shown, rng)
    return None


def changed_body(source: Source, found: Definition, rng: random.Random) -> list[str] | None:
    """The code of a definition with a word of one line of its body replaced; None where no line allows it.

    The line is a statement of a function, or of a style rule: another name of a field or a method would be another definition.
    """
    code = lines_at(source, found.code)
    inside = {i for a, b in source.outline.units for i in range(a, b + 1)}
    fits = [i for i in _statements(source, found) if i not in inside and not is_comment(source.lines[i])]
    body = [i - found.sig for i in fits if len(source.lines[i].strip()) > 8]
    rng.shuffle(body)
    for n in body:
        new = changed_word(code[n], rng)
        if new is not None and new not in code and "import" not in new:
            return [*code[:n], new, *code[n + 1 :]]
    return None


def _statements(source: Source, found: Definition) -> list[int]:
    """Lines of a definition that are in the body of a function or rule and not in the header of another definition."""
    scopes = [s for s in source.outline.scopes if found.sig <= s.sig and s.end <= found.end]
    bodies = {
        i for s in scopes if s.kind == "function" or source.language.family == "style" for i in range(s.header_end + 1, s.end)
    }
    if found.scope.closer is None:
        bodies |= {s.end for s in scopes if s.kind == "function"}
    return sorted(bodies - {i for s in scopes for i in s.header} - {s.closer for s in scopes})


def _hidden(source: Source, rng: random.Random, *, what: str, lazy: bool, method: bool = False) -> Draft | None:
    """The body changes, and the comment ("comment"), the decorators ("decorators") or both ("both") are not shown."""
    for found in usable(source, rng):
        has = {"comment": bool(found.comment), "decorators": bool(found.decorators), "both": False}
        has["both"] = has["comment"] and has["decorators"]
        if not has[what] or (lazy and bool(found.chain) != method):
            continue
        code = changed_body(source, found, rng)
        if code is None:
            continue
        lead = lines_at(source, range(found.top, found.sig))
        seen = {"comment": found.decorators, "decorators": found.comment, "both": range(0)}[what]
        shown = [*lines_at(source, seen), *code]
        return (whole_kept if lazy else bare_kept)(source, found, shown, [*lead, *code], rng)
    return None


_ONE, _SEVERAL = partial(_added, count=(1,)), partial(_added, count=(2, 3, 4))

LAZY: dict[str, Maker] = {
    **{f"comment-{name}/{where}": partial(_lazy, made=made, method=where == "method")
       for where in ("function", "method")
       for name, made in (("added-one", _ONE), ("added-several", _SEVERAL), ("added-like-another", _like_another),
                          ("one-to-several", _to_several), ("several-to-one", _to_one), ("reworded", _reworded))},
    "docstring-added-one": partial(_docstring, count=(1,)),
    "docstring-added-several": partial(_docstring, count=(2, 3, 4)),
    **{f"{what}-not-shown/{where}": partial(_hidden, what=what, lazy=True, method=where == "method")
       for where in ("function", "method") for what in ("comment", "decorators", "both")},
}  # fmt: skip
WHOLE_DEF: dict[str, Maker] = {
    **{f"comment-{name}": partial(_bare, made=made)
       for name, made in (("added-one", _ONE), ("added-several", _SEVERAL), ("added-like-another", _like_another),
                          ("one-to-several", _to_several), ("several-to-one", _to_one), ("reworded", _reworded))},
    **{f"{what}-not-shown": partial(_hidden, what=what, lazy=False) for what in ("comment", "decorators", "both")},
}  # fmt: skip
