"""New lines of a block that run over its quotation: they end with lines that stand directly below it, or begin with those above.

Whoever writes a block by heart goes on with the line that comes next, and quotes it not. It would be there twice. An edit that
wants a line twice quotes the one that is there.
"""

import re
from collections.abc import Sequence

from kaptar.edit.account.facts.lines import columns
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.quoting.laid import Laid
from kaptar.edit.outcome import Complaint

_ENDS = re.compile(r"(?:fi|done|esac|end|loop|wend|next|endif|endfor|endwhile|endfunction)\b[\w;.,)}\]]*;?")
"""A word that ends a block, alone on its line."""


def check_overrun(laid: Laid) -> Complaint | None:
    """No line that stands directly below or above the quotation, and is not quoted, comes a second time beside itself."""
    new, old = _filled(laid.new), _filled(laid.old)
    below, above = laid.below(), laid.above()
    count = _overlap(new[::-1], below)
    if count > _overlap(old[::-1], below) and not _is_row(below) and _is_over(new, count):
        return _twice(below[0], "below", "ends")
    count = _overlap(new, above)
    if count > _overlap(old, above) and not _is_row(above) and _is_said(new[:count]):
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


def _is_over(new: Sequence[str], count: int) -> bool:
    """Whether the last lines say something; or only end blocks that the new lines have not begun."""
    if _is_said(new[-count:]):
        return True
    closer = new[-count]
    if not _closes(closer):
        return False
    depth = columns(closer)
    for text in reversed(new[:-count]):
        if columns(text) <= depth:
            return columns(text) < depth or _closes(text)
    return True


def _is_said(texts: Sequence[str]) -> bool:
    return any(any(map(str.isalnum, text)) and not _closes(text) for text in texts)


def _closes(text: str) -> bool:
    text = text.strip()
    return text.startswith(CLOSERS) or _ENDS.fullmatch(text) is not None


def _filled(texts: Sequence[str]) -> list[str]:
    return [text for each in texts if (text := each.rstrip())]
