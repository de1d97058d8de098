"""Look-alike signs that an edit writes where the file has others: an edit that quotes ``"`` as ``\u201c`` writes it so too.

Where a quotation was only found by signs that look alike, the edit's signs are not the file's. The new lines have the file's, or
the edit is refused. Pure.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from unicodedata import category

from kaptar.edit.account.quoting.standing import PLAIN
from kaptar.edit.artefacts.new_lines import Exchanged

_KINDS = [{sign, *(chr(code) for code, plain in PLAIN.items() if plain == sign)} for sign in "'\"-"]
"""Signs that look alike: single quotes, double quotes, dashes."""
_SPACES = frozenset(chr(code) for code, plain in PLAIN.items() if plain == " ")
"""Spaces that look like the plain one: they are fixed, wide or thin."""
_EDGE = "\n"
"""Stands at both ends of a line."""


def other_signs(runs: Sequence[Exchanged], source: str = "") -> tuple[str, str] | None:
    """A sign of the lines that go and the one that comes for it; None where the lines that come have those of the file.

    A sign of one kind becomes rarer in a run, and another one of the same kind comes more often. Or one comes that is no plain
    one, and that the source has nowhere, although it has the plain one. Spaces stand in all lines, so these are not counted:
    see `_lost_space`.
    """
    for run in runs:
        was, now = Counter("\n".join(run.gone)), Counter("\n".join(run.came))
        for kind in _KINDS:
            less = next((sign for sign in sorted(kind) if now[sign] < was[sign]), "")
            more = next((sign for sign in sorted(kind) if now[sign] > was[sign]), "")
            if less and more:
                return less, more
            strange = next((sign for sign in sorted(kind) if now[sign] and sign not in PLAIN.values() and sign not in source), "")
            plain = PLAIN.get(ord(strange), "") if strange and source else ""
            if plain and plain in source:
                return plain, strange
        if space := _lost_space(run) or _brought_space(run, source):
            return space
    return None


def _lost_space(run: Exchanged) -> tuple[str, str] | None:
    """A space of the file that becomes rarer, and the plain one that comes for it; None for none.

    It comes for it where one of the two words around it has a plain space there now, or where more plain spaces stand between
    signs of these two kinds: ``10 EUR`` that becomes ``12 EUR``, or ``12 USD``.
    """
    gone, came = "\n".join(run.gone), "\n".join(run.came)
    lost = [sign for sign in sorted(_SPACES.intersection(gone)) if came.count(sign) < gone.count(sign)]
    if not lost:
        return None
    was, now = _around(run.gone, " "), _around(run.came, " ")
    for sign in lost:
        if any(now[place] > was[place] for place in _around(run.gone, sign)):
            return sign, " "
    return None


def _around(lines: Sequence[str], space: str) -> Counter[tuple[str, str]]:
    """What stands around the spaces of one kind: the word before it, the word behind it, and the kinds of the signs there."""
    found = Counter[tuple[str, str]]()
    for line in lines:
        parts = f"{_EDGE}{line}{_EDGE}".split(space)
        for before, behind in pairwise(parts) if len(parts) > 1 else ():
            left, right = before[-1:] or space, behind[:1] or space
            found[category(left), category(right)] += 1
            found.update(((_last(before), ""), ("", _first(behind))))
    return found


def _last(text: str) -> str:
    return next(iter(_plain(text).split(" ")[-1:]), "")


def _first(text: str) -> str:
    return _plain(text).partition(" ")[0]


def _plain(text: str) -> str:
    return text.translate(PLAIN)


def _brought_space(run: Exchanged, source: str) -> tuple[str, str] | None:
    """The plain space and another one that comes, where the source has no such space; None for none."""
    if not source:
        return None
    strange = next((sign for line in run.came for sign in line if sign in _SPACES and sign not in source), "")
    return (" ", strange) if strange and " " in source else None
