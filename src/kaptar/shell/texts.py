"""Texts: what a shell makes of a word, as far as that is known before it runs. Pure."""

from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from typing import Literal, NamedTuple

from kaptar.shell.line import Word

MOST = 16
"""Texts that one word may stand for; more are an unknown one."""

_SIGNS = frozenset("*?[")


class ShellWord(NamedTuple):
    """One word. ``pattern``: the shell puts file names in its place; ``unknown``: parts of it are not known, and left out."""

    text: str
    kind: Literal["known", "pattern", "unknown"] = "known"


UNKNOWN = ShellWord("", "unknown")
MADE = "/tmp/made-by-mktemp"
"""In place of what `mktemp` answers: a new file or folder, in which nobody works."""
Variables = Mapping[str, tuple[ShellWord, ...]]
"""All that a variable may hold, by its name."""


def texts_of(word: Word, variables: Variables, home: str) -> tuple[ShellWord, ...]:
    """All texts that a word may become.

    Args:
        home: in place of a tilde.
    """
    parts = [_of_piece(index, piece.kind, piece.text, variables, home) for index, piece in enumerate(word)]
    size = 1
    for part in parts:
        size *= len(part)
    if size > MOST:
        return (UNKNOWN,)
    return tuple(dict.fromkeys(_joined(each) for each in product(*parts)))


def _of_piece(index: int, kind: str, text: str, variables: Variables, home: str) -> tuple[ShellWord, ...]:
    if "\0" in text:
        return (UNKNOWN,)  # no program is given such a word, and no file has such a name
    if kind == "quoted":
        return (ShellWord(text),)
    if kind == "variable":
        return variables.get(text) or (UNKNOWN,)
    if kind == "other":
        return (ShellWord(MADE),) if "mktemp" in text else expanded(text, variables)
    if index == 0 and (text == "~" or text.startswith("~/")):
        text = home + text[1:]
    elif index == 0 and text.startswith("~"):
        return (UNKNOWN,)
    return tuple(ShellWord(each, "pattern" if _is_pattern(each) else "known") for each in braced(text))


def _is_pattern(text: str) -> bool:
    return not _SIGNS.isdisjoint(text) or ("{" in text and ("," in text or ".." in text))


_MOST_BRACES = 8


def braced(text: str) -> tuple[str, ...]:
    """The words that braces with commas make of one, as ``{a,b}.py`` does; the word itself where these are too many."""
    found = _first_braces(text) if text.count("{") <= _MOST_BRACES else None
    if found is None:
        return (text,)
    before, parts, behind = found
    inner = [each for part in parts for each in braced(part)]
    out = tuple(f"{before}{each}{end}" for end in braced(behind) for each in inner)
    return out if len(out) <= MOST else (text,)


def _first_braces(text: str) -> tuple[str, list[str], str] | None:
    """The first braces with a comma between them: what is before them, their parts, and what is behind them."""
    for start, sign in enumerate(text):
        depth, parts = 0, [start + 1]
        for at in range(start, len(text) if sign == "{" else start):
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            if text[at] == "," and depth == 1:
                parts.append(at + 1)
            if depth == 0:
                if len(parts) > 1:
                    return text[:start], [text[a : b - 1] for a, b in pairwise((*parts, at + 1))], text[at + 1 :]
                break
    return None


def expanded(text: str, variables: Variables) -> tuple[ShellWord, ...]:
    """The texts of an expansion such as ``${DIR:-src}`` or ``${FILE%.py}`` of a variable that the line sets.

    What a variable is that the line does not set, nobody knows; where it is not set at all, it is the default.
    """
    body = text[2:-1] if text.startswith("${") and text.endswith("}") else ""
    name = body[: next((at for at, sign in enumerate(body) if not (sign.isalnum() or sign == "_")), len(body))]
    values, rest = variables.get(name, ()) if name else (), body[len(name) :]
    operator = next((each for each in _OPERATORS if rest.startswith(each)), "")
    given = rest[len(operator) :].strip("'\"")
    if not name or not operator or not _NOT_PLAIN.isdisjoint(given):
        return (UNKNOWN,)
    if operator.endswith(("-", "=")):
        return values or (ShellWord(given), UNKNOWN)
    if operator.endswith("?"):
        return values or (UNKNOWN,)
    if operator.endswith("+"):
        return (ShellWord(given),) if values else (UNKNOWN,)
    return tuple(_cut(value, operator, given) for value in values) or (UNKNOWN,)


_OPERATORS = (":-", ":=", ":?", ":+", "-", "=", "?", "+", "%%", "%", "##", "#", "//", "/")
_NOT_PLAIN = frozenset("$`'\"\\(){}")


def _cut(value: ShellWord, operator: str, given: str) -> ShellWord:
    """A value without its beginning or end, or with another text in it; a pattern is one star at most."""
    text = value.text
    if operator in ("/", "//"):
        old, _, new = given.partition("/")
        return UNKNOWN if not old or not _SIGNS.isdisjoint(old) else value._replace(
            text=text.replace(old, new, -1 if operator == "//" else 1)
        )  # fmt: skip
    at_end = operator[0] == "%"
    fixed = given.removesuffix("*") if at_end else given.removeprefix("*")
    if not fixed or not _SIGNS.isdisjoint(fixed):
        return UNKNOWN
    if fixed == given:
        return value._replace(text=text.removesuffix(fixed) if at_end else text.removeprefix(fixed))
    first = text.find(fixed) if (operator in ("%%", "#")) else text.rfind(fixed)
    if first < 0:
        return value
    return value._replace(text=text[:first] if at_end else text[first + len(fixed) :])


def _joined(parts: Sequence[ShellWord]) -> ShellWord:
    kinds = {part.kind for part in parts}
    text = "".join(part.text for part in parts)
    return ShellWord(text, "unknown" if "unknown" in kinds else "pattern" if "pattern" in kinds else "known")
