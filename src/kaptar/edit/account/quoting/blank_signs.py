"""A blank behind the sign of each new line of a diff or a patch (``+ x``): it would be written into the file."""

from collections.abc import Iterator, Sequence

from kaptar.edit.account.quoting.reading.parts import Change, Content, Quotation, Step
from kaptar.edit.account.quoting.signs import DIFFS
from kaptar.edit.outcome import Complaint

_OPENERS = "([{<\"'`"
"""What a line begins or ends with below which others may stand one column deeper."""


def check_blank_signs(changes: Sequence[Change], source: str, path: str) -> Complaint | None:
    """Not all new lines stand one blank deeper than they can.

    They do where the file has no line that is indented so, and each of their runs begins one blank behind the line that goes
    there, or the one above or below. In a file that is created they do where each line begins with a blank, and one with no more.
    """
    shifted = next((line for change in changes if (line := _shifted(change, source))), "")
    if not shifted or path.lower().endswith(DIFFS):
        return None
    return "malformed_edit", (
        f"there is a blank behind the sign of each new line, as of {shifted[:80]!r}, which would be written into the file; write "
        "the sign directly in front of the line"
    )


def _shifted(change: Change, source: str) -> str:
    """The first new line, if all of the change stand one blank too deep; "" otherwise."""
    if isinstance(change, Content):
        lines = [line for line in change.lines if line.strip()]
        is_deep = bool(lines) and all(line[:1] == " " for line in lines) and any(line[1:2] != " " for line in lines)
        return lines[0] if is_deep and not all(map(_is_star, lines)) else ""
    if not isinstance(change, Quotation) or change.given is None:
        return ""
    fresh = [line for sign, line in change.given if sign == "+" and line.strip() and not _is_star(line)]
    if not fresh or any(line[0] != " " for line in fresh):
        return ""
    there = {_indent(line) for line in source.split("\n") if line.strip() and not _is_star(line)}
    if any(_indent(line) in there for line in fresh):
        return ""
    return fresh[0] if all(_indent(first)[1:] in around for first, around in _runs(change.given)) else ""


def _runs(steps: Sequence[Step]) -> Iterator[tuple[str, set[str]]]:
    """The first filled line of each run of new lines, and the indentations of the lines that go there and stand around."""
    filled = [(sign, line) for sign, line in steps if line.strip() and not _is_star(line)]
    at = 0
    while at < len(filled):
        end = next((n for n in range(at, len(filled)) if filled[n][0] == " "), len(filled))
        new = [line for sign, line in filled[at:end] if sign == "+"]
        if new:
            near = [line for sign, line in filled[at:end] if sign == "-"]
            near += [line for _, line in filled[end : end + 1]]
            near += [line for _, line in filled[max(at - 1, 0) : at] if not _opens(line)]
            yield new[0], set(map(_indent, near))
        at = end + 1


def _opens(line: str) -> bool:
    text = line.strip()
    return text[0] in _OPENERS or text[-1] in _OPENERS + ":"


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _is_star(line: str) -> bool:
    """Whether a line may be one of a comment, which stands one column behind its first."""
    return line.lstrip()[:1] == "*"
