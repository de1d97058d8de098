"""The rule for what stands in a container whose lines do not stand deeper: something new comes into it, or beside it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import CLOSERS, is_telling
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_SCOPE = re.compile(r"(?:inline |export |declare )?(?:namespace|module|extern \")")
"""The head of a container of declarations."""
_CONTROL = re.compile(r"(?:if|for|foreach|while|switch|try|else|elif|do|catch|finally|with|using|lock|match|case|default)\b")
_ACCESS = re.compile(r"(?P<word>public|private|protected|signals|(?:public |private |protected )slots)\s?:")
"""A line of C++ above members that have its access."""
_WORD = re.compile(r"[\w$(]++")


class _Container(NamedTuple):
    """The lines that open and close a container. ``holds``: blocks or declarations in it stand as deep as they do."""

    opener: int
    closer: int
    holds: bool


def check_containers(difference: Difference, shown: Shown) -> Complaint | None:
    """No new block comes beside a hidden container whose content is as deep, nor a function below a hidden private label.

    Where all of a file stands in a namespace or a function that is called at once, the depth of new lines does not tell
    whether they belong into it.
    """
    containers: list[_Container] | None = None
    for run in difference.runs if shown.has_markers else ():
        came = [n for n in range(run.new, run.new_end) if (text := difference.new[n]) and not difference.is_comment(text)]
        if not came or difference.new[came[0]].startswith(CLOSERS):
            continue
        if (label := _label(difference, shown, came[0])) is not None:
            return "ambiguous", (
                f"{difference.new[came[0]][:80]!r} would come below {difference.new[label][:80]!r}, which is not shown; "
                "show that line, or the one that it belongs below"
            )
        if difference.indent(came[0]) or not any(map(difference.indent, came)):
            continue
        containers = [*_containers(difference)] if containers is None else containers
        if (beside := _beside(difference, shown, run, containers)) is not None:
            return "ambiguous", (
                f"{difference.new[came[0]][:80]!r} could come into {difference.new[beside.opener][:80]!r} or beside it; "
                f"show {difference.new[beside.closer][:80]!r}, which closes that"
            )
    return None


def _containers(difference: Difference) -> Iterator[_Container]:
    """Blocks in braces of which head and end stand outermost in the new text."""
    open_lines: list[tuple[int, bool]] = []
    last = -1
    for line in _outer(difference):
        text = difference.new[line]
        if text.startswith(("}", ")", "]")):
            if not open_lines:
                return
            opener, holds = open_lines.pop()
            if difference.new[opener].endswith("{"):
                yield _Container(opener, line, holds)
        elif open_lines and text.endswith(";") and _SCOPE.match(difference.new[open_lines[-1][0]]):
            open_lines[-1] = open_lines[-1][0], True
        if text.endswith(("{", "(", "[")):
            head = difference.new[last] if text == "{" and last >= 0 else text
            if open_lines and is_telling(head) and not _CONTROL.match(head) and text.endswith("{"):
                open_lines[-1] = open_lines[-1][0], True
            open_lines.append((line, False))
        last = line


def _outer(difference: Difference) -> Iterator[int]:
    """The lines of the new text that stand outermost and are code."""
    for line, text in enumerate(difference.new):
        if text and not difference.indent(line) and not text.startswith("#") and not difference.is_comment(text):
            yield line


def _beside(difference: Difference, shown: Shown, run: Exchange, containers: list[_Container]) -> _Container | None:
    """A hidden container with content as deep as itself, directly above or below new lines."""
    outer = [*_outer(difference)]
    above = next((n for n in reversed(outer) if n < run.new), -1)
    below = next((n for n in outer if n >= run.new_end), -1)
    for each in containers:
        hidden = shown.row_of[each.opener] < 0 and shown.row_of[each.closer] < 0
        if each.holds and hidden and (each.closer == above or each.opener == below) and not _is_of_kind(difference, run, each):
            return each
    return None


def _is_of_kind(difference: Difference, run: Exchange, container: _Container) -> bool:
    """Whether new lines are a container of the same kind."""
    word = _WORD.match(difference.new[container.opener])
    return word is not None and any(text.startswith(word[0]) for text in difference.new[run.new : run.new_end])


def _label(difference: Difference, shown: Shown, came: int) -> int | None:
    """The hidden label above a new function of a class that takes its access, where members of another access stand above it."""
    if "(" not in difference.new[came] or _ACCESS.match(difference.new[came]):
        return None
    depth, label = difference.indent(came), -1
    for line in range(came - 1, -1, -1):
        text = difference.new[line]
        if not text or difference.indent(line) >= depth:
            continue
        found = _ACCESS.match(text)
        if label < 0:
            if found is None or found["word"] == "public" or shown.row_of[line] >= 0:
                return None
            label, depth = line, difference.indent(line) + 1
        elif found is not None and found["word"] != difference.new[label].rstrip(": "):
            return label
        elif found is None:
            return None
    return None
