"""The reader of `kaptar-table/2` against bytes that the Rust encoder wrote, and against damage."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import BadModule
from kaptar.languages import LANGUAGES
from kaptar.ops.table import EXPORTED, ParseProblem, RecordKind, Table, TableRecord

GOLDEN = Path(__file__).parents[1] / "golden"
SOURCE = b"class A:\n    def f(self):\n        pass\n"
BYTES = bytes.fromhex((GOLDEN / "table.hex").read_text())


def test_reads_what_rust_wrote() -> None:
    table = Table(BYTES)
    assert (table.dialect, table.source_len, table.lines) == (LANGUAGES["python"].number, len(SOURCE), 3)
    assert list(table) == [
        TableRecord(RecordKind.CLASS, 0, None, 0, 37, 1, 3, 6, 7, EXPORTED),
        TableRecord(RecordKind.METHOD, 1, 0, 13, 37, 2, 3, 17, 18, 0),
        TableRecord(RecordKind.COMMENT, 0, None, 37, 38, 3, 3, None, None, 2),
    ]
    assert [record.name(SOURCE) for record in table] == ["A", "f", None]
    assert (table[0].exported, table[1].exported, table[2].broken) == (True, False, True)
    assert (table.tolerant, table.more_problems) == (True, False)
    assert table.problems() == [ParseProblem(4, 5, 1, 5, "näme"), ParseProblem(0, 0, 1, 1, "")]
    assert list(table.column("start")) == [0, 13, 37]
    assert (list(table.children(None)), list(table.children(0)), list(table.children(1))) == ([0, 2], [1], [])
    with pytest.raises(IndexError):
        table[3]


def test_kinds_are_those_of_rust() -> None:
    rust = (Path(__file__).parents[2] / "guests" / "table" / "src" / "kinds.rs").read_text()
    block = rust[rust.index("kinds! {\n    Class") :]
    found = {}
    for line in block[: block.index("\n}")].splitlines()[1:]:
        name, _, rest = line.strip().partition(" = ")
        found["".join(f"_{c}" if c.isupper() else c.upper() for c in name).lstrip("_")] = int(rest.partition(",")[0])
    assert {kind.name: kind.value for kind in RecordKind} == {name.upper(): number for name, number in found.items()}


@pytest.mark.parametrize("length", range(len(BYTES)))
def test_cut_tables_are_refused(length: int) -> None:
    with pytest.raises(BadModule):
        Table(BYTES[:length])


@given(st.integers(0, len(BYTES) // 4 - 1), st.integers(0, 2**32 - 1))
def test_damaged_tables_are_refused_or_stay_inside(word: int, value: int) -> None:
    data = bytearray(BYTES)
    struct.pack_into("<I", data, word * 4, value)
    try:
        table = Table(bytes(data))
    except BadModule:
        return
    table.problems()
    for index, record in enumerate(table):
        assert record.start <= record.end <= table.source_len
        if record.parent is not None:
            assert record.parent < index
        if record.name_start is not None:
            assert record.start <= record.name_start <= (record.name_end or 0) <= record.end
