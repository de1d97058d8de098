"""A definition that a snippet leaves out between two shown ones stays, unless its container is shown without any marker."""

import re
from collections.abc import Iterator

import pytest
from judging import Judge
from proof.plans import CUTS
from proof.reading import Definition, definitions_of
from proof.triple import Triple
from proof.triples import TRIPLES

from kaptar.languages import language_of

pytestmark = pytest.mark.guest

SOURCES = {t.path: t.before for t in TRIPLES if language_of(t.path) is not None}
_COMMENTS = {".css": "/* ... */", ".md": "<!-- ... -->", ".html": "<!-- ... -->"}
_HASH = (".py", ".rb", ".sh", ".yaml", ".toml")


def _marker(path: str) -> str:
    suffix = path[path.rindex(".") :]
    return _COMMENTS.get(suffix) or ("# ..." if suffix in _HASH else "// ...")


def _neighbours(judge: Judge, path: str) -> Iterator[tuple[list[Definition], int]]:
    """All definitions, and the place of one with a sibling above and below, each on lines of its own."""
    table = judge.table(path, SOURCES[path])
    assert table is not None
    found = definitions_of(table, SOURCES[path])
    for d in found:
        siblings = [s for s in found if s.parent == d.parent]
        at = siblings.index(d)
        inner = 0 < at < len(siblings) - 1
        if inner and siblings[at - 1].last < d.lead and d.last < siblings[at + 1].lead:
            yield siblings, at


def _left_out(path: str, siblings: list[Definition], at: int) -> tuple[str, str]:
    """A snippet with markers above and below that leaves one out, and the text without it."""
    lines, d = SOURCES[path].split("\n"), siblings[at]
    above, below = siblings[at - 1], siblings[at + 1]
    rows = [_marker(path), *lines[above.lead : above.last + 1], "", *lines[below.lead : below.last + 1], _marker(path)]
    end = d.last + 1
    while end < below.lead and not lines[end].strip():
        end += 1
    return "\n".join(rows) + "\n", "\n".join([*lines[: d.lead], *lines[end:]])


@pytest.mark.parametrize("path", SOURCES)
def test_it_does_not_go_between_markers(by_tables: Judge, path: str) -> None:
    for siblings, at in _neighbours(by_tables, path):
        edit, wrong = _left_out(path, siblings, at)
        if not set(re.findall(r"\w+", siblings[at].name)) & set(re.findall(r"\w+", edit)):
            triple = Triple(path, path, SOURCES[path], edit, "")
            for cut in CUTS:
                assert by_tables.ask(triple, wrong, cut).complaint is not None, (siblings[at].name, cut, edit)


def test_there_are_many(by_tables: Judge) -> None:
    assert sum(1 for path in SOURCES for _ in _neighbours(by_tables, path)) >= 60


@pytest.mark.parametrize("path", SOURCES)
def test_the_first_and_the_last_do_not_go_without_a_word(by_tables: Judge, path: str) -> None:
    """The container is shown without a marker, and one at its edge is left out."""
    lines = SOURCES[path].split("\n")
    table = by_tables.table(path, SOURCES[path])
    assert table is not None
    found = definitions_of(table, SOURCES[path])
    for number, container in enumerate(found):
        members = [d for d in found if d.parent == number and d.first > container.first and d.last <= container.last]
        for d in (members[0], members[-1]) if len(members) > 1 else ():
            rows = [*lines[container.first : d.lead], *lines[d.last + 1 : container.last + 1]]
            wrong = [*lines[: d.lead], *lines[d.last + 1 :]]
            if not set(re.findall(r"\w+", d.name)) & set(re.findall(r"\w+", "\n".join(rows))):
                triple = Triple(path, path, SOURCES[path], "\n".join(rows) + "\n", "")
                for cut in CUTS:
                    assert by_tables.ask(triple, "\n".join(wrong), cut).complaint is not None, (d.name, cut, rows)
