"""Documents answer for their text as it is, and ask the runtime only once for each state."""

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import InvalidArgument
from kaptar.ops.session import ENTRY_BYTES, Session
from kaptar.runtime.operation import Result


class Row(NamedTuple):
    name: str
    digest: str


class Counting:
    """A runtime whose answers say what was asked, and how often."""

    def __init__(self, backend: Any = "guest") -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.backend, self.digest = backend, "1"

    def call(self, name: str, *args: Any) -> Result:
        self.calls.append((name, *args))
        return Result((name, *args), self.backend, 1.0)

    def modules(self) -> list[Row]:
        return [Row("javascript", self.digest)]


def test_each_state_is_asked_about_once() -> None:
    runtime = Counting()
    session = Session(runtime)
    document = session.open(b"let a;", "js")
    assert document.table() == ("syntax.table", b"let a;", "javascript")
    document.table()
    document.outline()
    document.edit([(4, 5, b"b")])
    assert (document.source, document.version) == (b"let b;", 1)
    assert document.table() == ("syntax.table", b"let b;", "javascript")
    document.replace(b"let a;")
    document.table()
    session.open(b"let a;", "javascript").table()
    assert [call[0] for call in runtime.calls] == ["syntax.table", "syntax.outline", "syntax.table"]
    assert (session.hits, session.misses) == (3, 3)


def test_dialect_and_guest_are_part_of_the_key() -> None:
    runtime = Counting()
    session = Session(runtime)
    document = session.open(b"a", "javascript")
    document.validation()
    session.open(b"a", "mjs").validation()
    assert [call[2] for call in runtime.calls] == ["javascript", "mjs"]
    runtime.digest = "2"
    document.validation()
    document.metrics()
    assert [call[0] for call in runtime.calls[2:]] == ["syntax.validate", "syntax.metrics"]


def test_answers_of_the_host_are_kept_only_where_there_is_no_guest() -> None:
    for language, asked in (("javascript", 2), ("python", 1)):
        runtime = Counting("host")
        document = Session(runtime).open(b"a", language)
        document.validation()
        document.validation()
        assert len(runtime.calls) == asked


def test_memory_is_bounded() -> None:
    session = Session(Counting(), entries=3)
    for n in range(10):
        session.open(b"x" * n, "javascript").table()
    assert len(session) == 3
    session = Session(Counting(), max_bytes=3 * (ENTRY_BYTES + 100))
    for n in range(10):
        session.open(bytes([n]) * 100, "javascript").table()
    assert len(session) == 3
    session.open(bytes([9]) * 100, "javascript").table()
    assert session.hits == 1
    session.open(b"y" * 10_000, "javascript").table()
    assert len(session) == 3
    for bad in ({"entries": 0}, {"max_bytes": 0}):
        with pytest.raises(InvalidArgument):
            Session(Counting(), **bad)
    with pytest.raises(InvalidArgument, match="klingon"):
        session.open(b"", "klingon")


@pytest.mark.parametrize("changes", [[(0, 7, b"")], [(-1, 0, b"")], [(3, 2, b"")], [(0, 3, b"x"), (2, 4, b"y")]])
def test_wrong_edits_change_nothing(changes: list[tuple[int, int, bytes]]) -> None:
    document = Session(Counting()).open(b"abcdef", "javascript")
    with pytest.raises(InvalidArgument):
        document.edit(changes)
    assert (document.source, document.version) == (b"abcdef", 0)


@given(st.binary(max_size=30), st.data())
def test_edits_are_those_of_one_after_the_other_from_the_end(source: bytes, draw: st.DataObject) -> None:
    places = sorted(draw.draw(st.lists(st.integers(0, len(source)), max_size=6).map(lambda found: found[: len(found) // 2 * 2])))
    changes = [(start, end, draw.draw(st.binary(max_size=4))) for start, end in zip(places[::2], places[1::2], strict=True)]
    document = Session(Counting()).open(source, "javascript")
    document.edit(draw.draw(st.permutations([change for change in changes if change[0] < change[1]])))
    expected = source
    for start, end, text in reversed([change for change in changes if change[0] < change[1]]):
        expected = expected[:start] + text + expected[end:]
    assert document.source == expected


def test_insertions_at_one_place_stay_in_order() -> None:
    document = Session(Counting()).open(b"ad", "javascript")
    document.edit([(1, 1, b"b"), (1, 1, b"c"), (1, 2, b"D")])
    assert document.source == b"abcD"
