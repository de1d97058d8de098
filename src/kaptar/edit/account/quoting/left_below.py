"""Old lines that stay below the new text that was meant to take their place: the edit quotes only the first lines of a block.

Whoever quotes the head of a function and writes all of it anew leaves the old body below. It is seen by what can't be reached
any more, by lines of the new text that come again in the same block below it, and by a line that went on in the next one.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.leaving import GOES_ON, goes_another_way, leaves
from kaptar.edit.account.facts.lines import columns
from kaptar.edit.account.facts.rows import CLOSERS, is_telling
from kaptar.edit.account.quoting.laid import MOST, Laid
from kaptar.edit.account.quoting.reading.parts import Quotation
from kaptar.edit.outcome import Complaint

_FEWEST = 2
"""Lines of the new text that come again below it, at least."""
_SHARE = 0.5
"""How many of those that come, of 1, come again."""
_FAR = 8
"""Lines below beyond as many as come, in which they are looked for."""
_VERSION = 0.75
"""How alike two lines are, of 1, one of which is a version of the other."""
_MOST_VERSIONS = 40
"""Lines that are compared for versions, at most."""
_LONGEST = 200
_Path = tuple[str, ...]
"""A line below the heads that it stands below."""


def check_left_below(laid: Laid, signs: CommentSigns) -> Complaint | None:
    """No line below the quotation is cut off from the new text, or is what came there in an older version."""
    below = laid.below(1)
    if not below or signs.is_prose:
        return None
    if (end := _left(laid.new, below[0], signs)) and not _left(laid.old, below[0], signs):
        return _complaint(laid, below[0], f"could not be reached behind {end.strip()[:80]!r}")
    came = _coming(laid)
    if came and _goes_on(laid.old) and not _goes_on(laid.new) and _is_next(laid):
        return _complaint(laid, below[0], f"was part of {_last(laid.old).strip()[:80]!r}, which goes on no more")
    if twin := _repeated(came, laid.below(2 * len(came) + _FAR), signs):
        return _complaint(laid, below[0], f"would stay below the new lines, which have {twin.strip()[:80]!r} too")
    return None


def _complaint(laid: Laid, line: str, what: str) -> Complaint:
    return "ambiguous", (
        f"{line.strip()[:80]!r} (line {laid.end + 1} and below), which the edit does not quote, {what}; "
        "quote all lines that the new text takes the place of"
    )


def _left(texts: Sequence[str], below: str, signs: CommentSigns) -> str:
    """The statement above the line below, in one block with it, that leaves the block; "" for none."""
    depth, came = columns(below), below.strip()
    if goes_another_way(came) or came.startswith((*CLOSERS, *GOES_ON, "{")) or signs.is_comment(came):
        return ""
    for text in reversed(texts):
        line = text.strip()
        if not line or columns(text) > depth or signs.is_comment(line):
            continue
        if columns(text) < depth:
            return ""
        if line.startswith((*CLOSERS, *GOES_ON)) and not line.endswith(("{", "(", "[")):
            continue
        return text if leaves(line) else ""
    return ""


def _goes_on(texts: Sequence[str]) -> bool:
    last = _last(texts)
    return (len(last) - len(last.rstrip("\\"))) % 2 == 1


def _last(texts: Sequence[str]) -> str:
    return texts[-1] if texts else ""


def _is_next(laid: Laid) -> bool:
    """Whether something comes in the place of the line that went on, and the line below it is not blank."""
    return bool(_last(laid.new).strip()) and laid.end < len(laid.lines) and bool(laid.lines[laid.end].strip())


def _repeated(new: Sequence[str], below: Sequence[str], signs: CommentSigns) -> str:
    """The first of several lines that come at the end of the new text and that stand below it, in the same block; "" for none."""
    depth = columns(below[0])
    came = _in_block(reversed(new[-MOST:]), depth)[::-1]
    there = _in_block(below, depth)[: len(came) + _FAR]
    one, other = [*_known(came, signs)], [*_known(there, signs)]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    same = [block for block in matcher.get_matching_blocks() if block.size]
    count = sum(block.size for block in same)
    if not same or not ((count >= _FEWEST and count >= _SHARE * len(one)) or _is_all_of_it(matcher, one, other)):
        return ""
    return one[same[0].a][-1]


def _is_all_of_it(matcher: SequenceMatcher[_Path], one: Sequence[_Path], other: Sequence[_Path]) -> bool:
    """Whether each line below in the block is one of the new ones, or another version of one, in their order."""
    if not _FEWEST <= len(other) <= len(one) <= _MOST_VERSIONS:
        return False
    for kind, i, j, m, n in matcher.get_opcodes():
        if kind == "insert" or j - i < n - m:
            return False
        if kind == "replace" and not (_are_versions(one[i:j], other[m:n]) or _are_versions(one[i:j][::-1], other[m:n][::-1])):
            return False
    return True


def _are_versions(one: Sequence[_Path], other: Sequence[_Path]) -> bool:
    return all(_is_version(new[-1], old[-1]) for new, old in zip(one, other, strict=False))


def _is_version(one: str, other: str) -> bool:
    return SequenceMatcher(None, one[:_LONGEST], other[:_LONGEST], autojunk=False).ratio() >= _VERSION


def _coming(laid: Laid) -> list[str]:
    """The lines that come below the last one that stays."""
    steps = Quotation(tuple(laid.old), tuple(laid.new)).steps
    last = max((n for n, (sign, _) in enumerate(steps) if sign == " "), default=-1)
    return [text for sign, text in steps[last + 1 :] if sign == "+" and text.strip()]


def _in_block(texts: Iterator[str] | Sequence[str], depth: int) -> list[str]:
    """The first lines, as far as they stand as deep as a block."""
    found: list[str] = []
    for text in texts:
        if columns(text) < depth:
            break
        found.append(text)
    return found


def _known(texts: Sequence[str], signs: CommentSigns) -> Iterator[_Path]:
    """Each line of code that says something, with the heads that it stands below: in another block it is another line."""
    heads: list[tuple[int, str]] = []
    for text in texts:
        depth, line = columns(text), text.strip()
        if line.startswith(CLOSERS) or signs.is_comment(line):
            continue
        while heads and heads[-1][0] >= depth:
            heads.pop()
        heads.append((depth, line))
        if is_telling(line):
            yield tuple(head for _, head in heads)
