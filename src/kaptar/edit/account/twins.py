"""The rule for names that stand more than once: the definition that changes is the one that the edit means."""

from kaptar.edit.account.matching import Matching, Pair
from kaptar.edit.account.records import Definition
from kaptar.edit.account.rows import says_something
from kaptar.edit.account.scene import Scene
from kaptar.edit.verify import Complaint
from kaptar.ops.table import RecordKind

_VALUES = frozenset((int(RecordKind.VARIABLE), int(RecordKind.FIELD)))


def check_twins(scene: Scene, matching: Matching) -> Complaint | None:
    """Of several definitions of a name the changed one is in the container that the edit shows, and most like what it shows."""
    rows = {row.text for row in scene.shown.rows if says_something(row.text)}
    by_record = {pair.old.record: pair for pair in matching.pairs}
    for pair in matching.pairs:
        if (pair.old.local and pair.old.kind in _VALUES) or not scene.shows(pair.new) or not _changes(scene, pair):
            continue
        own = _likeness(scene, pair.old, rows)
        for index in scene.old.records.all_named(pair.old):
            other = scene.old.records.definition(index)
            if index == pair.old.record or not _could_be(scene, matching, pair, other):
                continue
            shown = index in by_record and scene.shows(by_record[index].new)
            if not shown and _likeness(scene, other, rows) >= own:
                lines = f"{pair.old.first + 1} and {other.first + 1}"
                return "ambiguous", f"`{pair.old.name}` stands in lines {lines}: show what it stands in, or more of its lines"
    return None


def _changes(scene: Scene, pair: Pair) -> bool:
    return scene.old.source(pair.old) != scene.new.source(pair.new)


def _could_be(scene: Scene, matching: Matching, pair: Pair, other: Definition) -> bool:
    """Whether another definition stands in what the edit shows around the changed one; anywhere, where it shows nothing."""
    if other.flavour != pair.old.flavour or other.owner != pair.old.owner or other.local != pair.old.local:
        return False
    around = next((p for p in matching.pairs if p.old.record == pair.old.parent and scene.shows(p.new)), None)
    return around is None or other.parent == pair.old.parent


def _likeness(scene: Scene, definition: Definition, rows: set[str]) -> tuple[bool, int]:
    """Whether the edit shows a definition's head as it is, and how many of its lines."""
    lines = set(scene.difference.old[definition.first : definition.last + 1])
    return scene.difference.old[definition.head] in rows, len(lines & rows)
