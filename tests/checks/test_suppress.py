"""Comments that silence findings: found from mark to mark, as they stand line by line."""

from hypothesis import example, given
from hypothesis import strategies as st

from kaptar.checks.suppress import MARK, suppressions

PIECES = st.sampled_from(
    [MARK, b"# " + MARK, b"#" + MARK + b"[a] -- b", b"\n", b"\r\n", b"x", b" ", b"[a, b]", b" -- why", b"\xff"]
)


@given(st.lists(PIECES, max_size=14).map(b"".join))
@example(b"\n\n# " + MARK + b"[a] -- b\n\nx # " + MARK + b"[c] -- d # " + MARK + b"\n")
def test_each_line_is_read_by_itself(content: bytes) -> None:
    found = []
    for number, line in enumerate(content.split(b"\n")):
        found += [each._replace(line=each.line + number, silences=each.silences + number) for each in suppressions(line)]
    assert suppressions(content) == tuple(found)
