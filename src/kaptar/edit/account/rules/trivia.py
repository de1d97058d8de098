"""The rule for comments and decorators above a definition: they stay with it, and change only where the edit shows them."""

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.lines import Exchange
from kaptar.edit.account.facts.matching import Matching, Pair
from kaptar.edit.account.facts.removed_things import DECORATORS
from kaptar.edit.account.facts.rows import BLANK, MARKER, is_telling
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.account.facts.words import removes_comment
from kaptar.edit.outcome import Complaint

_OPENERS = ("/*", "<!--", "{/*", "(*", '"""', "'''")
"""What a comment over several lines begins with, so that it is shown from its first line."""
_VERSION = 0.6
"""How alike two lines of a comment are, of 1, that are versions of each other."""


def check_trivia(scene: Scene, matching: Matching) -> Complaint | None:
    """Comments and decorators above a definition stay with it, and change only where the edit shows them there."""
    for pair in (p for p in matching.pairs if not p.old.local and any((*p.old.trivia, *p.new.trivia))):
        if complaint := _pair_trivia(scene, pair):
            return complaint
        if moved := _is_taken(scene, matching, pair):
            return "ambiguous", f"the decorator {moved[:80]!r} could be moved or added; show it above each definition that has it"
    for definition in (d for d in matching.new if not d.local):
        lines = [*definition.trivia.comments, *(line for _, a, b in definition.trivia.decorators for line in range(a, b))]
        stolen = next((n for n in lines if scene.shown.row_of[n] < 0 and scene.difference.new[n]), None)
        if stolen is not None and scene.difference.origin[stolen] >= 0:
            text = scene.difference.new[stolen]
            return "ambiguous", f"{text[:80]!r} would come to stand above the new `{definition.name}`; show the lines around it"
    return None


def trivia_lines(scene: Scene, matching: Matching) -> Iterator[range]:
    """Old lines that `check_trivia` judges. Lines of a decorator whose definition is not shown are judged as statements."""
    for pair in (p for p in matching.pairs if not p.old.local):
        for line in pair.old.trivia.comments:
            yield range(line, line + 1)
        for _, first, end in pair.old.trivia.decorators:
            if scene.shows(pair.new):
                yield range(first, end)


def _pair_trivia(scene: Scene, pair: Pair) -> Complaint | None:
    old, new = scene.difference.old, scene.difference.new
    was, now = [old[n] for n in pair.old.trivia.comments], [new[n] for n in pair.new.trivia.comments]
    name = pair.old.name or "the definition"
    target, shown = scene.difference.target, scene.shown
    parted = [target[n] for n in pair.old.trivia.comments if target[n] >= 0 and target[n] not in pair.new.trivia.comments]
    if (left := next((n for n in parted if shown.row_of[n] < 0), None)) is not None:
        return (
            "ambiguous",
            f"the comment {new[left][:80]!r} would be parted from `{name}`; show it above `{name}`, or say that it goes",
        )
    if was != now and not removes_comment(scene.shown, pair.old.name, pair.new.head):
        if stale := _stale(scene, pair.new):
            return (
                "ambiguous",
                f"the comment {stale[:80]!r} above `{name}` would stay beside the new one; show all of the comment",
            )
        if hidden := _hidden_comment(scene, pair):
            return "ambiguous", (
                f"the comment {hidden[:80]!r} above `{name}` could be what the marker hides; show all of the comment"
            )
        lost = _lost_comment(scene, pair)
        if lost:
            return "unaccounted_removal", (
                f"the comment {lost[:80]!r} above `{name}` would change, but the edit does not show it; show it above `{name}`"
            )
    return _pair_decorators(scene, pair)


def _stale(scene: Scene, new: Definition) -> str:
    """A comment line that is kept without being shown, directly above or below one that came; "" for none."""
    lines = new.trivia.comments
    for one, other in pairwise(lines):
        for kept, came in ((one, other), (other, one)):
            hidden = scene.shown.row_of[kept] < 0 and scene.difference.new[kept]
            if hidden and scene.difference.origin[came] < 0:
                return scene.difference.new[kept]
    return ""


def _hidden_comment(scene: Scene, pair: Pair) -> str:
    """The first line of a comment that goes, where a later line is shown below a marker or on top of the edit; "" for none."""
    now, old = [n for n in pair.new.trivia.comments if scene.shown.row_of[n] >= 0], scene.difference.old
    was = [n for n in pair.old.trivia.comments if old[n]]
    row = scene.shown.row_of[now[0]] - 1 if now else -1
    while row >= 0 and scene.shown.rows[row].kind is BLANK:
        row -= 1
    parted = row < 0 or scene.shown.rows[row].kind is MARKER
    if not now or not was or not parted:
        return ""
    text = scene.difference.new[now[0]]
    if text.startswith(_OPENERS):
        return ""
    return old[was[0]] if scene.difference.target[was[0]] < 0 and _is_later(text, [old[n] for n in was]) else ""


def _is_later(text: str, comment: list[str]) -> bool:
    """Whether a line is rather a version of a later line of a comment than of its first one."""
    compared = SequenceMatcher(None, autojunk=False)
    compared.set_seq2(text)
    compared.set_seq1(comment[0])
    first = compared.ratio()
    for line in comment[1:]:
        compared.set_seq1(line)
        bounds = compared.real_quick_ratio, compared.quick_ratio, compared.ratio
        if all(ratio() >= _VERSION and ratio() > first for ratio in bounds):
            return True
    return False


def _lost_comment(scene: Scene, pair: Pair) -> str:
    """A comment line that goes without another in its place shown above the definition, and not between two shown ones."""
    old, target = scene.difference.old, scene.difference.target
    lost = [n for n in pair.old.trivia.comments if old[n] and target[n] not in pair.new.trivia.comments]
    now = pair.new.trivia.comments
    another = any(scene.difference.origin[n] < 0 for n in now)
    if not lost or (another and scene.shows(pair.new) and scene.same_segment(now[-1], pair.new.head)):
        return ""
    for line in lost:
        run = next((r for r in scene.difference.runs if r.old <= line < r.old_end), None)
        if run is None or not _is_inside(scene, pair.old, run):
            return old[line]
    return ""


def _is_inside(scene: Scene, definition: Definition, run: Exchange) -> bool:
    """Whether the shown lines around a run are lines of a definition's comment: below it, or above it down to the definition."""
    above = _next_shown(scene, range(run.new - 1, -1, -1))
    below = _next_shown(scene, range(run.new_end, len(scene.difference.new)))
    if above < 0 or below < 0 or not scene.same_segment(above, below):
        return False
    comments = definition.trivia.comments
    upper, lower = scene.difference.origin[above], scene.difference.origin[below]
    if upper in comments and lower == definition.head:
        return True
    number = scene.shown.segment_of[above]
    kept = [
        n for n in comments if scene.difference.target[n] >= 0 and scene.shown.segment_of[scene.difference.target[n]] == number
    ]
    sure = any(is_telling(scene.difference.old[n]) and scene.difference.count(scene.difference.old[n]) == 1 for n in kept)
    return sure and lower in comments


def _next_shown(scene: Scene, lines: range) -> int:
    """The first line that is filled, if the edit shows it; -1 otherwise."""
    line = next((n for n in lines if scene.difference.new[n]), -1)
    return line if line >= 0 and scene.shown.row_of[line] >= 0 else -1


def _pair_decorators(scene: Scene, pair: Pair) -> Complaint | None:
    was = [(name, _text(scene.difference.old, a, b)) for name, a, b in pair.old.trivia.decorators]
    now = [(name, _text(scene.difference.new, a, b)) for name, a, b in pair.new.trivia.decorators]
    if was == now:
        return None
    lost, came = list((Counter(was) - Counter(now)).elements()), list((Counter(now) - Counter(was)).elements())
    if not lost and not came:
        turned = any(scene.shown.row_of[a] < 0 for _, a, _ in pair.new.trivia.decorators)
        return ("ambiguous", f"the decorators above `{pair.old.name}` would change places; show all of them") if turned else None
    came_all = list(came)
    for name, text in list(lost):
        again = next((d for d in came if d[0] == name), None)
        if again is not None:
            came.remove(again)
            lost.remove((name, text))
    if lost and not scene.shows(pair.new) and _is_inside_held(scene, pair):
        return None
    if (lost or came) and not scene.shows(pair.new):
        text = (lost or came)[0][1]
        return "ambiguous", (
            f"the decorator {text[:80]!r} above `{pair.old.name}` would change, but the edit does not show `{pair.old.name}`"
        )
    stale = [text for name, text in now if (name, text) in was and any(name == each for each, _ in came_all)]
    hidden = {_text(scene.difference.new, a, b) for _, a, b in pair.new.trivia.decorators if scene.shown.row_of[a] < 0}
    if doubled := next((text for text in stale if text in hidden), ""):
        return (
            "ambiguous",
            f"the decorator {doubled[:80]!r} above `{pair.old.name}` would stay beside the new one; show all of them",
        )
    all_shown = all(scene.shown.row_of[a] >= 0 for _, a, _ in pair.new.trivia.decorators)
    if lost and (len(came) < len(lost) or not all_shown) and not all(scene.removes(name, DECORATORS) for name, _ in lost):
        return "unaccounted_removal", (
            f"the decorator {lost[0][1][:80]!r} above `{pair.old.name}` would be deleted, but the edit does not "
            "mention it; show it"
        )
    return None


def _is_taken(scene: Scene, matching: Matching, pair: Pair) -> str:
    """A decorator that comes to a definition, and that another shown definition has without being shown with it; "" for none."""
    if not pair.new.trivia.decorators:
        return ""
    was = {_text(scene.difference.old, a, b) for _, a, b in pair.old.trivia.decorators}
    came = {_text(scene.difference.new, a, b) for _, a, b in pair.new.trivia.decorators} - was
    for other in matching.pairs if came else ():
        if other is pair or not scene.shows(other.new):
            continue
        for _, a, b in other.new.trivia.decorators:
            if scene.shown.row_of[a] < 0 and _text(scene.difference.new, a, b) in came:
                return _text(scene.difference.new, a, b)
    return ""


def _is_inside_held(scene: Scene, pair: Pair) -> bool:
    """Whether only inner lines of decorators change: their first lines are the same and shown lines hold what goes."""
    firsts = [scene.difference.target[a] for _, a, _ in pair.old.trivia.decorators]
    return firsts == [a for _, a, _ in pair.new.trivia.decorators]


def _text(lines: list[str], first: int, end: int) -> str:
    return " ".join(lines[first:end])
