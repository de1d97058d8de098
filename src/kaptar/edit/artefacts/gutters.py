"""Numbers of lines in front of new lines, as tools show files: ``12 | x``, ``L12: x``, ``  12  x``.

A number is one of these by what it says: it is that of its line, or the rest is a line of the file. A file whose own lines begin
so keeps what comes. Pure.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kaptar.edit.artefacts.new_lines import Exchanged

_NUMBERED = re.compile(
    r"[ \t]*+(?>(?P<word>L|[Ll]ine |\[)?)(?P<number>[0-9]{1,6}+)"
    r"(?P<sign>\t|\u2192| *+[|\u2502>:\]]|[.)](?=\s|$)| ++|$)(?P<rest>.*)"
)
_SURE = frozenset("\t\u2192|\u2502:")
"""Signs behind a number that hardly any line has in another meaning, where three lines that follow each other have it."""
_WEAK = frozenset((" ", ".", ")", ">", ":x", "[]"))
"""Signs behind a number that lines have in other meanings: the numbers must be those of the lines, a rest a line of the file."""
_LISTS = frozenset(".)")
"""Signs of the numbers of a list."""
_THREE = 3
_FIRST = frozenset("0123456789Ll[")
"""What begins a number, or a word in front of it."""
_LONGEST = 10_000
_TABLES = frozenset(("csv", "tsv", "tab", "bed", "dat", "fa", "fasta", "gff", "vcf", "yaml", "yml"))
"""Endings of files whose lines may begin with numbers of their own."""


class _Numbers(NamedTuple):
    """Lines with numbers: the sign behind these, "" at the end of a word; the numbers; the rests."""

    sign: str
    numbers: list[int]
    rests: list[str]


def numbered(run: Exchanged, lines: Callable[[], Sequence[str]], path: str, *, document: bool) -> str:
    """The first of the lines that come, where all of them begin with numbers of lines; "" for none.

    Args:
        lines: gives the lines of the source.
    """
    found = _read(run.came)
    if found is None or (run.gone and _read(run.gone) is not None) or _are_usual(found, source := lines()):
        return ""
    rests = {rest.strip() for rest in found.rests if sum(map(str.isalnum, rest)) > 1}
    known = any(line.strip() in rests for line in source)
    first = found.numbers[0]
    placed = first in (run.new + 1, run.old + 1) or (not source and first == 1)
    if document and "|" in "".join(source[max(run.old - 1, 0) : run.old]) + found.rests[0]:
        placed = False  # a row of a table may have the number of its line by chance
    return run.came[0].strip() if _is_gutter(found, path, known=known, placed=placed, document=document) else ""


def _are_usual(found: _Numbers, source: Sequence[str]) -> bool:
    """Whether lines of the source begin so: a third as many as come."""
    return 3 * sum(_shape(line) == found.sign for line in source) >= len(found.numbers)


def _is_gutter(found: _Numbers, path: str, *, known: bool, placed: bool, document: bool) -> bool:
    count = len(found.numbers)
    if found.sign in _WEAK:
        return known and placed and count > 1 and not (document and found.sign in _LISTS)
    if path.lower().rpartition(".")[2] in _TABLES:
        return known and (placed or count > 1)
    if not known and found.sign == ":" and all(rest.rstrip().endswith(",") for rest in found.rests):
        return False
    if found.sign in _SURE and count >= _THREE:
        return True
    if found.sign in ("  ", ":"):
        return (known and (placed or count > 1)) or (placed and count > 1 and not document)
    return known or placed


def _read(lines: Iterable[str]) -> _Numbers | None:
    """The numbers of lines that rise by one from each line to the next; None where a line has none."""
    numbers, rests, signs, above = list[int](), list[str](), set[str](), 0
    for at, line in enumerate(lines):
        found = _NUMBERED.fullmatch(line) if len(line) <= _LONGEST else None
        if found is None:
            if line.strip():
                return None
            continue
        number = int(found["number"])
        if numbers and number - numbers[-1] not in (1, at - above):
            return None
        numbers.append(number)
        rests.append(found["rest"])
        signs.add(_sign(found))
        above = at
    signs -= {"", "  "} if " " in signs else {""}  # a rest may be indented
    return _Numbers(signs.pop(), numbers, rests) if len(signs) == 1 else None


def _shape(line: str) -> str:
    found = _NUMBERED.fullmatch(line) if line.lstrip()[:1] in _FIRST and len(line) <= _LONGEST else None
    return _sign(found) if found else ""


def _sign(found: re.Match[str]) -> str:
    """What stands around a number: its word, and the sign behind it."""
    sign, word = found["sign"], found["word"] or ""
    behind = sign if sign == "\t" else sign.strip() or sign[:2]
    if behind == ":" and not word and found["rest"][:1].strip():
        return ":x"
    return word + behind
