"""The steps of a block at the place where it stands: the lines that are there afterwards."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from kaptar.edit.account.facts.lines import columns
from kaptar.edit.account.quoting.reading.parts import Quotation, block_of
from kaptar.edit.account.quoting.standing import Lines, Place
from kaptar.edit.outcome import Complaint

_TELLING = 5
"""Letters and digits of an added line that says something of its own."""

_MUCH = 20
"""Letters and digits of a line that hardly stands in a file for another reason."""

_GAPS = 8
"""Blank lines around a block that are passed over, at most."""
_VERSION = 0.75
"""How alike two lines are, of 1, one of which is a version of the other."""


class Wrong(Exception):
    """Ends a replay with a complaint."""

    def __init__(self, complaint: Complaint) -> None:
        self.complaint = complaint


def redone(lines: Lines, block: Quotation, place: Place) -> list[str]:
    """The lines at a place after the steps of a block. Lines that stay are those of the file."""
    if place.grade in ("blank_lines", "look_alike"):
        check_blanks(lines, block, place)
    if place.grade == "misquoted":
        check_words(lines, block, place)
    out: list[str] = []
    at, row, changing = place.first, iter(place.rows), False
    steps = [*block.steps]
    for n, (sign, text) in enumerate(steps):
        if sign == "+":
            out.append(_moved(place, text))
            changing = True
            continue
        line = next(row)
        if line < 0:
            if _is_between_new(steps, n):
                raise Wrong(("ambiguous", "a blank line between two new ones is quoted, but is not in the file; give it a +"))
            continue
        out += [] if sign == "-" and changing else lines.all[at:line]
        out += [lines.all[line]] if sign == " " else []
        at, changing = line + 1, sign == "-"
    return out


def with_end_blank(lines: Lines, block: Quotation, place: Place) -> tuple[Quotation, Place]:
    """A block at the end of a file whose quotation ends with the blank line that many readers see behind the last line end.

    The blank line comes then, since lines come below it; where the new lines end with such a blank line too, that one does not.
    """
    steps = [*block.steps]
    at = next((n for n in range(len(steps) - 1, -1, -1) if steps[n][0] != "+"), 0)
    brought = [text for _, text in steps[at + 1 :]]
    above = place.rows[-2] if len(place.rows) > 1 else -1
    if steps[at] != (" ", "") or place.rows[-1] >= 0 or above != len(lines.all) - 1 or not any(map(str.strip, brought)):
        return block, place
    steps = [*steps[:at], ("+", ""), *(("+", text) for text in (brought if brought[-1].strip() else brought[:-1]))]
    return block_of(steps)._replace(given=tuple(steps)), place._replace(rows=[*place.rows[:-1]])


def check_words(lines: Lines, block: Quotation, place: Place) -> None:
    """A line that is quoted wrongly stays, or the new lines have the file's word for the wrong one; none has the wrong one.

    Else the edit would undo what somebody else has written there, or take it away.
    """
    rows, came = iter(place.rows), _words(" ".join(text for sign, text in block.steps if sign == "+"))
    for sign, text in block.steps:
        row = next(rows) if sign != "+" else -1
        if sign == "-" and row >= 0 and text.strip() != lines.stripped[row] and not _words(lines.all[row]) - _words(text) <= came:
            there = lines.stripped[row][:80]
            raise Wrong(
                ("stale", f"the edit changes {text.strip()[:80]!r}, but the file has {there!r} (line {row + 1}): read it again")
            )
    wrong: set[str] = set()
    for quoted, row in zip(block.old, place.rows, strict=True):
        if row >= 0 and quoted.strip() != lines.stripped[row]:
            wrong.update(_words(quoted) - _words(lines.all[row]))
    for sign, text in block.steps:
        if sign == "+" and (word := min(_words(text) & wrong, default="")):
            raise Wrong(
                ("ambiguous", f"the edit quotes {word[:40]!r}, which the file does not have there, and writes it: correct it")
            )


def _words(line: str) -> set[str]:
    return set(re.findall(r"\w+", line))


def check_blanks(lines: Lines, block: Quotation, place: Place) -> None:
    """Where lines come or go, the quotation has the blank lines of the file.

    Elsewhere it may have more or fewer: between two lines that both stay or both go, and at the edge of lines that take the
    place of others, if the edit leaves as many blank lines there as it quotes. The file's own blank lines stay there.
    """
    row = iter(place.rows)
    above, sign_above, gaps = -1, " ", [_Gap(0, 0)]
    for at, (sign, text) in enumerate(block.steps):
        line = next(row) if sign != "+" else -1
        if not text.strip():
            gaps[-1] = gaps[-1].with_blank(sign)
        elif sign == "+":
            gaps.append(_Gap(0, 0))
        else:
            quoted = sum(gap.quoted for gap in gaps)
            if above >= 0 and quoted != line - above - 1 and not _may_differ(gaps, sign_above + sign, block.steps, at):
                raise Wrong(_other_blanks(quoted, line - above - 1, text))
            above, sign_above, gaps = line, sign, [_Gap(0, 0)]


def _other_blanks(quoted: int, there: int, text: str) -> Complaint:
    return "ambiguous", (
        f"the edit quotes {quoted} blank lines above {text.strip()[:60]!r} where the file has {there}, next to "
        "lines that it changes; quote them as they are"
    )


class _Gap(NamedTuple):
    """Blank lines above a filled one: as many as the edit quotes, and as many as it leaves."""

    quoted: int
    left: int

    def with_blank(self, sign: str) -> "_Gap":
        return _Gap(self.quoted + (sign != "+"), self.left + (sign != "-"))


def _may_differ(gaps: Sequence[_Gap], signs: str, steps: Sequence[tuple[str, str]], at: int) -> bool:
    """Whether a gap between two quoted lines may have another number of blank lines in the file.

    Args:
        gaps: what is between the lines that come there, or the one gap.
        signs: of the line above and of the one below.
        at: the number of the step that is the line below.
    """
    if any(gap.quoted != gap.left for gap in gaps):
        return False
    if signs == "  ":
        return len(gaps) == 1
    if signs == "--":
        return len(gaps) == 1 and not _takes_place(steps, at)
    if signs == " -":
        return len(gaps) == 1 and _takes_place(steps, at)
    return len(gaps) > 1 and not any(gap.quoted for gap in gaps[:-1])


def _takes_place(steps: Sequence[tuple[str, str]], at: int) -> bool:
    """Whether filled lines come in the place of a line that goes, and of those below it. They begin with a filled one."""
    came = next((text for sign, text in steps[at:] if sign == "+" or (sign == " " and text.strip())), "")
    signs = (sign for sign, text in steps[at:] if text.strip())
    return next((sign for sign in signs if sign != "-"), " ") == "+" and bool(came.strip())


def _moved(place: Place, text: str) -> str:
    moved = place.shift.line(text)
    if moved is None:
        raise Wrong(("ambiguous", f"the line {text[:80]!r} is indented in another way than the lines around it"))
    return moved


def _is_between_new(steps: Sequence[tuple[str, str]], at: int) -> bool:
    blank = (" ", "")
    above = next((steps[n] for n in range(at - 1, -1, -1) if (steps[n][0], steps[n][1].strip()) != blank), blank)
    below = next((steps[n] for n in range(at + 1, len(steps)) if (steps[n][0], steps[n][1].strip()) != blank), blank)
    return steps[at][0] == " " and above[0] == below[0] == "+"


def tells(block: Quotation) -> bool:
    """Whether a line that comes says something of its own."""
    return any(sign == "+" and _letters(text) >= _TELLING for sign, text in block.steps)


def is_known_by_itself(block: Quotation) -> bool:
    """Whether the lines that a block leaves behind are surely its own where they stand.

    They are several, or one that says much, or one that is a version of the one line that the block quotes.
    """
    filled, quoted = ([line.strip() for line in lines if line.strip()] for lines in (block.new, block.old))
    if len(filled) > 1 or any(_letters(line) >= _MUCH for line in filled):
        return tells(block)
    alike = len(quoted) == len(filled) == 1 and SequenceMatcher(None, quoted[0], filled[0], autojunk=False).ratio() >= _VERSION
    return alike and tells(block)


def _letters(text: str) -> int:
    return sum(c.isalnum() or c == "_" for c in text)


def is_repeated(lines: Lines, block: Quotation, place: Place) -> bool:
    """Whether a block that only adds lines was applied before: all that it leaves behind stands around its place.

    Where it adds nothing but lines that it quotes as well, its lines may be others of them.
    """
    if len(block.new) <= len(block.old) or any(sign == "-" for sign, _ in block.steps) or not tells(block):
        return False
    if set(_filled(block.new)) <= set(_filled(block.old)):
        return False
    lead = next(n for n, (sign, _) in enumerate(block.steps) if sign != "+")
    first = place.first - lead
    there = lines.all[max(first, 0) : first + len(block.new)]
    return first >= 0 and list(map(str.rstrip, there)) == list(map(str.rstrip, block.new))


def stands_already(lines: Lines, block: Quotation, place: Place) -> bool:
    """Whether all that a block leaves behind stands around its place, blank lines aside, and some of what it adds says something.

    Whoever sends such a block sends it again, or wants the same lines twice: only more context would tell.
    """
    old, new = _filled(block.old), _filled(block.new)
    only_adds = _is_within(old, new) or not any(sign == "-" and text.strip() for sign, text in block.steps)
    if len(new) <= len(old) or not only_adds or not any(any(map(str.isalnum, line)) for line in new):
        return False
    span = len(block.new) + _GAPS
    near = range(max(place.first - span, 0), min(place.end + span, len(lines.all)))
    filled = [(n, text) for n in near if (text := lines.all[n].strip())]
    quoted = {n for n, _ in filled if place.first <= n < place.end}
    for at in range(len(filled) - len(new) + 1):
        window = filled[at : at + len(new)]
        if [text for _, text in window] == new and quoted <= {n for n, _ in window}:
            return True
    return False


def stands_beside(lines: Lines, new: Sequence[str], at: int) -> bool:
    """Whether lines that come above a line, and that say something, stand directly above or below it already."""
    texts = _filled(new)
    if not any(any(map(str.isalnum, text)) for text in texts):
        return False
    above = _filled(lines.all[max(at - len(new) - _GAPS, 0) : at])
    below = _filled(lines.all[at : at + len(new) + _GAPS])
    return above[-len(texts) :] == texts or below[: len(texts)] == texts


def fits_below_head(lines: Lines, new: Sequence[str], at: int) -> bool:
    """Whether new lines may come directly below a head: as deep as what stands there, which is no text about the head."""
    first, below = next(filter(str.strip, new), ""), next(filter(str.strip, lines.all[at:]), "")
    head = lines.all[at - 1] if at else ""
    if columns(below) <= columns(head):
        return True
    return columns(first) == columns(below) and not below.strip().startswith(('"', "'"))


def _filled(texts: Sequence[str]) -> list[str]:
    return [text for each in texts if (text := each.strip())]


def _is_within(old: list[str], new: list[str]) -> bool:
    return any(new[at : at + len(old)] == old for at in range(len(new) - len(old) + 1))
