"""Every regular expression of the sources with the way it is used, and texts that are made to keep it busy."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import kaptar

SOURCE = Path(kaptar.__file__).parent
METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "split")
_UNITS = 4
_BRANCHES = 6
_TYPICAL = "a 0\n-.\"*/#=:;,(){}[]<>_\\\t~`'xZ\u00e9\0!"
"""Characters to try a class with, the most telling ones first."""


class Use(NamedTuple):
    """One expression, and the method by which one module uses it."""

    place: str
    pattern: "re.Pattern[Any]"
    method: str

    def run(self, text: str) -> None:
        given: Any = text.encode("utf-8", "surrogatepass") if isinstance(self.pattern.pattern, bytes) else text
        if self.method in ("match", "fullmatch", "search", "split"):
            getattr(self.pattern, self.method)(given)
        elif self.method == "sub":
            self.pattern.sub(given[:0], given)
        else:
            for _ in self.pattern.finditer(given):
                pass


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))


def uses() -> list[Use]:
    """Of patterns that are global names, and of calls of `re` with a text."""
    found: dict[tuple[str, str, int, str], Use] = {}
    names: dict[tuple[str, str], set[str]] = {}
    held: list[tuple[str, str, re.Pattern[Any]]] = []
    for place, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (called := _called(node)):
                owner, method = called
                names.setdefault((place if owner.startswith("_") else "", owner), set()).add(method)
                if owner == "re" and method in METHODS and node.args and isinstance(node.args[0], ast.Constant):
                    pattern = re.compile(node.args[0].value, _flags(node))
                    use = Use(f"{place}: {node.args[0].value!r}", pattern, method)
                    found[place, method, use.pattern.flags, str(use.pattern.pattern)] = use
        module = place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if module.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(f"kaptar.{module}" if module else "kaptar")).items():
            held += ((place, name, each) for each in _patterns_in(value))
    for place, name, pattern in held:
        for method in names.get((place if name.startswith("_") else "", name), set()) & set(METHODS) or {"search"}:
            use = Use(f"{place}: {name}", pattern, method)
            found.setdefault(("", method, pattern.flags, str(pattern.pattern)), use)
    return list(found.values())


def _called(node: ast.Call) -> tuple[str, str] | None:
    match node.func:
        case ast.Attribute(value=ast.Name(id=owner), attr=method):
            return owner, method
        case ast.Attribute(value=ast.Attribute(attr=owner), attr=method):
            return owner, method
    return None


def _flags(node: ast.Call) -> int:
    said = " ".join(ast.unparse(each) for each in [*node.args[1:], *(word.value for word in node.keywords)])
    return sum(getattr(re, name) for name in set(re.findall(r"re\.([A-Z]+)", said)))


def _patterns_in(value: object) -> Iterator["re.Pattern[Any]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _patterns_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _patterns_in(each)


class Hostile(NamedTuple):
    """A text that grows: ``head + unit * n + tail``."""

    head: str
    unit: str
    tail: str

    def of(self, size: int) -> str:
        return self.head + self.unit * max(1, (size - len(self.head) - len(self.tail)) // len(self.unit)) + self.tail


def hostile(pattern: "re.Pattern[Any]") -> list[Hostile]:
    """Texts from an expression's own structure: each of its repeats, what comes before it, and all of it, repeated."""
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    tree = _parser.parse(text, flags)
    found: dict[Hostile, None] = {}
    for before, unit in _repeats(list(tree), ""):
        for tail in ("", "\0", "\n"):
            found[Hostile(before, unit, tail)] = None
        found[Hostile("", before + unit, "")] = None
        found[Hostile("", before + unit * 40, "")] = None
        found[Hostile("", unit * 40 + before, "")] = None
        found[Hostile("", f"-{before}{unit}", "")] = None
    for whole in islice(_samples(list(tree)), _BRANCHES):
        if whole:
            found |= {
                Hostile("", whole, ""): None,
                Hostile("", whole[:-1] or whole, "\0"): None,
                Hostile("", f"-{whole[:3]}", ""): None,
            }
    return list(found)


def unsafe_possessive(pattern: "re.Pattern[Any]") -> bool:
    """Whether a possessive repeat has a body that may fail behind a branch, a repeat or a look around that does not begin it.

    Python 3.11.0 to 3.11.4 go on there, in place of where the body began (gh-106052).
    """
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    tree = _parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    return any(code is sre.POSSESSIVE_REPEAT and not _fails_at_begin(list(value[2])) for code, value in _nodes(tree))


def _fails_at_begin(tree: list[Any], begins: bool = True, ends: bool = True) -> bool:
    """Whether a body has only single characters, and at its begin a branch or repeat of these, and at its end what never fails.

    Args:
        begins, ends: whether the body begins or ends where this part of it does.
    """
    for number, (code, value) in enumerate(tree):
        first, last = begins and number == 0, ends and number == len(tree) - 1
        if code is sre.BRANCH:
            plain = first and all(_fails_at_begin(list(branch), True, last) for branch in value[1])
        elif code is sre.SUBPATTERN:
            plain = value[0] is None and _fails_at_begin(list(value[3]), first, last)
        elif code in (sre.POSSESSIVE_REPEAT, sre.MAX_REPEAT):
            least, _, body = value
            is_placed = (last and least == 0) or (first and code is sre.POSSESSIVE_REPEAT)
            plain = is_placed and len(body) == 1 and body[0][0] in _ONE
        else:
            plain = code in _ONE
        if not plain:
            return False
    return True


_ONE = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN)
"""Nodes of one character."""


def _nodes(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every node of an expression, the inner ones too."""
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, _parser.SubPattern):
            waiting += each.data
        elif isinstance(each, tuple | list):
            waiting += [inner for inner in each if isinstance(inner, _parser.SubPattern | tuple | list)]
            if isinstance(each, tuple) and len(each) == 2 and isinstance(each[0], type(sre.LITERAL)):
                yield each


def _repeats(tree: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """Each repeat in a tree: what stands before it, and what it repeats."""
    for code, value in tree:
        if code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, high, body = value
            body = list(body)
            yield from _repeats(body, before)
            if high > 3:
                for unit in islice(_samples(body), _UNITS):
                    if unit:
                        yield before, unit
            before += next(_samples(body), "") * (min(64, low))
        elif code is sre.SUBPATTERN:
            yield from _repeats(list(value[3]), before)
            before += next(_samples(list(value[3])), "")
        elif code is sre.BRANCH:
            for branch in value[1]:
                yield from _repeats(list(branch), before)
            before += next(_samples(list(value[1][0])), "")
        elif code in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repeats(list(value[1]), before)
        elif code is sre.ATOMIC_GROUP:
            yield from _repeats(list(value), before)
            before += next(_samples(list(value)), "")
        else:
            before += next(_samples([(code, value)]), "")


def _samples(tree: list[Any]) -> Iterator[str]:
    """Texts that a tree takes, the simplest first; a class and a branch give several."""
    if not tree:
        yield ""
        return
    for first in _of_one(*tree[0]):
        for rest in islice(_samples(tree[1:]), _UNITS if len(tree) < 3 else 1):
            yield first + rest


def _of_one(code: Any, value: Any) -> Iterator[str]:
    if code is sre.LITERAL:
        yield chr(value)
    elif code is sre.NOT_LITERAL:
        yield from (each for each in _TYPICAL if ord(each) != value)
    elif code is sre.ANY:
        yield from "a 0-"
    elif code is sre.IN:
        yield from _members(class_of(value))
    elif code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        for each in islice(_samples(list(value[2])), _UNITS):
            yield each * min(max(value[0], 1), 64)
        if value[0] == 0:
            yield ""
    elif code is sre.SUBPATTERN:
        yield from islice(_samples(list(value[3])), _BRANCHES)
    elif code is sre.ATOMIC_GROUP:
        yield from islice(_samples(list(value)), _BRANCHES)
    elif code is sre.BRANCH:
        for branch in value[1]:
            yield next(_samples(list(branch)), "")
    else:
        yield ""


@cache
def _class(source: str) -> "re.Pattern[str]":
    return re.compile(source)


def class_of(items: list[Any]) -> str:
    out = ""
    for code, value in items:
        if code is sre.NEGATE:
            out += "^"
        elif code is sre.LITERAL:
            out += re.escape(chr(value))
        elif code is sre.RANGE:
            out += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        else:
            letter = {"WORD": "w", "DIGIT": "d", "SPACE": "s"}[str(value).rpartition("_")[2]]
            out += f"\\{letter.upper() if 'NOT' in str(value) else letter}"
    return f"[{out}]"


def _members(source: str) -> Iterator[str]:
    found = [each for each in _TYPICAL if _class(source).match(each)]
    yield from found or (chr(code) for code in range(128) if _class(source).match(chr(code)))
