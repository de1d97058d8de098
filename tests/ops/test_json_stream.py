"""`iter_json` gives what the parser gives, from any chunk size, in bounded memory."""

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import InvalidArgument, OperationFailed
from kaptar.ops.json_stream import iter_json
from kaptar.ops.twins import json as twin

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)


def streamed(data: bytes, chunk: int = 7, **options):
    return [tuple(member) for member in iter_json(io.BytesIO(data), chunk_bytes=chunk, **options)]


def members(value):
    match value:
        case dict():
            return list(value.items())
        case list():
            return list(enumerate(value))
        case _:
            return [(None, value)]


@given(VALUES, st.integers(1, 40), st.sampled_from([None, 1]), st.booleans())
def test_gives_the_members_that_the_parser_gives(value, chunk, indent, ascii_only):
    data = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
    assert streamed(data, chunk) == members(json.loads(data))


@given(VALUES, st.data(), st.integers(1, 9))
def test_accepts_exactly_what_the_parser_accepts(value, draw, chunk):
    data = bytearray(json.dumps(value).encode())
    at = draw.draw(st.integers(0, len(data) - 1))
    data[at : at + 1] = draw.draw(st.binary(max_size=2))
    try:
        expected = twin.parse(bytes(data))
    except OperationFailed:
        with pytest.raises(OperationFailed):
            streamed(bytes(data), chunk)
        return
    # A repeated key is given each time by the stream; as a dict the last one wins in both.
    got = streamed(bytes(data), chunk)
    assert (dict(got) if isinstance(expected, dict) else got) == (expected if isinstance(expected, dict) else members(expected))


def test_streams_below_the_top_level():
    data = b'{"meta": {"rows": 1}, "data": {"n": 2, "rows": [1, {"a": []}, "x"]}, "tail": [[]]}'
    assert streamed(data, at=("data", "rows")) == [(0, 1), (1, {"a": []}), (2, "x")]
    for missing in (("nothing",), ("meta", "rows", "deeper"), ("tail", "a")):
        with pytest.raises(OperationFailed):
            streamed(data, at=missing)
    with pytest.raises(OperationFailed, match="twice"):
        streamed(b'{"a": [1], "a": [2]}', at=("a",))
    with pytest.raises(OperationFailed):
        streamed(data[:-1] + b"]", at=("data", "rows"))


def test_a_member_is_bounded():
    assert streamed(b'["' + b"x" * 98 + b'"]', max_value_chars=100) == [(0, "x" * 98)]
    for size in (99, 1_000_000):
        with pytest.raises(OperationFailed, match="longer than 100"):
            streamed(b'["' + b"x" * size + b'"]', max_value_chars=100)
    with pytest.raises(InvalidArgument):
        streamed(b"[]", max_value_chars=0)


class Endless(io.RawIOBase):
    """A document of any length that never exists as a whole."""

    def __init__(self, rows: int) -> None:
        self.left, self.rest = rows, b"["

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and self.left:
            self.left -= 1
            self.rest += b'{"id": %d, "text": "%s"}%s' % (self.left, b"y" * 200, b"," if self.left else b"]")
        out, self.rest = self.rest[:size], self.rest[size:]
        return out


def test_memory_does_not_grow_with_the_document():
    tracemalloc.start()
    try:
        count = sum(1 for _ in iter_json(Endless(60_000), chunk_bytes=16 << 10))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 60_000
    assert peak < 1 << 20
