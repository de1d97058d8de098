"""A line that begins as a comment and holds line ends as two characters: the lines behind them would be lost in the comment.

Comments may speak of such signs (`# splits at \\n`, `// C:\\new`). So what stands around one tells: no blank in front of it, and
behind it an indentation, another comment or line end, or a version of a line that the file has. Pure: texts in, an answer out.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_LONGEST = 4_000
"""Characters of a line that is looked at."""
_SPOKEN_OF = frozenset(" \t([{<\"'`|/\\,")
"""Signs in front of a line end that a comment speaks of."""
_SIGNS = ("#", "//", "--", ";", "%", "/*", "*", "<!--", "REM ")
_BEHIND = (" # ", " // ", " -- ")
"""Signs of a comment behind code."""
_WORD = re.compile(r"\w+")


class _Place(NamedTuple):
    """What stands behind a line end of two characters, and as far as the next one."""

    rest: str
    piece: str


def has_lost_lines(new: str, known: Sequence[str]) -> bool:
    """Whether a comment among new lines holds others behind line ends of two characters.

    Args:
        known: the lines of the file, and those that go.
    """
    return any(_holds_lines(line.strip(), known, alone=line.strip() == new.strip()) for line in new.split("\n") if "\\n" in line)


def has_joined_lines(new: str, old: Sequence[str]) -> bool:
    """Whether a line of a document holds several lines of those that go, or all of a new document, parted by two characters each.

    Args:
        old: the lines that go; none where there was no text.
    """
    known = {line for line in old if line}
    for line in (line.strip() for line in new.split("\n") if line.count("\\n") > 1):
        pieces = [piece.strip() for piece in line[:_LONGEST].split("\\n")]
        is_all = not known and line == new.strip() and "" in pieces[1:-1]
        if is_all or sum(piece in known for piece in pieces) > 1:
            return True
    return False


def _holds_lines(line: str, known: Sequence[str], *, alone: bool) -> bool:
    if not line.startswith(_SIGNS):
        at = min((at for sign in _BEHIND if (at := line.find(sign, 0, _LONGEST)) >= 0), default=-1)
        in_string = any(line.count(quote, 0, at) % 2 for quote in "\"'`") if at >= 0 else True
        return not in_string and any(_is_line(place, known) for place in _places(line[at:_LONGEST]))
    places = [*_places(line[:_LONGEST])]
    sure = line.startswith("#!") or (alone and len(places) > 1)
    return bool(places) and (sure or any(_is_line(place, known) for place in places))


def _places(line: str) -> Iterator[_Place]:
    at = line.find("\\n")
    while at >= 0:
        rest = line[at + 2 :]
        spoken_of = line[at - 1 : at] in _SPOKEN_OF or (rest[:1] == " " != rest[1:2]) or _is_in_folder(line[:at])
        if at and not spoken_of:
            yield _Place(rest, rest.partition("\\n")[0].strip())
        at = line.find("\\n", at + 2)


def _is_in_folder(before: str) -> bool:
    """Whether a text ends with the name of a folder of Windows: ``C:`` or more of it."""
    word = before.split(" ")[-1]
    return word[:1].isalpha() and word[1:2] == ":" and word[2:3] in ("", "\\")


def _is_line(place: _Place, known: Sequence[str]) -> bool:
    """Whether what stands behind a line end is a line for sure: by its indentation, its sign, or a line that is known."""
    if place.rest.startswith(("  ", "\t", "\\n", "\\t", *_SIGNS)):
        return True
    words = {*_WORD.findall(place.piece)}
    return bool(words) and any(
        2 * len(words & {*_WORD.findall(line)}) >= len(words) for line in known if line[:1] == place.piece[:1]
    )
