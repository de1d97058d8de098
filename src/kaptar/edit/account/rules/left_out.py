"""The rule for what an edit only leaves out: it goes only where nothing in the new text needs it."""

import re
from collections.abc import Iterable, Iterator

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.account.facts.words import says_comment_removed, says_removed
from kaptar.edit.account.rules.imports import Import
from kaptar.edit.outcome import Complaint

_QUOTED = re.compile(r"[rRuU]?(?:\"\"\"|'''|\"[^\"]*\"$|'[^']*'$)")
"""A line that a string begins which may document something."""


def check_dropped_imports(scene: Scene, old: list[Import], new: list[Import], excused: list[range]) -> Complaint | None:
    """An import that is left out bound names that the old text used, and that the new text uses no more.

    A model leaves out imports that it does not think of. An import that binds no name, or all names, may be needed unseen.

    Args:
        excused: lines that are replaced, or go with what they stand in.
    """
    free = {line for lines in excused for line in lines}
    kept = {i.text for i in new}
    bound = {name for i in new for name in i.names}
    for gone in old:
        if gone.text in kept or gone.lines.start in free or says_removed(scene.shown, gone.names):
            continue
        if not gone.names or not gone.names.isdisjoint("*_") or any(is_named(scene, name) for name in gone.names - bound):
            text = scene.difference.old[gone.lines.start][:80]
            return "unaccounted_removal", (
                f"the import {text!r} (line {gone.lines.start + 1}) would go, but what it brings may be needed; "
                "show it, or use a format that quotes it"
            )
    return None


def check_docstrings(scene: Scene) -> Complaint | None:
    """The string that documents what stays goes only where another comes in its place, or the edit says so."""
    difference = scene.difference
    old, new, target = difference.old, difference.new, difference.target
    for run in difference.runs:
        if any(map(_QUOTED.match, new[run.new : run.new_end])) or says_comment_removed(scene.shown):
            continue
        for line in range(max(run.old, 1), run.old_end):
            above = next((n for n in range(line - 1, -1, -1) if old[n]), -1)
            stays = above >= 0 and (target[above] >= 0 or above in scene.heads) and old[above].endswith(":")
            if stays and _QUOTED.match(old[line]) and new.count(old[line]) < old.count(old[line]):
                return "unaccounted_removal", (
                    f"the docstring {old[line][:80]!r} (line {line + 1}) would go; show it, or say that it goes"
                )
    return None


def check_kept(difference: Difference, excused: Iterable[range] = ()) -> Complaint | None:
    """A text that is only taken for the whole of a file that is no code takes at a place no more lines away than it brings.

    Args:
        excused: lines that other rules judge.
    """
    free = {line for lines in excused for line in lines}
    for run in difference.runs:
        came, gone = _changed(difference, run)
        lost = [n for n in gone if n not in free]
        if len(lost) > len(came):
            return _left_out(difference, lost[0])
    return check_comments(difference, excused)


def replaced_lines(difference: Difference) -> Iterator[range]:
    """Lines of places where as many lines come as go: a text of the whole file shows them in another version."""
    for run in difference.runs:
        if sum(map(bool, difference.old[run.old : run.old_end])) <= sum(map(bool, difference.new[run.new : run.new_end])):
            yield range(run.old, run.old_end)


def check_needed(scene: Scene, gone: list[Definition]) -> Complaint | None:
    """A text that is only taken for the whole file leaves out no definition that it still speaks of."""
    there = {d.name for d in scene.new.near}
    named = (d for d in gone if not d.local and d.name and d.name not in there)
    for definition in named:
        run = next((r for r in scene.difference.runs if r.old <= definition.head < r.old_end), None)
        came, lines = _changed(scene.difference, run) if run else ([], [])
        if len(lines) > len(came) and is_named(scene, definition.name):
            return _left_out(scene.difference, definition.head)
    return None


def check_comments(difference: Difference, excused: Iterable[range]) -> Complaint | None:
    """A text that is only taken for the whole file takes at a place no more comments away than it brings.

    Args:
        excused: lines that other rules judge.
    """
    free = {line for lines in excused for line in lines}
    for run in difference.runs:
        came, gone = _changed(difference, run)
        comments = [n for n in gone if difference.is_comment(difference.old[n]) and n not in free]
        if len(comments) > sum(map(difference.is_comment, came)):
            return _left_out(difference, comments[0])
    return None


def _changed(difference: Difference, run: Exchange) -> tuple[list[str], list[int]]:
    """Lines that come at a place, and those that go and are not a part of one of them."""
    came = [line for line in difference.new[run.new : run.new_end] if line]
    text = f" {' '.join(came)} "
    old = difference.old
    return came, [n for n in range(run.old, run.old_end) if _says_something(old[n]) and not _holds(text, old[n])]


def _holds(text: str, line: str) -> bool:
    """Whether a line stands in a text, and not as a part of longer words."""
    at = text.find(line)
    while at >= 0:
        if not (_is_word(text[at - 1]) and _is_word(line[0])) and not (_is_word(text[at + len(line)]) and _is_word(line[-1])):
            return True
        at = text.find(line, at + 1)
    return False


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign in "_$"


def _left_out(difference: Difference, line: int) -> Complaint:
    return "unaccounted_removal", (
        f"{difference.old[line][:80]!r} (line {line + 1}) would go, and the edit may only have left it out; "
        "show it, or say that the edit is the whole file (--format whole_file)"
    )


def _says_something(line: str) -> bool:
    """Whether a line is more than signs."""
    return any(map(str.isalnum, line))


def is_named(scene: Scene, name: str) -> bool:
    """Whether a name stands as a word in the new text."""
    word, text = name.encode(), scene.new.text
    return word in text and re.search(rb"(?<![\w$])" + re.escape(word) + rb"(?![\w$])", text) is not None
