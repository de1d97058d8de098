"""The reader of `kaptar-table/2` against bytes that the Rust encoder wrote, and against damage."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar import Runtime
from kaptar.errors import BadModule
from kaptar.languages import LANGUAGES
from kaptar.ops.table import BROKEN, EXPORTED, GETTER, STATIC, ParseProblem, RecordKind, Table, TableRecord

GOLDEN = Path(__file__).parents[1] / "golden"
SOURCE = b"#!/bin/x\nfrom m import a as b\nclass A:\n    def f(self):\n        pass\n"
BYTES = bytes.fromhex((GOLDEN / "table.hex").read_text())


def test_reads_what_rust_wrote() -> None:
    table = Table(BYTES)
    assert (table.dialect, table.source_len, table.lines) == (LANGUAGES["python"].number, len(SOURCE), 5)
    assert list(table) == [
        TableRecord(RecordKind.HEAD, 0, None, 0, 8, 1, 1, None, None, 0),
        TableRecord(RecordKind.COMMENT, 1, 0, 0, 8, 1, 1, None, None, 0),
        TableRecord(RecordKind.IMPORT, 0, None, 9, 29, 2, 2, 28, 29, 0),
        TableRecord(RecordKind.SOURCE, 1, 2, 14, 15, 2, 2, 14, 15, 0),
        TableRecord(RecordKind.BINDING, 1, 2, 23, 29, 2, 2, 28, 29, 0),
        TableRecord(RecordKind.CLASS, 0, None, 30, 67, 3, 5, 36, 37, EXPORTED),
        TableRecord(RecordKind.METHOD, 1, 5, 43, 67, 4, 5, 47, 48, GETTER | STATIC),
        TableRecord(RecordKind.STATEMENT, 2, 6, 63, 67, 5, 5, None, None, 0),
        TableRecord(RecordKind.COMMENT, 0, None, 67, 68, 5, 5, None, None, BROKEN),
    ]
    assert [record.name(SOURCE) for record in table] == [None, None, "b", "m", "b", "A", "f", None, None]
    assert (table[5].exported, table[6].exported, table[8].broken) == (True, False, True)
    assert (table[6].getter, table[6].setter, table[6].static, table[5].static) == (True, False, True, False)
    assert (table.tolerant, table.more_problems) == (True, False)
    assert table.problems() == [ParseProblem(4, 5, 1, 5, "näme"), ParseProblem(0, 0, 1, 1, "")]
    assert list(table.column("start")) == [0, 0, 9, 14, 23, 30, 43, 63, 67]
    assert (list(table.children(None)), list(table.children(2)), list(table.children(7))) == ([0, 2, 5, 8], [3, 4], [])
    with pytest.raises(IndexError):
        table[9]


@pytest.mark.guest
def test_parts_of_imports_and_methods_are_values() -> None:
    table = Table(BYTES)
    assert (table.bindings(2, SOURCE), table.taken_from(2, SOURCE), table.owner(6, SOURCE)) == (["b"], "m", None)
    assert (table.bindings(5, SOURCE), table.taken_from(5, SOURCE)) == ([], None)
    with Runtime() as runtime:
        go = b'package p\n\nimport h "net/http"\n\nfunc (s *S[T]) m() {}\n'
        made: Table = runtime.call("syntax.table", go, "go").value
    method = next(index for index, record in enumerate(made) if record.kind == RecordKind.METHOD)
    imported = next(index for index, record in enumerate(made) if record.kind == RecordKind.IMPORT)
    assert (made[method].name(go), made.owner(method, go)) == ("m", "S")
    assert (made.bindings(imported, go), made.taken_from(imported, go)) == (["h"], "net/http")


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
