"""The rule for definitions of one name that may stand beside each other: overloads, static members, conditional ones."""

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.matching import Matching, Pair
from kaptar.edit.account.facts.rows import is_telling
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.outcome import Complaint
from kaptar.languages import LANGUAGES
from kaptar.ops.table import STATIC, RecordKind

OVERLOADS = frozenset(LANGUAGES[name].number for name in ("java", "kotlin", "csharp", "cpp", "swift", "scala"))
"""Languages in which functions of one name differ by what they take."""
_CALLED = frozenset((int(RecordKind.FUNCTION), int(RecordKind.METHOD)))
_TYPES = frozenset(int(kind) for kind in (RecordKind.INTERFACE, RecordKind.TYPE_ALIAS, RecordKind.TRAIT, RecordKind.NAMESPACE))
_MACRO = int(RecordKind.MACRO)
_CONDITIONS = ("cfg", "overload", "register", "available", "target", "requires", "dispatch")
"""Names of decorators and attributes of definitions that stand beside others of their name."""


def check_coexisting(scene: Scene, matching: Matching) -> Complaint | None:
    """A definition that may stand beside a hidden one of its name takes that one's place only if it keeps half of its lines."""
    for pair in matching.pairs:
        if pair.old.local or not scene.shows(pair.new) or not _may_coexist(scene, pair) or _keeps_lines(scene, pair):
            continue
        return "ambiguous", (
            f"`{pair.new.name}` could be new beside the one in line {pair.old.first + 1}, or a new version of it; "
            "show both, or use a format that quotes the lines"
        )
    return None


def _may_coexist(scene: Scene, pair: Pair) -> bool:
    old, new = pair.old, pair.new
    if (old.flavour ^ new.flavour) & STATIC:
        return True
    if old.kind != new.kind:
        return _MACRO in (old.kind, new.kind) or (old.kind in _TYPES) != (new.kind in _TYPES)
    if old.kind in _CALLED and scene.new.records.dialect in OVERLOADS:
        return scene.old.records.parameters(old) != scene.new.records.parameters(new)
    return _conditions(scene.difference.old, old) != _conditions(scene.difference.new, new)


def _conditions(lines: list[str], definition: Definition) -> list[str]:
    return [
        " ".join(lines[first:end])
        for name, first, end in definition.trivia.decorators
        if any(word in name or word in lines[first] for word in _CONDITIONS)
    ]


def has_conditions(lines: list[str], definition: Definition) -> bool:
    """Whether a decorator says that a definition may stand beside others of its name."""
    return bool(_conditions(lines, definition))


def _keeps_lines(scene: Scene, pair: Pair) -> bool:
    """Whether half of the lines that say something stay in the body: another definition may share a line with it."""
    origin, new, old = scene.difference.origin, scene.difference.new, scene.difference.old
    kept = sum(
        pair.old.head < origin[line] <= pair.old.last and is_telling(new[line])
        for line in range(pair.new.head + 1, pair.new.last + 1)
    )
    had = sum(is_telling(old[line]) for line in range(pair.old.head + 1, pair.old.last + 1))
    return kept > 0 and 2 * kept >= had
