"""Signs that nobody sees in code: zero-width signs, marks of direction, soft hyphens, and spaces that are no plain ones.

Parsers differ from compilers there: some take such a sign for a blank or for a part of a name. So the parser is asked with a sign
in its place that no code has and any string or comment may have. Where it objects, the hidden sign stands in code. Pure: the
parser is an argument.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import category, name

from kaptar.edit.artefacts.held import held_lines
from kaptar.edit.artefacts.new_lines import Exchanged, runs_of
from kaptar.edit.edit_syntax import is_document
from kaptar.edit.outcome import Span

_HIDDEN = frozenset(("Cf", "Zs", "Zl", "Zp"))
"""Categories of signs without a form of their own: format characters, spaces, line and paragraph separators."""
_JOINERS = "\u200c\u200d"
"""Signs that belong to words of some scripts."""
_SOFT_HYPHEN = "\u00ad"
_PROBE, _PROBES = "\x01", {"toml": "\ue000"}
"""Signs that no code has. TOML allows no control character in its strings."""
_UNTOLD = frozenset(("bash", "kotlin"))
"""Languages whose parsers take a sign of any kind for a part of a word."""
_ANY_TEXT = frozenset(("html", "markdown"))
"""Languages in which most of a file is text for people."""
_TEXT_AND_KEYS = frozenset(("yaml",))
"""Languages whose words without quotes are texts too."""
_COMMENT = re.compile(r"(?:^|\s)(?:#|//|--|/\*|<!--|;|%)")
_LONGEST = 2000
"""Characters of a line that are read for quotes and comments, at most."""

Errors = Callable[[bytes], int | None]
"""The number of parse errors of a text; None where no parser can tell."""


class File(NamedTuple):
    """A file's path and the dialect of its language, "" for none."""

    path: str
    dialect: str


class _Sign(NamedTuple):
    """A hidden sign: its line and its column in that, from 0."""

    line: int
    column: int
    sign: str


def hidden_sign(source: bytes, text: bytes, spans: Sequence[Span], file: File, errors: Errors) -> str:
    """What is wrong with a hidden sign that comes into code; "" for none. A sign that the code of the source has may come.

    Documents, texts of HTML, strings and comments may have any. Where no parser can tell, only a sign without width between two
    letters or digits of ASCII is wrong.
    """
    if all(span.text.isascii() for span in spans) or is_document(file.path) or file.dialect in _ANY_TEXT:
        return ""
    if file.path.lower().endswith((".diff", ".patch")):
        return ""
    lines = text.decode("utf-8", "replace").split("\n")
    found = [*_brought(runs_of(source, text, spans), lines)]
    if not found or (sign := _in_code(lines, found, file, errors)) is None:
        return ""
    before = source.decode("utf-8", "replace").split("\n")
    own = [each for n, line in enumerate(before) for each in _signs(n, line) if each.sign == sign.sign]
    if own and _in_code(before, own, file, errors) is not None:
        return ""
    called = f"U+{ord(sign.sign):04X} ({name(sign.sign, 'no name')})"
    return (
        f"line {sign.line + 1}, column {sign.column + 1} of the new text has {called} outside of strings and comments, where "
        "nobody sees it; write a plain blank or nothing in its place"
    )


def _brought(runs: Sequence[Exchanged], lines: Sequence[str]) -> Iterator[_Sign]:
    """The hidden signs in lines that come and are none of those that go."""
    for run in runs:
        known = frozenset(run.gone)
        for n, line in enumerate(run.came, run.new):
            if not line.isascii() and line not in known and n < len(lines):
                yield from _signs(n, lines[n])


def _signs(number: int, line: str) -> Iterator[_Sign]:
    """The hidden signs of a line, without a byte order mark at the beginning of a file and joiners in words of other scripts."""
    for column, sign in enumerate(line if not line.isascii() else ""):
        if sign.isascii() or category(sign) not in _HIDDEN or (sign == "\ufeff" and number == column == 0):
            continue
        left, right = line[column - 1 : column], line[column + 1 : column + 2]
        if sign not in _JOINERS or not (_is_foreign(left) and _is_foreign(right)):
            yield _Sign(number, column, sign)


def _is_foreign(sign: str) -> bool:
    return sign != "" and not sign.isascii() and category(sign)[0] in "LM"


def _in_code(lines: Sequence[str], found: Sequence[_Sign], file: File, errors: Errors) -> _Sign | None:
    """The first of some signs that stands in code; None for none."""
    if file.dialect in _UNTOLD:
        return next(_outside(lines, found, file.path), None)
    known = errors("\n".join(lines).encode()) if file.dialect and file.dialect not in _TEXT_AND_KEYS else None
    if known != 0:
        return next((each for each in _outside(lines, found, file.path) if _splits_word(lines[each.line], each)), None)
    probe = _PROBES.get(file.dialect, _PROBE)
    if not _objects(lines, found, probe, errors):
        return None
    first, end = 0, len(found)
    while end - first > 1:
        middle = (first + end) // 2
        first, end = (first, middle) if _objects(lines, found[first:middle], probe, errors) else (middle, end)
    return found[first]


def _objects(lines: Sequence[str], found: Sequence[_Sign], probe: str, errors: Errors) -> bool:
    """Whether the parser objects to the probe in the place of some signs."""
    probed = list(lines)
    for each in found:
        line = probed[each.line]
        probed[each.line] = line[: each.column] + probe + line[each.column + 1 :]
    return bool(errors("\n".join(probed).encode()))


def _outside(lines: Sequence[str], found: Sequence[_Sign], path: str) -> Iterator[_Sign]:
    """The signs outside of strings and comments, as far as quotes and the signs of comments tell."""
    held = held_lines(lines, path)
    yield from (each for each in found if each.line not in held and not _is_in_text(lines[each.line], each.column))


def _is_in_text(line: str, column: int) -> bool:
    """Whether a column stands behind an open quote or the sign of a comment."""
    if column > _LONGEST:
        return True
    quote, bare = "", []
    at = 0
    while at < column:
        sign = line[at]
        if sign == "\\":
            at += 1
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'`":
            quote = sign
        else:
            bare.append(sign)
        at += 1
    return bool(quote) or _COMMENT.search("".join(bare)) is not None


def _splits_word(line: str, found: _Sign) -> bool:
    """Whether a sign without width stands between two letters or digits. A soft hyphen in a word is the text's own."""
    sides = line[: found.column][-1:], line[found.column + 1 :][:1]
    is_inside = all(side.isascii() and (side.isalnum() or side == "_") for side in sides)
    return is_inside and category(found.sign) == "Cf" and found.sign != _SOFT_HYPHEN
