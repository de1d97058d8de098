"""Messages cut from a stream, however it arrives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.checks.tools.warm.frames import MOST_HEADER, MOST_MESSAGE, Frames, Garbage, framed


@given(st.lists(st.binary(max_size=200), max_size=8), st.integers(1, 50))
def test_messages_come_whole_in_order(bodies: list[bytes], step: int) -> None:
    stream = b"".join(map(framed, bodies))
    frames = Frames()
    assert [m for at in range(0, len(stream), step) for m in frames.feed(stream[at : at + step])] == bodies


def test_other_fields_and_blank_lines_are_passed_over() -> None:
    stream = b"Content-Type: x; charset=utf-8\r\ncontent-length: 2\r\n\r\n{}\nContent-Length: 1\r\n\r\n1\n"
    assert list(Frames().feed(stream)) == [b"{}", b"1"]


@pytest.mark.parametrize(
    "stream",
    [
        b"panic: no\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: %d\r\n\r\n" % (MOST_MESSAGE + 1),
        b"x" * (MOST_HEADER + 1),
    ],
    ids=["no length", "negative", "too long", "no end"],
)
def test_garbage_is_refused(stream: bytes) -> None:
    with pytest.raises(Garbage):
        list(Frames().feed(stream))
