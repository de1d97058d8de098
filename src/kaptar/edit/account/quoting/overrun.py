"""New lines of a block that run over its quotation: they end with lines that stand directly below it, or begin with those above.

Whoever writes a block by heart goes on with the line that comes next, and quotes it not. It would be there twice. An edit that
wants a line twice quotes the one that is there.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from kaptar.edit.account.facts.lines import columns
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.quoting.laid import Laid
from kaptar.edit.outcome import Complaint

_ENDS = re.compile(r"(?:fi|done|esac|end|loop|wend|next|endif|endfor|endwhile|endfunction)\b[\w;.,)}\]]*;?")
"""A word that ends a block, alone on its line."""
_OPENS = ("{", "(", "[", "then", "do")
"""What a line ends with that begins a block."""


def check_overrun(laid: Laid) -> Complaint | None:
    """No line that stands directly below or above the quotation, and is not quoted, comes a second time beside itself."""
    new, old = _filled(laid.new), _filled(laid.old)
    below, above = laid.below(len(new) + 1), laid.above(len(new) + 1)
    count = _overlap(new[::-1], below)
    if count > _overlap(old[::-1], below) and not _is_row(below) and _is_over(laid, count):
        return _twice(below[0], "below", "ends")
    count = _overlap(new, above)
    if count > _overlap(old, above) and not _is_row(above):
        beside = laid.lines[laid.first - 1].strip() and laid.new[0].strip()
        if _is_said(new[:count]) or (beside and not _closes(new[0]) and not new[0].endswith(_OPENS)):
            return _twice(above[0], "above", "begins")
    return None


def _twice(line: str, where: str, how: str) -> Complaint:
    return "ambiguous", (
        f"the new text {how} with {line.strip()[:80]!r}, which stands directly {where} the quoted lines already and would be "
        "there twice; leave it out, or quote that line too"
    )


def _overlap(texts: Sequence[str], beside: Sequence[str]) -> int:
    """How many of the first lines stand beside, where the last of them is the nearest: the most that fit."""
    for count in range(min(len(texts), len(beside)), 0, -1):
        if texts[count - 1] == beside[0] and list(texts[:count]) == list(reversed(beside[:count])):
            return count
    return 0


def _is_row(beside: Sequence[str]) -> bool:
    """Whether the file has the line several times in a row already: one more is nothing new."""
    return beside[0] in beside[1:2]


def _is_over(laid: Laid, count: int) -> bool:
    """Whether the last lines say something, or end more blocks than begin, or are next to an equal line of signs."""
    new = _filled(laid.new)
    if _is_said(new[-count:]):
        return True
    old, line = _filled(laid.old), new[-count]
    if not _closes(line):
        is_paired = (new.count(line) - old.count(line)) % 2 == 0
        return not is_paired and bool(laid.lines[laid.end].strip() and laid.new[-1].strip())
    return _ended(new, columns(line)) > _ended(old, columns(line))


def _ended(texts: Sequence[str], depth: int) -> int:
    """How many more blocks of a depth some lines end than begin."""
    count = 0
    for text, below in pairwise([*texts, ""]):
        if columns(text) == depth:
            line = text.strip()
            count += _closes(line)
            is_tag = line.startswith("<") and "</" not in line and not line.endswith("/>")
            opens = not _closes(line) and (columns(below) > depth or is_tag)
            count -= line.endswith(_OPENS) or opens
    return count


def _is_said(texts: Sequence[str]) -> bool:
    return any(any(map(str.isalnum, text)) and not _closes(text) for text in texts)


def _closes(text: str) -> bool:
    text = text.strip()
    return text.startswith(CLOSERS) or _ENDS.fullmatch(text) is not None


def _filled(texts: Sequence[str]) -> list[str]:
    return [text for each in texts if (text := each.rstrip())]
