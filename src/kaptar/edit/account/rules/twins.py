"""The rule for names that stand more than once: the definition that changes is the one that the edit means."""

from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, chain

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.matching import Matching, Pair
from kaptar.edit.account.facts.rows import says_something
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.outcome import Complaint
from kaptar.ops.table import RecordKind

_VALUES = frozenset((int(RecordKind.VARIABLE), int(RecordKind.FIELD)))


def check_twins(scene: Scene, matching: Matching) -> Complaint | None:
    """Of several definitions of a name the changed one is in the container that the edit shows, and most like what it shows.

    An edit that shows the whole new text hides none that it could mean.
    """
    if scene.is_file_shown():
        return None
    twins = _Twins(scene, {pair.old.record: pair for pair in matching.pairs})
    for pair in matching.pairs:
        if (pair.old.local and pair.old.kind in _VALUES) or not scene.shows(pair.new) or not _changes(scene, pair):
            continue
        for other in twins.of(pair):
            if other.record != pair.old.record and _could_be(pair, other) and twins.are_alike(pair.old, other):
                lines = f"{pair.old.first + 1} and {other.first + 1}"
                return "ambiguous", f"`{pair.old.name}` stands in lines {lines}: show what it stands in, or more of its lines"
    return None


def _changes(scene: Scene, pair: Pair) -> bool:
    return scene.old.source(pair.old) != scene.new.source(pair.new)


def _could_be(pair: Pair, other: Definition) -> bool:
    return (other.flavour, other.owner, other.local) == (pair.old.flavour, pair.old.owner, pair.old.local)


class _Twins:
    """Definitions of the old text by kind and name, and how alike each is to what the edit shows; each is read once."""

    def __init__(self, scene: Scene, pairs: dict[int, Pair]) -> None:
        self._scene, self._pairs = scene, pairs
        self._named: dict[tuple[int, str], dict[int, list[Definition]]] = {}
        self._likeness: dict[int, tuple[bool, int]] = {}

    def of(self, pair: Pair) -> Iterator[Definition]:
        """Hidden definitions of the name, in what the edit shows around the changed one; anywhere, where it shows nothing."""
        key = pair.old.kind, pair.old.name
        if key not in self._named:
            groups: dict[int, list[Definition]] = {}
            for index in self._scene.old.records.all_named(pair.old):
                definition = self._scene.old.records.definition(index)
                if index not in self._pairs or not self._scene.shows(self._pairs[index].new):
                    groups.setdefault(definition.parent, []).append(definition)
            self._named[key] = groups
        around = self._pairs.get(pair.old.parent)
        if around is not None and self._scene.shows(around.new):
            return iter(self._named[key].get(pair.old.parent, []))
        return chain.from_iterable(self._named[key].values())

    @cached_property
    def _rows(self) -> set[str]:
        texts = {row.text for row in self._scene.shown.rows}
        return {text for text in texts if says_something(text)}

    def are_alike(self, changed: Definition, other: Definition) -> bool:
        """Whether another definition is as much like what the edit shows as the changed one is, or more."""
        return self._likeness_of(other) >= self._likeness_of(changed) and not self._is_of_shown_document(changed, other)

    @cached_property
    def _documents(self) -> list[int]:
        """For each line of the old text the number of the document of a stream (``---``) that it stands in."""
        return [*accumulate(line == "---" or line.startswith("--- ") for line in self._scene.difference.old)]

    def _is_of_shown_document(self, changed: Definition, other: Definition) -> bool:
        """Whether the edit shows a line in the document of the changed definition that the other one's document has not."""
        own, others = self._documents[changed.first], self._documents[other.first]
        if own == others:
            return False
        difference, shown = self._scene.difference, self._scene.shown
        there = {line for line, number in zip(difference.old, self._documents, strict=True) if number == others}
        return any(
            at >= 0 and shown.row_of[at] >= 0 and difference.old[line] not in there
            for line, at in enumerate(difference.target)
            if self._documents[line] == own and says_something(difference.old[line])
        )

    def _likeness_of(self, definition: Definition) -> tuple[bool, int]:
        """Whether the edit shows a definition's head as it is, and how many of its lines."""
        found = self._likeness.get(definition.record)
        if found is None:
            old = self._scene.difference.old
            lines = set(old[definition.first : definition.last + 1])
            found = self._likeness[definition.record] = old[definition.head] in self._rows, len(lines & self._rows)
        return found
