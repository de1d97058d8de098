"""The rule for lines that are no definition's head: what goes lies between two shown lines of its own block."""

from collections.abc import Iterable, Set
from itertools import islice
from typing import NamedTuple

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.records import Records
from kaptar.edit.account.facts.rows import CLOSERS, may_be_marker, says_something
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.account.facts.shown import is_kept_trivia
from kaptar.edit.account.facts.words import removes_lines
from kaptar.edit.account.rules.neighbours import opened_by
from kaptar.edit.outcome import Complaint

_TOGETHER = 4
"""Shown lines that may tell a place together, at most."""

_MOST_AT_AN_END = 8
"""Lines that may go beside the head or the end of a block, beyond those that come for them: an end is a weak neighbour."""


class Body(NamedTuple):
    """Lines of the old text: the head of a block, and its last line; and whether it is the whole file."""

    head: int
    last: int
    is_file: bool = False


def check_lines(scene: Scene, excused: Iterable[range]) -> Complaint | None:
    """A line that goes and is not excused lies between two shown lines that its block has once, or the block is shown whole."""
    free = {line for lines in excused for line in lines}
    old = scene.difference.old
    for run in scene.difference.runs:
        gone = [n for n in range(run.old, run.old_end) if old[n] and n not in free]
        if not gone or _is_told(scene, run, gone):
            continue
        block = _block(scene.old.records, gone[0], gone[-1], len(old))
        if not (is_held(scene, run, block, gone) or _is_whole(scene, block)):
            text, more = old[gone[0]][:80], f" and {len(gone) - 1} more" if len(gone) > 1 else ""
            return "unaccounted_removal", (
                f"{text!r} (line {gone[0] + 1}){more} would be deleted, but the edit does not show it between two lines that "
                "stand there once; show the lines above and below it, or put a marker in its place"
            )
    return None


def check_ends(difference: Difference) -> Complaint | None:
    """A text that is only taken for the whole file has the file's first and last lines, or others in their place, and
    its comments.

    A model that shows nearly all of a file leaves out its licence, its imports or its last call, and a cut answer its end.
    """
    old, new = difference.old, difference.new
    for run in difference.runs:
        gone = [n for n in range(run.old, run.old_end) if old[n]]
        came = sum(map(bool, new[run.new : run.new_end]))
        at_end = not any(new[: run.new]) or not any(new[run.new_end :]) or (came == 0 and _slides_to_end(difference, run))
        only_comments = came == 0 and all(difference.is_comment(old[n]) for n in gone)
        if gone and ((at_end and len(gone) > came) or only_comments):
            return "unaccounted_removal", (
                f"{old[gone[0]][:80]!r} (line {gone[0] + 1}) would go, and the edit may only have left it out; "
                "show it, or say that the edit is the whole file (--format whole_file)"
            )
    return None


def _slides_to_end(difference: Difference, run: Exchange) -> bool:
    """Whether lines that go may as well be the last ones: what stays below them is what they begin with."""
    below = [text for text in difference.old[run.old_end :] if text]
    gone = [text for text in difference.old[run.old : run.old_end] if text]
    return gone[: len(below)] == below and not any(text.startswith(CLOSERS) for text in below)


def _is_told(scene: Scene, run: Exchange, gone: list[int]) -> bool:
    if not scene.shown.removals:
        return False
    tops = [n for n in gone if scene.old.records.starts_at(n)]
    lines = [scene.difference.old[n] for n in gone]
    return _are_one(scene, tops) and removes_lines(scene.shown, scene.difference, lines, (run.new - 1, run.new_end))


def _are_one(scene: Scene, lines: list[int]) -> bool:
    """Whether at most one of some lines stands at the least depth: what it begins may go with it."""
    depths = [scene.difference.old_indent(n) for n in lines]
    least = [n for n, depth in zip(lines, depths, strict=True) if depth == min(depths)]
    return sum(not scene.difference.old[n].startswith(CLOSERS) for n in least) <= 1


def _block(records: Records, first: int, last: int, count: int) -> Body:
    """The innermost block around some lines."""
    for index in reversed(records.near(first, last + 1)):
        top, bottom = records.lines(index)
        if records.is_open_block(index) and top <= first and last <= bottom:
            parent = records.parent(index)
            return Body(_head_of(records, parent, top) if parent >= 0 else top, bottom)
        if top < first and last < bottom:
            return Body(top, bottom)
    return Body(0, count - 1, is_file=True)


def _head_of(records: Records, parent: int, top: int) -> int:
    return records.definition(parent).head if records.is_definition(parent) else min(top, records.lines(parent)[0])


def is_held(scene: Scene, run: Exchange, block: Body, gone: list[int]) -> bool:
    """Whether shown lines above and below tell that some lines of a block go, with nothing hidden between them."""
    new = scene.difference.new
    came = [n for n in range(run.new, run.new_end) if new[n]]
    above = _anchor(scene, range(run.new - 1, -1, -1), block, set())
    below = _anchor(scene, range(run.new_end, len(new)), block, opened_by(scene.difference, came, gone))
    if below < 0 and not any(new[run.new_end :]):
        below = _edge(scene, range(run.new, run.new_end))
    if above < 0 or below < 0 or not scene.same_segment(above, below):
        return False
    if len(gone) > len(came) + _MOST_AT_AN_END and not _are_inside(scene, block, above, below):
        return False
    return all(scene.same_segment(n, above) for n in came)


def _are_inside(scene: Scene, block: Body, above: int, below: int) -> bool:
    """Whether both anchors are lines in a block, and not its head, its end or what is beyond."""
    return block.is_file or all(block.head < scene.difference.origin[n] < block.last for n in (above, below))


def _anchor(scene: Scene, lines: range, block: Body, passed: Set[int]) -> int:
    """The nearest shown line in one direction that tells the place, with nothing hidden on the way; -1 for none.

    It is a line that the old block has once, the head or the last line of the block, or one outside of the block. A head says
    something. ``passed``: lines that tell nothing here.
    """
    new, origin, shown = scene.difference.new, scene.difference.origin, scene.shown
    segment = -1
    for line in lines:
        if not new[line]:
            continue
        if shown.row_of[line] < 0:
            if is_kept_trivia(scene.difference, line):
                continue
            return -1
        segment = shown.segment_of[line] if segment < 0 else segment
        if shown.segment_of[line] != segment:
            return -1
        was = origin[line]
        if was < 0 or may_be_marker(new[line]) or line in passed:
            continue
        if not block.is_file and (was <= block.head or was >= block.last):
            if lines.step < 0 and not says_something(new[line]):
                continue
            return line
        if _is_once(scene, block, was):
            return line
    return _edge(scene, lines) if segment >= 0 else -1


def _edge(scene: Scene, lines: range) -> int:
    """The last filled line up to an end of the file, where the edit shows another version of the line that stood there."""
    filled = [n for n in lines if scene.difference.new[n]]
    old = [n for n, text in enumerate(scene.difference.old) if text]
    if not filled or not old:
        return -1
    return filled[-1] if (old[0] if lines.step < 0 else old[-1]) in scene.renewed else -1


def _is_once(scene: Scene, block: Body, line: int) -> bool:
    """Whether the old block has a line once, or once together with the shown lines below it."""
    old, target = scene.difference.old, scene.difference.target
    if block.is_file and scene.difference.count(old[line]) == 1:
        return target[line] >= 0 and scene.shown.row_of[target[line]] >= 0
    inside = old[block.head : block.last + 1]
    filled = list(islice((n for n in range(line, block.last + 1) if old[n]), _TOGETHER))
    for length, last in enumerate(filled, 1):
        if target[last] < 0 or scene.shown.row_of[target[last]] < 0:
            return False
        if is_once([old[n] for n in filled[:length]], inside):
            return True
    return False


def is_once(group: list[str], lines: list[str]) -> bool:
    """Whether some lines that follow each other, blank ones aside, stand so among others once."""
    places = [n for n, text in enumerate(lines) if text == group[0]] if len(group) > 1 else []
    if not places:
        return lines.count(group[0]) == 1
    found = 0
    for place in places:
        found += list(islice((text for text in islice(lines, place, None) if text), len(group))) == group
    return found == 1


def _is_whole(scene: Scene, block: Body) -> bool:
    """Whether the block is shown from its head to its end without a marker. The head may be shown in another version."""
    if block.is_file:
        return False
    head = scene.difference.target[block.head]
    if head < 0:
        head = scene.heads.get(block.head, -1)
    if head < 0 or scene.shown.row_of[head] < 0:
        return False
    last = last_line(scene.new.records, head)
    return last > head and scene.is_shown_whole(head, last, block.last)


def last_line(records: Records, head: int) -> int:
    """The last line of the outermost statement or definition that begins in a line, decorated or not; -1 for none over lines."""
    for index in records.near(head, head + 1):
        if records.is_shell(index):
            continue
        tops = {records.lines(index)[0]}
        if records.is_definition(index):
            tops.add(records.definition(index).head)
        if head in tops and records.lines(index)[1] > head:
            return records.lines(index)[1]
    return -1
