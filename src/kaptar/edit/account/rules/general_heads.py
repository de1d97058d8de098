"""The rule for blocks with a head that says little: beside a marker such a block may be a second one, and not a new version."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kaptar.edit.account.facts.heads import names_its_block
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import MARKER, is_telling
from kaptar.edit.account.facts.shown import Segment, Shown, is_kept_trivia
from kaptar.edit.outcome import Complaint

_GO_ON = re.compile(
    r"[})\]]|\{$|</|/?>|end\b|(?:else|elif|elsif|elseif|except|catch|rescue|finally|ensure|fi|done|esac)\b|then$|do$"
)
"""What a line begins with that goes on with the block above it."""
_OPENERS = ("{", ">", "|", ":", "->")
_OPENING = frozenset(("do", "then", "try", "begin", "init"))
_NO_HEAD = ("}", ")", "]", ">", "@", "*", "/", "#", "--", "<!--")
_USUAL = re.compile(
    r"(?:await )?+(?:[\w$]{1,20}+\.)?+(?:next|done|resolve|reject|callback|cb|return|break|continue|pass|super|preventDefault"
    r"|stopPropagation|null|nil|None|true|false|True|False)\b[\s(){};,.\w]{0,12}+"
)
"""A line that many blocks end with."""
_LONGEST = 400
"""Characters of a line that is compared, at most."""
_WORD = re.compile(r"[^\W\d_]\w+")
_STATEMENT = re.compile(r"(?:insert|update|delete|merge|select|grant|revoke|alter)\b[^;]*+\Z", re.IGNORECASE)
"""The first line of a statement of SQL that goes on below."""
_COMMON = 4
"""Words that a new line has in common with one that goes, at least, to be another version of it."""
_ALIKE = 0.75
"""How many of their words these two have in common, of 1."""
_OF_A_HEAD = 3
"""Words of an inner head that tell its block, at least."""


class _Block(NamedTuple):
    """A block of both texts: its head, its last line, and what is inside."""

    head: int
    end: int
    old: range
    new: range


def check_general_heads(difference: Difference, shown: Shown, is_named: Callable[[int], bool]) -> Complaint | None:
    """A block beside a marker of which only a general head stays keeps a line of its body, too.

    ``useEffect(() => {``, ``try:`` or ``ingress {`` says nothing of its block. Whoever adds a second block writes the same head.
    Laid over the hidden one, it takes all of that away.

    Args:
        is_named: whether a definition with a name begins in a line of the old text.
    """
    for number, segment in enumerate(shown.segments if shown.has_markers else ()):
        for at, origin in enumerate(shown.origins[number]):
            block = _block(difference, shown, number, at) if origin >= 0 else None
            text = difference.new[shown.lines[number][at]]
            if block is None or not _is_beside_marker(difference, shown, segment, number, (at, block.end)):
                continue
            told = names_its_block(text) or (is_named(origin) and not text.startswith("-"))
            if not told and _is_other(difference, shown, block):
                return "ambiguous", (
                    f"{text[:80]!r} and the lines below it could be a second block of its kind, or another version of the one in "
                    f"line {origin + 1}; show that block too, or use a format that quotes what changes"
                )
    return None


def _block(difference: Difference, shown: Shown, number: int, at: int) -> _Block | None:
    """The block that a row of a part begins, if the part shows all of it, and lines of it come."""
    lines = shown.lines[number]
    head = lines[at]
    text = difference.new[head]
    if difference.is_comment(text) or _GO_ON.match(text) or not (_opens(text) or _STATEMENT.match(text)):
        return None
    origin = difference.origin[head]
    end = _end(difference.new, difference.indent, head)
    old = range(origin + 1, _end(difference.old, difference.old_indent, origin) + 1)
    new = range(head + 1, end + 1)
    if not new or not old or lines[-1] < end:
        return None
    came = any(difference.origin[n] < 0 and difference.new[n] for n in new)
    whole = all(not difference.new[n] or shown.segment_of[n] == number or is_kept_trivia(difference, n) for n in new)
    last = next(k for k in range(len(lines) - 1, -1, -1) if lines[k] <= end)
    return _Block(head, last, old, new) if came and whole else None


def _opens(text: str) -> bool:
    """Whether a line opens a block, and is no call over several lines."""
    if not text or text.startswith(_NO_HEAD):
        return False
    return text.startswith(("- ", "<")) or text.endswith(_OPENERS) or text.split()[-1] in _OPENING


def _end(lines: Sequence[str], indent: Callable[[int], int], head: int) -> int:
    """The last line of the block that a line begins; the line itself where it begins none."""
    depth, last = indent(head), head
    is_statement = _STATEMENT.match(lines[head]) is not None
    for line in range(head + 1, len(lines)):
        if not lines[line]:
            if is_statement:
                return last
            continue
        own = indent(line)
        if is_statement and own >= depth:
            if lines[line].endswith(";"):
                return line
        elif own < depth or (own == depth and not _GO_ON.match(lines[line])):
            return last
        last = line
    return last


def _is_other(difference: Difference, shown: Shown, block: _Block) -> bool:
    """Whether all that the old block says is gone, and no line of it that tells a block stands in the new one."""
    gone = [difference.old[n] for n in block.old if difference.target[n] < 0]
    if not any(any(map(str.isalnum, text)) and not (difference.is_comment(text) or _GO_ON.match(text)) for text in gone):
        return False
    came = [difference.new[n] for n in block.new if difference.origin[n] < 0]
    if _has_version(came, gone):
        return False
    kept = [n for n in block.new if difference.origin[n] in block.old]
    if any(_is_evidence(difference, n) for n in kept):
        return False
    above = block.head - 1
    return not (above >= 0 and shown.row_of[above] >= 0 and is_kept_trivia(difference, above))


def _has_version(came: Sequence[str], gone: Sequence[str]) -> bool:
    """Whether a new line has most words of one that goes, and enough of them."""
    words = [found for text in gone if len(found := set(_WORD.findall(text[:_LONGEST]))) >= _COMMON]
    for text in came if words else ():
        own = set(_WORD.findall(text[:_LONGEST]))
        if any(len(own & each) >= max(_COMMON, _ALIKE * max(len(own), len(each))) for each in words):
            return True
    return False


def _is_evidence(difference: Difference, line: int) -> bool:
    """Whether a line can tell a block: no head of another block with few words, and not what many blocks end with."""
    text = difference.new[line]
    if not is_telling(text) or _GO_ON.match(text) or _USUAL.fullmatch(text):
        return False
    below = next((n for n in range(line + 1, len(difference.new)) if difference.new[n]), -1)
    is_head = below >= 0 and difference.indent(below) > difference.indent(line)
    return not is_head or len(_WORD.findall(text)) >= _OF_A_HEAD


def _is_beside_marker(difference: Difference, shown: Shown, segment: Segment, number: int, rows: tuple[int, int]) -> bool:
    """Whether nothing but new lines stands between a block and what the edit hides, above or below."""
    origins, lines, (first, last) = shown.origins[number], shown.lines[number], rows
    if max(origins[:first], default=-1) < 0 and _is_hidden(difference, shown, segment.first - 1, range(lines[0])):
        return True
    beyond = range(lines[-1] + 1, len(difference.new))
    if max(origins[last + 1 :], default=-1) >= 0 or not _is_hidden(difference, shown, segment.end, beyond):
        return False
    return segment.end == len(shown.rows) or shown.rows[segment.end].indent >= shown.rows[segment.codes[first]].indent


def _is_hidden(difference: Difference, shown: Shown, row: int, lines: range) -> bool:
    """Whether a row is a marker, or the edit begins or ends there with lines of the file beyond."""
    if 0 <= row < len(shown.rows):
        return shown.rows[row].kind is MARKER
    return any(difference.new[n] and shown.row_of[n] < 0 for n in lines)
