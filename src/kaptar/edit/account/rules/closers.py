"""The rule for closing lines: a block that was closed by a line of its own is closed by such a line."""

from kaptar.edit.account.facts.comment_signs import CommentSigns
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.outcome import Complaint

_CLOSES = ("end", "}", ")", "]", "fi", "done", "esac", "</")


def check_closers(difference: Difference) -> Complaint | None:
    """A head that stays, and whose block a line as deep as it has closed, still has one. By indentation alone."""
    closed = _closed([*map(_columns, difference.raw)], difference.old, difference.signs)
    indents: list[int] | None = None
    for head, last in closed.items():
        now = difference.target[head]
        if now < 0 or not _is_near(difference, head, last):
            continue
        indents = indents or [difference.indent(n) if text else 0 for n, text in enumerate(difference.new)]
        end = _end(indents, difference.new, now, difference.signs)
        if end < 0 or indents[end] != indents[now] or closer_of(difference.new[end]) != closer_of(difference.old[last]):
            return "would_break_syntax", (
                f"{difference.old[last]!r} (line {last + 1}), which closes {difference.old[head][:80]!r}, would be gone"
            )
    return None


def closer_of(text: str) -> str:
    """The sign or word with which a line closes a block; "" where it closes nothing."""
    found = next((sign for sign in _CLOSES if text.startswith(sign)), "")
    return "" if found.isalpha() and text[len(found) : len(found) + 1].isalnum() else found


def _is_near(difference: Difference, head: int, last: int) -> bool:
    """Whether something changes in a block."""
    return any(zone.old <= last + 1 and head <= zone.old_end for zone in difference.zones)


def _columns(line: str) -> int:
    return len(line[: len(line) - len(line.lstrip())].expandtabs(4))


def _closed(indents: list[int], lines: list[str], signs: CommentSigns) -> dict[int, int]:
    """For each head of a block that a line as deep as it closes that line."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for line, text in enumerate(lines):
        if not text or signs.is_comment(text):
            continue
        while stack and indents[stack[-1]] > indents[line]:
            stack.pop()
        if stack and indents[stack[-1]] == indents[line]:
            if closer_of(text) and "*/" not in text and line > stack[-1] + 1:
                found[stack[-1]] = line
            stack.pop()
        stack.append(line)
    return found


def _end(indents: list[int], lines: list[str], head: int, signs: CommentSigns) -> int:
    """The first line of code below a head that stands no deeper; -1 for none."""
    below = (n for n in range(head + 1, len(lines)) if lines[n] and not signs.is_comment(lines[n]))
    return next((n for n in below if indents[n] <= indents[head]), -1)
